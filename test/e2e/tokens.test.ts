import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { type Browser, chromium, type Page } from 'playwright-core'
import { accountsApp, accountUrls } from '../../src/apps/accounts/index.ts'
import { createUser } from '../../src/apps/auth/index.ts'
import { authenticated, bearerToken, issueTokens, session, tokensApp, tokensUrls } from '../../src/apps/tokens/index.ts'
import { migrate } from '../../src/data/migrations/index.ts'
import { defineProject, migrationApps, openProject, type Project } from '../../src/tools/project/index.ts'
import { include, path, type RunningServer, serve, text } from '../../src/web/http/index.ts'
import { CSP } from '../../src/web/security/index.ts'
import { axeProblems } from '../support/axe.ts'
import { browserArguments, browserPath, skipWithout } from '../support/services.ts'

const skip = await skipWithout('browser')
const password = 'correct horse battery'
const by = [bearerToken(), session()]

describe('access tokens in a browser', { skip }, () => {
  let project: Project
  let server: RunningServer
  let browser: Browser

  before(async () => {
    const definition = defineProject({
      apps: [tokensApp, accountsApp],
      urls: [
        path('account/', include(accountUrls, { namespace: 'accounts' })),
        path('account/tokens/', include(tokensUrls, { namespace: 'tokens' })),
        path(
          'me/',
          authenticated(async (request): Promise<Response> => text(String(await request.user)), { by }),
        ),
      ],
      loginUrl: '/account/login/',
      languages: ['en', 'ar'],
      tokens: { abilities: { 'articles:read': 'Read articles', 'articles:write': 'Write articles' } },
      security: { csp: { 'default-src': [CSP.none], 'style-src': [CSP.self], 'form-action': [CSP.self] } },
    })
    project = await openProject(definition, { mode: 'test', databases: { default: 'sqlite::memory:' } })
    await project.run(async () => {
      await migrate({ orm: project.orm, apps: migrationApps(project) })
      await issueTokens(await createUser({ username: 'ida', email: 'ida@example.org', password }))
    })
    server = await serve(project.app, { port: 0, host: '127.0.0.1' })
    browser = await chromium.launch({ executablePath: browserPath()!, args: browserArguments })
  })
  after(async () => {
    await browser?.close()
    await server?.close()
    await project?.close()
  })

  const address = (target: string) => new URL(target, server.url).href
  const me = (token: string) => fetch(address('/me/'), { headers: { authorization: `Bearer ${token}` } })

  async function look(page: Page, name: string): Promise<void> {
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
    assert.equal(wide, 0, `${name} is ${wide} px too wide`)
    assert.deepEqual(await axeProblems(page), [], name)
  }

  for (const [locale, width] of [
    ['en', 1000],
    ['ar', 360],
  ] as const)
    test(`made, used and revoked, in ${locale}, without scripts`, async () => {
      const context = await browser.newContext({ locale, viewport: { width, height: 800 } })
      const page = await context.newPage()
      page.setDefaultTimeout(8000)
      await page.goto(address('/account/tokens/new/'))
      await page.fill('#id_username', 'ida')
      await page.fill('#id_password', password)
      await page.locator('main form button').click()
      await page.waitForURL('**/account/tokens/new/')
      await page.fill('#id_name', `deploy ${locale}`)
      // Nothing that it may do is chosen, which a browser does not know to be wrong.
      await page.locator('main form button').click()
      await page.waitForSelector('.error-summary')
      await look(page, 'refused')
      await page.locator('input[value="articles:write"]').check()
      await page.locator('main form button').click()
      await page.waitForSelector('#token')
      await look(page, 'created')
      const token = await page.inputValue('#token')
      assert.equal(await (await me(token)).text(), 'ida')
      await page.locator('main a.a-btn').click()
      await page.waitForURL('**/account/tokens/')
      await look(page, 'list')
      await page.locator('.a-list a.a-btn').first().click()
      await page.waitForURL('**/revoke/')
      await look(page, 'revoke')
      await page.locator('main form button').click()
      await page.waitForURL('**/account/tokens/')
      assert.equal((await me(token)).status, 401)
      await context.close()
    })
})
