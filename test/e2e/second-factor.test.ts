import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core'
import { accountUrls } from '../../src/apps/accounts/index.ts'
import { createUser } from '../../src/apps/auth/index.ts'
import { fromBase32, secondFactorApp, secondFactorUrls, TotpDevice, totp } from '../../src/apps/second-factor/index.ts'
import { migrate } from '../../src/data/migrations/index.ts'
import { defineProject, migrationApps, openProject, type Project } from '../../src/tools/project/index.ts'
import { html, include, path, type RunningServer, serve } from '../../src/web/http/index.ts'
import { CSP } from '../../src/web/security/index.ts'
import { axeProblems } from '../support/axe.ts'
import { browserArguments, browserPath, skipWithout } from '../support/services.ts'

const skip = await skipWithout('browser')
/** Where to keep pictures of the pages, for somebody to look at. */
const shots = process.env['NUAGES_TEST_SHOTS']
const password = 'correct horse battery'

describe('two-step verification in a browser', { skip }, () => {
  let project: Project
  let server: RunningServer
  let browser: Browser
  let context: BrowserContext
  let page: Page
  const problems: string[] = []

  before(async () => {
    const definition = defineProject({
      apps: [secondFactorApp],
      urls: [
        path('account/', include(accountUrls, { namespace: 'accounts' })),
        path('account/two-step/', include(secondFactorUrls, { namespace: 'secondFactor' })),
        path(
          '',
          async (request): Promise<Response> => html(`<title>Site</title><h1>${String(await request.user)}</h1>`),
        ),
      ],
      languages: ['en', 'ar'],
      secondFactor: { issuer: 'The Lantern' },
      security: {
        csp: { 'default-src': [CSP.none], 'style-src': [CSP.self], 'img-src': [CSP.self], 'form-action': [CSP.self] },
      },
    })
    project = await openProject(definition, { mode: 'test', databases: { default: 'sqlite::memory:' } })
    await project.run(async () => {
      await migrate({ orm: project.orm, apps: migrationApps(project) })
      await createUser({ username: 'ida', email: 'ida@example.org', password })
    })
    server = await serve(project.app, { port: 0, host: '127.0.0.1' })
    browser = await chromium.launch({ executablePath: browserPath()!, args: browserArguments })
    context = await browser.newContext({ acceptDownloads: true })
    page = await context.newPage()
    page.setDefaultTimeout(8000)
    page.on('console', (message) => {
      if (message.type() === 'error' && !/422|favicon/.test(message.text() + message.location().url))
        problems.push(message.text())
    })
  })
  after(async () => {
    await browser?.close()
    await server?.close()
    await project?.close()
  })

  const open = (address: string) => page.goto(new URL(address, server.url).href)
  const press = (name: string) => page.getByRole('button', { name, exact: true }).click()
  const where = () => new URL(page.url()).pathname
  async function accessible(name: string): Promise<void> {
    const seen =
      shots === undefined
        ? {}
        : {
            seen: (scheme: string) =>
              page.screenshot({ path: `${shots}/two-step-${name}-${scheme}.png`, fullPage: true }),
          }
    assert.deepEqual(await axeProblems(page, seen), [], name)
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), `${name} scrolls sideways`)
  }
  async function logIn(): Promise<void> {
    await open('/account/login/')
    await page.getByLabel('User name').fill('ida')
    await page.getByLabel('Password').fill(password)
    await press('Log in')
  }
  async function logOut(): Promise<void> {
    await open('/account/')
    await press('Log out')
  }

  let secret: Buffer
  let codes: string[] = []
  let used = ''

  test('is set up with the key under the picture', async () => {
    await logIn()
    await open('/account/')
    await page.getByRole('link', { name: 'Two-step verification' }).click()
    await accessible('off')
    await page.getByRole('link', { name: 'Set up an authenticator app' }).click()
    await page.getByRole('img', { name: 'QR code for your authenticator app' }).waitFor()
    await accessible('enrol')
    secret = fromBase32(await page.locator('code').innerText())
    await page.getByLabel('Name of the device').fill('Ida’s phone')
    await page.getByLabel(/^Code/).fill('000000')
    await press('Turn on')
    await page.getByRole('alert').waitFor()
    await accessible('enrol-refused')
    used = totp(secret, Date.now())
    await page.getByLabel(/^Code/).fill(used)
    await press('Turn on')
    await page.getByRole('heading', { name: 'Your recovery codes' }).waitFor()
    await accessible('codes')
    codes = await page.getByRole('main').getByRole('listitem').allInnerTexts()
    assert.equal(codes.length, 10)
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: 'Download as a file' }).click(),
    ])
    assert.equal(download.suggestedFilename(), 'recovery-codes.txt')
    const chunks: Buffer[] = []
    for await (const chunk of await download.createReadStream()) chunks.push(chunk as Buffer)
    const kept = Buffer.concat(chunks).toString()
    for (const code of codes) assert.ok(kept.includes(code))
    await page.getByRole('link', { name: 'I have kept them' }).click()
    await page.getByText('Ida’s phone').waitFor()
    await accessible('on')
  })

  test('is asked for; a used code is refused, the next one lets in', async () => {
    await logOut()
    await logIn()
    assert.equal(where(), '/account/two-step/code/')
    await accessible('challenge')
    await page.getByLabel(/^Code/).fill(used)
    await press('Continue')
    await page.getByRole('alert').waitFor()
    await accessible('challenge-refused')
    // As if its time had passed, without waiting for it.
    await project.run(() => TotpDevice.all().update({ lastCounter: 0n }))
    await page.getByLabel(/^Code/).fill(totp(secret, Date.now()))
    await press('Continue')
    await page.getByRole('heading', { name: 'ida' }).waitFor()
  })

  test('a recovery code lets in once', async () => {
    await logOut()
    await logIn()
    await page.getByRole('link', { name: 'Use a recovery code' }).click()
    await accessible('recovery')
    await page.getByLabel('Recovery code').fill(codes[0]!)
    await press('Continue')
    await page.getByRole('heading', { name: 'ida' }).waitFor()
    await logOut()
    await logIn()
    await page.getByRole('link', { name: 'Use a recovery code' }).click()
    await page.getByLabel('Recovery code').fill(codes[0]!)
    await press('Continue')
    await page.getByRole('alert').waitFor()
    assert.equal(where(), '/account/two-step/recovery-code/')
    await page.getByLabel('Recovery code').fill(codes[1]!)
    await press('Continue')
    await page.getByRole('heading', { name: 'ida' }).waitFor()
  })

  test('new codes are made, the app is removed, and the password alone lets in again', async () => {
    await open('/account/two-step/recovery-codes/')
    await accessible('make-codes')
    await press('Make new codes')
    codes = await page.getByRole('main').getByRole('listitem').allInnerTexts()
    await page.getByRole('link', { name: 'I have kept them' }).click()
    await page.getByRole('link', { name: 'Remove Ida’s phone' }).click()
    await accessible('remove')
    await page.getByLabel('Code of the app, or a recovery code').fill(codes[0]!)
    await press('Remove')
    await page.getByText('Two-step verification is off.').waitFor()
    await logOut()
    await logIn()
    await page.getByRole('heading', { name: 'ida' }).waitFor()
  })

  test('reads from right to left in Arabic', async () => {
    await page.setExtraHTTPHeaders({ 'accept-language': 'ar' })
    await page.setViewportSize({ width: 360, height: 740 })
    for (const [name, address] of [
      ['arabic', '/account/two-step/'],
      ['arabic-enrol', '/account/two-step/add/'],
    ] as const) {
      await open(address)
      assert.equal(await page.evaluate(() => document.documentElement.dir), 'rtl')
      await accessible(name)
    }
  })

  test('nothing of it is refused by a strict policy', () => assert.deepEqual(problems, []))
})
