import assert from 'node:assert/strict'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { type Browser, chromium, type Page } from 'playwright-core'
import { defineProject } from '../../src/tools/project/index.ts'
import { type TestProject, testProject } from '../../src/tools/testing/index.ts'
import { type RunningServer, serve } from '../../src/web/http/index.ts'
import { axeProblems } from '../support/axe.ts'
import { browserArguments, browserPath, skipWithout } from '../support/services.ts'
import { fillShop, password, shopProject } from '../unit/admin/bookshop.ts'

const skip = await skipWithout('browser')
/** Where to keep pictures of the pages, for somebody to look at. */
const shots = process.env['NUAGES_TEST_SHOTS']

describe('the admin in other languages', { skip }, () => {
  let shop: TestProject
  let server: RunningServer
  let browser: Browser

  before(async () => {
    shop = await testProject(defineProject({ ...shopProject.options, languages: ['en', 'de', 'fr', 'ar'] }))
    await shop.run(fillShop)
    server = await serve(shop.project.app, { port: 0, host: '127.0.0.1' })
    browser = await chromium.launch({ executablePath: browserPath()!, args: browserArguments })
  })
  after(async () => {
    await browser?.close()
    await server?.close()
    await shop?.close()
  })

  /** What axe-core finds on a page, whether it scrolls sideways, and whether its document has the direction. */
  async function look(page: Page, name: string, scheme: 'light' | 'dark', direction: string): Promise<string[]> {
    if (shots !== undefined) await page.screenshot({ path: join(shots, `${name}.png`) })
    await page.evaluate(() => {
      for (const bar of document.querySelectorAll<HTMLElement>('.n-sticky')) bar.style.position = 'static'
    })
    const found = await axeProblems(page, { schemes: [scheme], colours: direction === 'ltr' })
    const shape = await page.evaluate(() => ({
      dir: document.documentElement.dir,
      wide: document.documentElement.scrollWidth - document.documentElement.clientWidth,
    }))
    if (shape.wide > 0) found.push(`scrolls sideways by ${shape.wide} pixels`)
    if (shape.dir !== direction) found.push(`is written ${shape.dir}`)
    return found.map((problem) => `${name}: ${problem}`)
  }

  async function logIn(page: Page): Promise<void> {
    await page.goto('/admin/')
    await page.fill('#id_username', 'ada')
    await page.fill('#id_password', password)
    await page.locator('form button[type=submit]').click()
    await page.waitForURL(/\/admin\/$/)
  }

  for (const [locale, direction] of [
    ['de', 'ltr'],
    ['ar', 'rtl'],
  ] as const) {
    for (const [colorScheme, width] of [
      ['light', 1440],
      ['dark', 360],
    ] as const) {
      test(`every page is sound in ${locale}: ${colorScheme}, ${width} pixels`, async () => {
        const context = await browser.newContext({
          baseURL: String(server.url),
          locale,
          colorScheme,
          reducedMotion: 'reduce',
          viewport: { width, height: 900 },
        })
        try {
          const page = await context.newPage()
          const found: string[] = []
          const see = async (of: string) =>
            found.push(...(await look(page, `${locale}-${of}-${colorScheme}-${width}`, colorScheme, direction)))
          await page.goto('/admin/login/')
          await see('login')
          // The box and the button beside it are one shape, although passwords run from left to right.
          const corners = await page.locator('#id_password').evaluate((box) => {
            const { borderTopLeftRadius, borderTopRightRadius } = getComputedStyle(box)
            return [borderTopLeftRadius !== '0px', borderTopRightRadius !== '0px']
          })
          assert.deepEqual(corners, direction === 'ltr' ? [true, false] : [false, true])
          await logIn(page)
          await see('overview')
          for (const [of, path] of [
            ['list', '/admin/shop/book/?status=live&o=-price'],
            ['list-empty', '/admin/shop/book/?q=zebra&status=live'],
            ['add', '/admin/shop/book/add/'],
            ['change', '/admin/shop/book/3/change/'],
            ['delete', '/admin/shop/book/3/delete/'],
            ['user', '/admin/auth/user/1/change/'],
            ['own-password', '/admin/password/'],
            ['not-found', '/admin/shop/book/999/change/'],
          ] as const) {
            await page.goto(path)
            await see(of)
          }
          await page.goto('/admin/')
          await page.locator('.n-bar .n-menu summary').click()
          await see('menu')
          await page.goto('/admin/shop/book/add/')
          await page.locator('[data-save]').click()
          await page.waitForSelector('#n-errors')
          await see('errors')
          if (width === 360) {
            await page.goto('/admin/audit/')
            await see('audit')
            await page.goto('/admin/search/?q=zebra')
            assert.equal(await page.locator('h1').innerText(), direction === 'ltr' ? 'Suche' : 'البحث')
            // A name in another direction is cut at its own end: the box that cuts has the direction of the name.
            await page.goto('/admin/shop/book/5/change/')
            const crumb = page.locator('.n-crumbs [aria-current] bdi')
            await crumb.evaluate((box) => box.append(' and a title that is much too long for the bar'))
            const cut = await crumb.evaluate((box) => [
              getComputedStyle(box).direction,
              box.scrollWidth > box.clientWidth,
            ])
            assert.deepEqual(cut, ['ltr', true])
            const stale = await page.request.get('/admin/shop/book/5/change/')
            const version = /name="_version" value="([^"]*)"/.exec(await stale.text())![1]!
            for (const title of ['Mine', 'Theirs']) {
              await page.goto('/admin/shop/book/5/change/')
              await page.fill('#id_title', `${title} ${locale}`)
              await page.locator('[name=_version]').evaluate((input, old) => input.setAttribute('value', old), version)
              await page.locator('[data-save]').click()
              await page.waitForLoadState()
            }
            assert.equal(await page.locator('.n-conflict').count(), 1)
            await see('conflict')
          }
          assert.deepEqual(found, [])
        } finally {
          await context.close()
        }
      })
    }
  }

  test('the account menu switches the language, and what scripts say follows', async () => {
    const context = await browser.newContext({
      baseURL: String(server.url),
      locale: 'en',
      viewport: { width: 1440, height: 900 },
    })
    try {
      const page = await context.newPage()
      await logIn(page)
      await page.goto('/admin/shop/tag/1/change/')
      await page.locator('.n-bar .n-menu summary').click()
      await page.locator('button[name=language][value=ar]').click()
      await page.waitForURL(/\/admin\/shop\/tag\/1\/change\/$/)
      assert.equal(await page.locator('html').getAttribute('dir'), 'rtl')
      assert.equal(await page.locator('[data-save]').innerText(), 'حفظ')
      const direction = (of: string) => page.locator(of).evaluate((input) => getComputedStyle(input).direction)
      await page.goto('/admin/shop/book/3/change/')
      assert.equal(await direction('#id_title'), 'rtl')
      for (const id of ['#id_price', '#id_contact', '#id_details']) assert.equal(await direction(id), 'ltr', id)
      await page.goto('/admin/shop/tag/1/change/')
      await page.fill('#id_name', 'شعر')
      assert.equal(await page.locator('[data-changes]').innerText(), 'تغيير واحد غير محفوظ')
      await page.locator('[data-save]').click()
      await page.waitForURL(/\/admin\/shop\/tag\/$/)
      await page.locator('.n-bar .n-menu summary').click()
      await page.locator('button[name=language][value=de]').click()
      await page.goto('/admin/')
      assert.match(await page.locator('.n-log').innerText(), /Sie haben Name von شعر geändert/)
    } finally {
      await context.close()
    }
  })
})
