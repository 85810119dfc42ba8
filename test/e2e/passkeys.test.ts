import assert from 'node:assert/strict'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { type Browser, type BrowserContext, type CDPSession, chromium, type Page } from 'playwright-core'
import { accountsApp, accountUrls } from '../../src/apps/accounts/index.ts'
import { createUser } from '../../src/apps/auth/index.ts'
import { Passkey, passkeysApp, passkeysUrls } from '../../src/apps/passkeys/index.ts'
import { secondFactorApp, secondFactorUrls } from '../../src/apps/second-factor/index.ts'
import { defineProject } from '../../src/tools/project/index.ts'
import { type LiveServer, liveServer, type TestProject, testProject } from '../../src/tools/testing/index.ts'
import { html, include, path } from '../../src/web/http/index.ts'
import { strictPolicy } from '../../src/web/security/index.ts'
import { axeProblems } from '../support/axe.ts'
import { browserArguments, browserPath, skipWithout } from '../support/services.ts'
import { virtualAuthenticator } from '../support/visit.ts'

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
        apps: [accountsApp, secondFactorApp, passkeysApp],
        urls: [
          path('', async (request) =>
            html(`<!doctype html><title>Home</title><p id="who">${(await request.user).username}</p>`),
          ),
          path('account/', include(accountUrls, { namespace: 'accounts' })),
          path('account/two-step/', include(secondFactorUrls, { namespace: 'secondFactor' })),
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
    return (await cdp.send('WebAuthn.addVirtualAuthenticator', { options: virtualAuthenticator })).authenticatorId
  }

  async function look(name: string): Promise<void> {
    const seen = async (scheme: string) => {
      if (shots !== undefined)
        await page.screenshot({ path: join(shots, `passkeys-${name}-${scheme}.png`), fullPage: true })
    }
    assert.deepEqual(await axeProblems(page, { seen }), [], name)
  }

  async function byPassword(): Promise<void> {
    await page.goto(`${at}/account/login/?next=/account/passkeys/`)
    await page.fill('input[name=username]', 'ada')
    await page.fill('input[name=password]', 'correct horse battery')
    await page.getByRole('button', { name: 'Log in', exact: true }).click()
    await page.waitForURL((url) => !url.pathname.includes('login'))
  }

  async function leave(): Promise<void> {
    await context.clearCookies()
  }

  /** Only buttons are meant, not what the browser offers by itself. */
  async function quietly(): Promise<void> {
    await page.addInitScript(() => {
      Object.assign(PublicKeyCredential, { isConditionalMediationAvailable: async () => false })
    })
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
    await quietly()
    await page.goto(`${at}/account/login/?next=/`)
    await look('login')
    await page.getByRole('button', { name: 'Log in with a passkey' }).click()
    await page.waitForURL(`${at}/`)
    assert.equal(await page.textContent('#who'), 'ada')
  })

  test('somebody else’s hand is refused, and told so in words', async () => {
    await leave()
    await cdp.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified: false })
    await page.goto(`${at}/account/login/?next=/`)
    await page.getByRole('button', { name: 'Log in with a passkey' }).click()
    await page.getByText('That was cancelled, or it took too long. Try again.').waitFor()
    await look('refused')
    await cdp.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified: true })
    // It can be tried again on the same page.
    await page.getByRole('button', { name: 'Log in with a passkey' }).click()
    await page.waitForURL(`${at}/`)
  })

  test('it is the second step after a password', async () => {
    await leave()
    await byPassword()
    await page.getByRole('link', { name: 'Use a passkey' }).click()
    await page.waitForURL(/confirm\/$/)
    await look('confirm')
    await page.getByRole('button', { name: 'Continue' }).click()
    await page.waitForURL(`${at}/account/passkeys/`)
    assert.match((await page.textContent('.a-list')) ?? '', /last used on/)
  })

  test('it shows once more who one is', async () => {
    await page.goto(`${at}/account/reauthenticate/?next=/account/passkeys/`)
    await look('reauthenticate')
    await page.getByRole('button', { name: 'Use a passkey' }).click()
    await page.waitForURL(`${at}/account/passkeys/`)
  })

  test('from right to left, and narrow', async () => {
    const arabic = await browser.newContext({ locale: 'ar', viewport: { width: 320, height: 640 } })
    await arabic.addCookies(await context.cookies())
    const other = await arabic.newPage()
    await other.goto(`${at}/account/passkeys/`)
    assert.equal(await other.getAttribute('html', 'dir'), 'rtl')
    await other.getByRole('button', { name: 'إضافة مفتاح مرور' }).waitFor()
    if (shots !== undefined) await other.screenshot({ path: join(shots, 'passkeys-arabic.png'), fullPage: true })
    assert.equal(await other.evaluate(() => document.documentElement.scrollWidth <= innerWidth), true)
    await arabic.close()
  })

  test('without JavaScript, and without WebAuthn, there are no buttons, and a line says why', async () => {
    const scriptless = await browser.newContext({ locale: 'en', javaScriptEnabled: false })
    const bare = await scriptless.newPage()
    await bare.goto(`${at}/account/login/`)
    assert.equal(await bare.locator('[data-passkeys-button]').isVisible(), false)
    await bare.getByText('Passkeys need JavaScript.').waitFor()
    await scriptless.close()

    const old = await browser.newContext({ locale: 'en' })
    const without = await old.newPage()
    await without.addInitScript(() => Reflect.deleteProperty(globalThis, 'PublicKeyCredential'))
    await without.goto(`${at}/account/login/`)
    await without.getByText('This browser has no passkeys, or the page did not come by https.').waitFor()
    assert.equal(await without.locator('[data-passkeys-button]').isVisible(), false)
    await old.close()
  })

  test('a browser that does not read JSON for passkeys itself is helped', async () => {
    const old = await browser.newContext({ locale: 'en' })
    const plain = await old.newPage()
    await plain.addInitScript(() => {
      for (const name of [
        'parseCreationOptionsFromJSON',
        'parseRequestOptionsFromJSON',
        'isConditionalMediationAvailable',
      ])
        Reflect.deleteProperty(PublicKeyCredential, name)
      Reflect.deleteProperty(PublicKeyCredential.prototype, 'toJSON')
    })
    const session = await old.newCDPSession(plain)
    await session.send('WebAuthn.enable')
    const made = await session.send('WebAuthn.addVirtualAuthenticator', { options: virtualAuthenticator })
    const { credentials } = await cdp.send('WebAuthn.getCredentials', { authenticatorId })
    await session.send('WebAuthn.addCredential', { authenticatorId: made.authenticatorId, credential: credentials[0]! })
    await plain.goto(`${at}/account/login/?next=/`)
    await plain.getByRole('button', { name: 'Log in with a passkey' }).click()
    await plain.waitForURL(`${at}/`)
    assert.equal(await plain.textContent('#who'), 'ada')
    // Counters of copies go on apart: the row forgets what the copy has counted.
    await site.run(() => Passkey.all().update({ signCount: 0n }))

    await session.send('WebAuthn.removeCredential', {
      authenticatorId: made.authenticatorId,
      credentialId: credentials[0]!.credentialId,
    })
    await plain.goto(`${at}/account/passkeys/`)
    await plain.getByRole('button', { name: 'Add a passkey' }).click()
    await plain.getByText('Passkey', { exact: true }).waitFor()
    assert.equal(await site.run(() => Passkey.all().count()), 2)
    await old.close()
  })

  test('it gets another name, and is removed', async () => {
    await page.goto(`${at}/account/passkeys/`)
    await page.getByText('Rename “Passkey”').click()
    await page.getByRole('textbox', { name: 'New name' }).last().fill('Old phone')
    await look('rename')
    await page.getByRole('button', { name: 'Rename' }).click()
    await page.getByRole('link', { name: 'Remove “Old phone”' }).click()
    await look('remove')
    await page.getByRole('button', { name: 'Remove' }).click()
    await page.getByText('The passkey is removed.').waitFor()
    assert.equal(await site.run(() => Passkey.all().count()), 1)
  })

  test('the browser offers it in the field of the user name', async () => {
    const fresh = await browser.newContext({ locale: 'en' })
    const offering = await fresh.newPage()
    const session = await fresh.newCDPSession(offering)
    await session.send('WebAuthn.enable')
    const made = await session.send('WebAuthn.addVirtualAuthenticator', { options: virtualAuthenticator })
    const { credentials } = await cdp.send('WebAuthn.getCredentials', { authenticatorId })
    await session.send('WebAuthn.addCredential', { authenticatorId: made.authenticatorId, credential: credentials[0]! })
    await offering.goto(`${at}/account/login/?next=/`)
    await offering.waitForURL(`${at}/`)
    assert.equal(await offering.textContent('#who'), 'ada')
    await fresh.close()
  })
})
