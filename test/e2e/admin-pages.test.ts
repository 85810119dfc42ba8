import assert from 'node:assert/strict'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { type Browser, chromium, type Page } from 'playwright-core'
import { admin, adminApp, adminSite, adminUrls, inline } from '../../src/apps/admin/index.ts'
import { authApp, createUser, Permission } from '../../src/apps/auth/index.ts'
import { sessionsApp } from '../../src/apps/sessions/index.ts'
import { defineApp, defineProject } from '../../src/tools/project/index.ts'
import { type TestProject, testProject } from '../../src/tools/testing/index.ts'
import { html, include, path, type RunningServer, serve } from '../../src/web/http/index.ts'
import { axeProblems } from '../support/axe.ts'
import { browserArguments, browserPath, skipWithout } from '../support/services.ts'
import { Book, fillShop, Publisher, password, Review, registrations, Tag } from '../unit/admin/bookshop.ts'

/* Each kind of page once, with values that are as long as their fields allow and hold no space. */

const skip = await skipWithout('browser')
/** Where to keep pictures of the pages, for somebody to look at. */
const shots = process.env['NUAGES_TEST_SHOTS']
const long = (size: number) => 'Donaudampfschiffahrtselektrizitätenhauptbetriebswerk'.repeat(4).slice(0, size)

const [bookshop, ...others] = registrations
const book = {
  ...bookshop!.options,
  dateHierarchy: 'published',
  listTotals: { price: 'avg' },
  listEditable: ['status', 'price', 'featured'],
  actions: [
    { name: 'reprint', label: 'Reprint', confirm: 'Reprint %(count)s %(name)s?', run: async () => ({ done: 1 }) },
  ],
  inlines: [inline(Review, { layout: 'cards' })],
} as const
const shop = defineApp({
  label: 'shop',
  models: { Publisher, Tag, Book, Review },
  admin: [admin(Book, book as never), ...others],
})
const project = defineProject({
  apps: [authApp, sessionsApp, adminApp, shop],
  urls: [
    path('', () => html('<h1>Shop</h1>')),
    path('admin/', include(adminUrls(adminSite({ title: long(60), environment: 'Staging' })))),
  ],
})

async function fill(): Promise<void> {
  await fillShop()
  const vera = await createUser({ username: 'vera', password, isStaff: true })
  await vera.userPermissions.add(await Permission.get({ codename: 'view_book' }))
  const publisher = await Publisher.create({ name: long(60) })
  const row = await Book.create({
    title: `A${long(119)}`,
    publisher,
    price: '99999.99',
    contact: `${'x'.repeat(60)}@example.org`,
  })
  await row.tags.add(await Tag.create({ name: long(30) }))
  await Review.create({ book: row, source: long(80) })
}

