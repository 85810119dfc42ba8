import assert from 'node:assert/strict'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { type Browser, type BrowserContext, type CDPSession, chromium, type Page } from 'playwright-core'
import { accountsApp, accountUrls } from '../../src/apps/accounts/index.ts'
import { createUser, loginStepsService } from '../../src/apps/auth/index.ts'
import { Passkey, passkeysApp, passkeysUrls } from '../../src/apps/passkeys/index.ts'
import { provide } from '../../src/base/context/index.ts'
import { defineProject } from '../../src/tools/project/index.ts'
import { type LiveServer, liveServer, type TestProject, testProject } from '../../src/tools/testing/index.ts'
import { html, include, path } from '../../src/web/http/index.ts'
import { strictPolicy } from '../../src/web/security/index.ts'
import { axeProblems } from '../support/axe.ts'
import { browserArguments, browserPath, skipWithout } from '../support/services.ts'

const skip = await skipWithout('browser')
/** Where to keep pictures of the pages, for somebody to look at. */
const shots = process.env['NUAGES_TEST_SHOTS']

describe('passkeys in a browser', { skip }, () => {
  let browser: Browser
  let site: TestProject
  let live: LiveServer
  let context: BrowserContext
  let page: Page
  let cdp: CDPSession
  let authenticatorId: string
  let at: string

  before(async () => {
    site = await testProject(
      defineProject({
        apps: [accountsApp, passkeysApp],
        urls: [
          path('', async (request) => html(`<!doctype html><title>Home</title><p id="who">${(await request.user).username}</p>`)),
          path('account/', include(accountUrls, { namespace: 'accounts' })),
          path('account/passkeys/', include(passkeysUrls, { namespace: 'passkeys' })),
        ],
        security: { csp: strictPolicy },
        languages: ['en', 'ar'],
      }),
    )
    await site.run(() => createUser({ username: 'ada', email: 'ada@example.org', password: 'correct horse battery' }))
    live = await liveServer(site)
    at = live.url.replace('127.0.0.1', 'localhost')
    browser = await chromium.launch({ executablePath: browserPath()!, args: browserArguments })
    context = await browser.newContext({ locale: 'en' })
    page = await context.newPage()
    page.setDefaultTimeout(15_000)
    cdp = await context.newCDPSession(page)
    await cdp.send('WebAuthn.enable')
    authenticatorId = await newAuthenticator()
  })
  after(async () => {
    await browser?.close()
    await live?.close()
    await site?.close()
  })

  async function newAuthenticator(): Promise<string> {
    const options = {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    } as const
    return (await cdp.send('WebAuthn.addVirtualAuthenticator', { options })).authenticatorId
  }

  async function look(name: string): Promise<void> {
    const seen = async (scheme: string) => {
      if (shots !== undefined) await page.screenshot({ path: join(shots, `passkeys-${name}-${scheme}.png`), fullPage: true })
    }
    assert.deepEqual(await axeProblems(page, { seen }), [], name)
  }

  async function byPassword(): Promise<void> {
    await page.goto(`${at}/account/login/?next=/account/passkeys/`)
    await page.fill('input[name=username]', 'ada')
    await page.fill('input[name=password]', 'correct horse battery')
    await page.getByRole('button', { name: 'Log in', exact: true }).click()
    await page.waitForURL(/passkeys\/$|confirm\/$/)
  }

  async function leave(): Promise<void> {
    await context.clearCookies()
  }

  test('a passkey is added, and named', async () => {
    await byPassword()
    await look('empty')
    await page.fill('[data-passkeys-name]', 'Blue key')
    await page.getByRole('button', { name: 'Add a passkey' }).click()
    await page.getByText('Blue key', { exact: true }).waitFor()
    await look('list')
    const { credentials } = await cdp.send('WebAuthn.getCredentials', { authenticatorId })
    assert.equal(credentials.length, 1)
    assert.equal(credentials[0]!.isResidentCredential, true)
    assert.equal(credentials[0]!.rpId, 'localhost')
    const [row] = await site.run(() => Passkey.all())
    assert.equal(row?.discoverable, true)
    assert.equal(row?.credentialId, Buffer.from(credentials[0]!.credentialId, 'base64').toString('base64url'))
  })

  test('the same device is not added twice, and is told so in words', async () => {
    await page.goto(`${at}/account/passkeys/`)
    await page.getByRole('button', { name: 'Add a passkey' }).click()
    await page.getByText('This device has a passkey for your account already.').waitFor()
    await look('known')
  })

  test('it logs in without a name', async () => {
    await leave()
    // Only the button is meant here, not what the browser offers by itself.
    await page.addInitScript(() => {
      Object.assign(PublicKeyCredential, { isConditionalMediationAvailable: async () => false })
    })
    await page.goto(`${at}/account/login/?next=/`)
    await look('login')
    await page.getByRole('button', { name: 'Log in with a passkey' }).click()
    await page.waitForURL(`${at}/`)
    assert.equal(await page.textContent('#who'), 'ada')
  })
})
