import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { type Browser, chromium, type Page } from 'playwright-core'
import { accountUrls } from '../../src/apps/accounts/index.ts'
import { User } from '../../src/apps/auth/index.ts'
import { LinkedAccount, oauthApp, oauthUrls, oidc } from '../../src/apps/oauth/index.ts'
import { secondFactorApp, secondFactorUrls, TotpDevice } from '../../src/apps/second-factor/index.ts'
import { defineProject } from '../../src/tools/project/index.ts'
import { type LiveServer, liveServer, type TestProject, testProject } from '../../src/tools/testing/index.ts'
import { html, include, path } from '../../src/web/http/index.ts'
import { CSP } from '../../src/web/security/index.ts'
import { axeProblems } from '../support/axe.ts'
import { clientId, clientSecret, type OidcServer, oidcServer } from '../support/oidc-server.ts'
import { browserArguments, browserPath, skipWithout } from '../support/services.ts'
import { freePort } from '../unit/oauth/support.ts'

const skip = await skipWithout('browser')
/** Where to keep pictures of the pages, for somebody to look at. */
const shots = process.env['NUAGES_TEST_SHOTS']

describe('logging in with a provider, in a browser and under a strict policy', { skip }, () => {
  let provider: OidcServer
  let second: OidcServer
  let site: TestProject
  let live: LiveServer
  let browser: Browser
  let page: Page

  before(async () => {
    const port = await freePort()
    const back = (name: string) => `http://127.0.0.1:${port}/account/linked/callback/${name}/`
    provider = await oidcServer([back('office')])
    second = await oidcServer([back('home')])
    const client = { clientId, clientSecret }
    const definition = defineProject({
      apps: [oauthApp, secondFactorApp],
      urls: [
        path(
          '',
          async (request): Promise<Response> => html(`<title>Site</title><h1>${String(await request.user)}</h1>`),
        ),
        path('account/', include(accountUrls, { namespace: 'accounts' })),
        path('account/linked/', include(oauthUrls, { namespace: 'oauth' })),
        path('account/two-step/', include(secondFactorUrls, { namespace: 'secondFactor' })),
      ],
      languages: ['en', 'ar'],
      oauth: {
        providers: {
          office: oidc({ ...client, issuer: provider.issuer, label: 'The Office' }),
          home: oidc({ ...client, issuer: second.issuer, label: 'Home' }),
        },
      },
      security: {
        csp: { 'default-src': [CSP.none], 'style-src': [CSP.self], 'img-src': [CSP.self], 'form-action': [CSP.self] },
      },
    })
    site = await testProject(definition)
    live = await liveServer(site, { port })
    browser = await chromium.launch({ executablePath: browserPath()!, args: browserArguments })
    page = await newPage()
    provider.accounts.set('ann', {
      email: 'ann@example.org',
      email_verified: true,
      name: 'Ann Lee',
      preferred_username: 'ann',
    })
    second.accounts.set('ann', { name: 'Ann at home' })
  })
  after(async () => {
    await browser?.close()
    await live?.close()
    await site?.close()
    await provider?.close()
    await second?.close()
  })

  async function newPage(locale = 'en'): Promise<Page> {
    const context = await browser.newContext({ locale })
    const opened = await context.newPage()
    opened.setDefaultTimeout(8000)
    return opened
  }
  const open = (address: string, on = page) => on.goto(new URL(address, live.url).href)
  const press = (name: string, on = page) => on.getByRole('button', { name, exact: true }).click()
  const who = async (on = page) => {
    await open('/', on)
    return on.locator('h1').innerText()
  }
  async function accessible(name: string, on = page): Promise<void> {
    const seen =
      shots === undefined
        ? {}
        : { seen: (scheme: string) => on.screenshot({ path: `${shots}/oauth-${name}-${scheme}.png`, fullPage: true }) }
    assert.deepEqual(await axeProblems(on, seen), [], name)
    assert.ok(await on.evaluate(() => document.documentElement.scrollWidth <= innerWidth), `${name} scrolls sideways`)
  }

  test('signs up by the button of the log-in page, and comes to where they wanted to go', async () => {
    await open('/account/login/?next=/account/linked/')
    await accessible('login')
    await press('Log in with The Office')
    await page.waitForURL('**/account/linked/')
    assert.match(await page.locator('main').innerText(), /The Office\s+ann@example\.org/)
    assert.match(await page.locator('main').innerText(), /Your only way to log in/)
    await accessible('list')
    assert.equal(await who(), 'ann')
  })

  test('links another account, and unlinks the first', async () => {
    await open('/account/')
    await page.getByRole('link', { name: 'Linked accounts' }).click()
    await press('Link Home')
    await page.getByText('You can now log in with Home.').waitFor()
    await accessible('linked')
    await press('Unlink The Office')
    await page.getByText('The account is no longer linked.').waitFor()
    assert.deepEqual(await site.run(async () => (await LinkedAccount.all()).map((each) => each.provider)), ['home'])
  })

  test('who says no at the provider is told so, and finds back', async () => {
    const other = await newPage()
    provider.denies = true
    await open('/account/login/', other)
    await press('Log in with The Office', other)
    await other.getByRole('alert').waitFor()
    assert.match(await other.getByRole('alert').innerText(), /You did not allow The Office to tell us who you are/)
    await accessible('denied', other)
    await other.getByRole('link', { name: 'Back to the log-in page' }).click()
    assert.equal(new URL(other.url()).pathname, '/account/login/')
    provider.denies = false
    assert.equal(await who(other), 'AnonymousUser')
  })

  test('a known address is no way in', async () => {
    const other = await newPage('ar')
    await open('/account/linked/start/office/', other)
    await accessible('start-ar', other)
    assert.equal(await other.locator('html').getAttribute('dir'), 'rtl')
    await other.locator('main button').click()
    await other.getByRole('alert').waitFor()
    assert.match(await other.getByRole('alert').innerText(), /يوجد حساب ببريدك الإلكتروني بالفعل/)
    await accessible('taken-ar', other)
    assert.equal(await who(other), 'AnonymousUser')
  })

  test('a second factor is asked for after it', async () => {
    await site.run(async () => {
      const user = await User.get({})
      await TotpDevice.create({ user, name: 'Phone', secret: 'x', confirmedAt: new Date() })
    })
    const other = await newPage()
    await open('/account/login/', other)
    await press('Log in with Home', other)
    await other.waitForURL('**/account/two-step/**')
    assert.equal(await who(other), 'AnonymousUser')
  })
})
