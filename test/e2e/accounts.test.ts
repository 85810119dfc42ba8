import assert from 'node:assert/strict'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core'
import { accountsApp, accountUrls } from '../../src/apps/accounts/index.ts'
import { createUser, User } from '../../src/apps/auth/index.ts'
import { defineProject } from '../../src/tools/project/index.ts'
import { type LiveServer, liveServer, type TestProject, testProject } from '../../src/tools/testing/index.ts'
import { html, include, path } from '../../src/web/http/index.ts'
import { strictPolicy } from '../../src/web/security/index.ts'
import { axeProblems } from '../support/axe.ts'
import { browserArguments, browserPath, skipWithout } from '../support/services.ts'
import { visit as inBrowser } from '../support/visit.ts'
import { linkIn, mails } from '../unit/accounts/support.ts'

const skip = await skipWithout('browser')
/** Where to keep pictures of the pages, for somebody to look at. */
const shots = process.env['NUAGES_TEST_SHOTS']
const password = 'correct horse battery'

describe('accounts in a browser', { skip }, () => {
  let site: TestProject
  let server: LiveServer
  let browser: Browser

  before(async () => {
    site = await testProject(
      defineProject({
        apps: [accountsApp],
        languages: ['en', 'ar', 'de'],
        security: { csp: strictPolicy },
        urls: [
          path('', async (request): Promise<Response> => html(`<h1>Hello ${await request.user}</h1>`)),
          path('account/', include(accountUrls, { namespace: 'accounts' })),
        ],
      }),
    )
    server = await liveServer(site)
    browser = await chromium.launch({ executablePath: browserPath()!, args: browserArguments })
  })
  after(async () => {
    await browser?.close()
    await server?.close()
    await site?.close()
  })

  const visit = (options: BrowserContextOptions, work: (page: Page) => Promise<void>) =>
    inBrowser(browser, options, work)
  const go = (page: Page, address: string) => page.goto(new URL(address, server.url).href)
  const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click()
  const heading = (page: Page, name: string) => page.getByRole('heading', { level: 1, name }).waitFor()
  async function enter(page: Page, username: string, secret = password): Promise<void> {
    await go(page, '/account/login/?next=/account/')
    await page.getByLabel('User name').fill(username)
    await page.getByLabel('Password').fill(secret)
    await press(page, 'Log in')
  }

  test('registers, verifies, logs in, changes, resets, ends a session, deletes; without JavaScript', async () => {
    await visit({ javaScriptEnabled: false, viewport: { width: 360, height: 800 } }, async (page) => {
      await go(page, '/account/login/')
      await page.getByRole('link', { name: 'Register' }).click()
      await page.getByLabel('User name').fill('mia')
      await page.getByLabel('Email address').fill('mia@example.org')
      await page.getByLabel('Password').fill('12345678')
      await press(page, 'Register')
      await page.getByRole('alert').waitFor()
      await page.getByLabel('Password').fill(password)
      await press(page, 'Register')
      await heading(page, 'Look into your mail')
      const [mail] = await mails(site)
      await go(page, linkIn(mail))
      await page.getByText('mia@example.org').waitFor()
      await press(page, 'Yes, verify it')
      await page.getByText('Your email address is verified.').waitFor()
      await enter(page, 'mia')
      await heading(page, 'Your account')

      await page.getByRole('link', { name: 'Password' }).click()
      await page.getByLabel('Current password').fill(password)
      await page.getByLabel('New password').fill('another long password')
      await press(page, 'Change it')
      await page.getByText('Your password is changed.').waitFor()
      await press(page, 'Log out')
      await page.getByText('You are logged out.').waitFor()
      await mails(site)

      await page.getByRole('link', { name: 'Forgotten your password?' }).click()
      await page.getByLabel('Email address').fill('mia@example.org')
      await press(page, 'Send the link')
      await heading(page, 'Look into your mail')
      const [reset] = await mails(site)
      await go(page, linkIn(reset))
      assert.doesNotMatch(page.url(), new RegExp(linkIn(reset).split('/').at(-2)!))
      await page.getByLabel('New password').fill('a third long password')
      await press(page, 'Choose it')
      await page.getByText('Log in with the new one.').waitFor()
      await enter(page, 'mia', 'a third long password')
      await heading(page, 'Your account')

      await visit({}, async (other) => {
        await enter(other, 'mia', 'a third long password')
        await heading(other, 'Your account')
        await page.getByRole('link', { name: 'Where you are logged in' }).click()
        await page.getByText('Chrome').first().waitFor()
        await press(page, 'End it')
        await page.getByText('The session has ended.').waitFor()
        await go(other, '/account/')
        await heading(other, 'Log in')
      })

      await go(page, '/account/')
      await page.getByRole('link', { name: 'Delete the account' }).click()
      await page.getByLabel('I am sure').check()
      await press(page, 'Delete the account')
      await page.getByText('Your account is deleted.').waitFor()
      assert.equal(await site.run(() => User.filter({ username: 'mia' }).count()), 0)
    })
  })

  for (const [width, locale] of [
    [360, 'en'],
    [1280, 'ar'],
  ] as const)
    test(`pages are accessible and fit, light and dark, ${width} wide, in ${locale}`, async () => {
      const username = `ann-${width}`
      await site.run(() => createUser({ username, email: `${username}@example.org`, password }))
      const options = { viewport: { width, height: 800 }, bypassCSP: true, locale }
      await visit(options, async (page) => {
        await mails(site)
        await site.newClient().post('/account/reset/', { email: `${username}@example.org` })
        const [mail] = await mails(site)
        const outside = ['login', 'register', 'sent', 'reset', 'reset/sent', 'verify/x', linkIn(mail)]
        await look(page, outside, 'outside')
        await go(page, '/account/login/?next=/account/')
        await page.fill('#id_username', username)
        await page.fill('#id_password', password)
        await page.locator('main form button').click()
        await page.waitForURL('**/account/')
        const inside = ['', 'profile', 'email', 'password', 'sessions', 'reauthenticate', 'delete']
        await look(page, inside, 'inside')
      })

      async function look(page: Page, names: readonly string[], where: string): Promise<void> {
        for (const name of names) {
          await go(page, name.startsWith('/') ? name : `/account/${name}${name === '' ? '' : '/'}`)
          const file = name.startsWith('/') ? 'resetConfirm' : name.replace(/\W/g, '-') || 'home'
          const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
          assert.equal(wide, 0, `${name} is ${wide} px too wide`)
          assert.equal(await page.locator('html').getAttribute('dir'), locale === 'ar' ? 'rtl' : null)
          const shot = (scheme: string) => ({ path: join(shots ?? '', `${where}-${file}-${width}-${scheme}.png`) })
          const found = await axeProblems(page, { seen: async (scheme) => shots && page.screenshot(shot(scheme)) })
          assert.deepEqual(found, [], name)
        }
      }
    })
})