describe('each kind of page of the admin', { skip }, () => {
  let site: TestProject
  let server: RunningServer
  let browser: Browser

  before(async () => {
    site = await testProject(project)
    await site.run(fill)
    server = await serve(site.project.app, { port: 0, host: '127.0.0.1' })
    browser = await chromium.launch({ executablePath: browserPath()!, args: browserArguments })
  })
  after(async () => {
    await browser?.close()
    await server?.close()
    await site?.close()
  })

  const found: string[] = []
  /** What axe-core finds, light and dark, and whether the page scrolls sideways where it is 320 pixels wide: 1280 at 400 %. */
  async function see(page: Page, name: string): Promise<void> {
    // A box that happens to lie half under the bar at the bottom of the view can be scrolled free.
    await page.addStyleTag({ content: '.n-sticky { position: static !important }' }).catch(() => {})
    const seen = async (scheme: string) => shots && page.screenshot({ path: join(shots, `page-${name}-${scheme}.png`) })
    for (const problem of await axeProblems(page, { seen })) found.push(`${name}: ${problem}`)
    await page.setViewportSize({ width: 320, height: 800 })
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
    if (wide > 0) found.push(`${name}: scrolls sideways by ${wide} pixels`)
    if (shots) await page.screenshot({ path: join(shots, `page-${name}-320.png`) })
    await page.setViewportSize({ width: 1280, height: 800 })
  }

  async function logIn(page: Page, username: string): Promise<void> {
    await page.context().clearCookies()
    await page.goto('/admin/login/')
    await page.fill('#id_username', username)
    await page.fill('#id_password', password)
    await Promise.all([page.waitForURL(/\/admin\/$/), page.keyboard.press('Enter')])
  }

  test('is sound, light and dark, and fits 320 pixels', async () => {
    const context = await browser.newContext({
      baseURL: String(server.url),
      reducedMotion: 'reduce',
      viewport: { width: 1280, height: 800 },
      bypassCSP: true,
    })
    const page = await context.newPage()
    page.setDefaultTimeout(15_000)
    page.on('pageerror', (error) => found.push(error.message))
    await page.goto('/admin/login/')
    await page.fill('#id_username', 'ada')
    await page.fill('#id_password', 'wrong')
    await page.keyboard.press('Enter')
    await page.waitForSelector('#n-errors')
    await see(page, 'login-refused')

    await logIn(page, 'vera')
    for (const [name, address] of [
      ['view', '/admin/shop/book/26/change/'],
      ['forbidden', '/admin/shop/tag/'],
    ] as const) {
      await page.goto(address)
      await see(page, name)
    }

    await logIn(page, 'ada')
    for (const [name, address] of [
      ['overview', '/admin/'],
      ['app', '/admin/shop/'],
      ['list', '/admin/shop/book/?status=draft&o=title'],
      ['list-empty', '/admin/shop/book/?q=zebra&status=live'],
      ['list-typed', '/admin/shop/book/?q=pryce%3E3+stock%3Cx'],
      ['add', '/admin/shop/book/add/'],
      ['change', '/admin/shop/book/26/change/'],
      ['history', '/admin/shop/book/26/history/'],
      ['delete', '/admin/shop/book/26/delete/'],
      ['delete-protected', '/admin/shop/publisher/4/delete/'],
      ['saved-views', '/admin/shop/book/saved-views/'],
      ['save-view', '/admin/shop/book/saved-views/add/?status=draft'],
      ['search', '/admin/search/?q=a'],
      ['audit', '/admin/audit/'],
      ['user', '/admin/auth/user/1/change/'],
      ['password', '/admin/auth/user/1/password/'],
      ['own-password', '/admin/password/'],
      ['not-found', '/admin/shop/book/999/change/'],
    ] as const) {
      await page.goto(address)
      await see(page, name)
    }

    await page.goto('/admin/shop/book/add/')
    await page.locator('[data-save]').first().click()
    await page.waitForSelector('#n-errors')
    assert.equal(await page.evaluate(() => document.activeElement?.id), 'n-errors', 'the summary has the focus')
    await see(page, 'errors')

    for (const [name, label, heading] of [
      ['action', 'Reprint', /^Reprint 1 book\?/],
      ['delete-selected', 'Delete', /^Delete/],
    ] as const) {
      await page.goto('/admin/shop/book/')
      await page.locator('.n-rows tbody .n-sel input').first().check()
      await page.locator('.n-sticky').getByRole('button', { name: label }).click()
      await page.getByRole('heading', { level: 1, name: heading }).waitFor()
      await see(page, name)
    }

    await page.goto('/admin/shop/book/1/change/')
    await site.run(async () => {
      const row = await Book.get({ pk: 1 })
      row.title = 'Theirs'
      await row.save()
    })
    await page.fill('#id_title', 'Mine')
    await page.keyboard.press('Control+s')
    await page.waitForSelector('.n-conflict')
    await see(page, 'conflict')
    const recent = await page.evaluate(
      () => Object.entries(localStorage).find(([name]) => name.includes('recent'))?.[1],
    )
    assert.doesNotMatch(recent ?? '', /both changed/, 'a page that asks is no record')
    await page.goto('/admin/shop/book/1/history/')
    await page.locator('main a[href*="/history/"]').first().click()
    await page.waitForURL(/history\/\d+\/$/)
    await see(page, 'restore')
    await context.close()
    assert.deepEqual(found, [])
  })
})
