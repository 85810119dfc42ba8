import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { type Browser, chromium, type Page } from 'playwright-core'
import { createSuperuser } from '../../src/apps/auth/index.ts'
import { storage } from '../../src/data/files/index.ts'
import { type TestProject, testProject } from '../../src/tools/testing/index.ts'
import { type RunningServer, serve } from '../../src/web/http/index.ts'
import { picture } from '../support/pictures.ts'
import { browserArguments, browserPath, skipWithout } from '../support/services.ts'
import { password } from '../unit/admin/bookshop.ts'
import { Cover, printProject } from '../unit/admin/print-shop.ts'
import { openCabinet, Specimen } from '../unit/admin/specimens.ts'

const skip = await skipWithout('browser')
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
/** Where to keep pictures of the pages, for somebody to look at. */
const shots = process.env['NUAGES_TEST_SHOTS']

describe('files in the admin, in a browser', { skip }, () => {
  let site: TestProject
  let server: RunningServer
  let browser: Browser

  before(async () => {
    site = await testProject(printProject)
    await site.run(() => createSuperuser({ username: 'ada', email: 'ada@example.org', password }))
    server = await serve(site.project.app, { port: 0, host: '127.0.0.1' })
    browser = await chromium.launch({ executablePath: browserPath()!, args: browserArguments })
  })
  after(async () => {
    await browser?.close()
    await server?.close()
    await site?.close()
  })

  async function look(page: Page, name: string): Promise<void> {
    if (shots !== undefined) await page.screenshot({ path: join(shots, `admin-files-${name}.png`) })
    // What sticks to the bottom covers what is below it, at one moment.
    await page.evaluate(() => {
      for (const bar of document.querySelectorAll<HTMLElement>('.n-sticky')) bar.style.position = 'static'
    })
    await page.evaluate(axe)
    const found = await page.evaluate(async () => {
      // biome-ignore lint/suspicious/noExplicitAny: axe adds itself to the page
      const { violations } = await (globalThis as any).axe.run(document)
      return (violations as { id: string; nodes: { html: string }[] }[]).map(
        ({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' | ')}`,
      )
    })
    assert.deepEqual(found, [], name)
  }

  test('a refused form comes back with its files, which are stored with the row and shown', async () => {
    const page = await browser.newPage({ baseURL: `http://127.0.0.1:${server.port}` })
    page.setDefaultTimeout(15_000)
    await page.goto('/admin/')
    await page.fill('#id_username', 'ada')
    await page.fill('#id_password', password)
    await page.locator('form button[type=submit]').click()
    await page.waitForURL(/\/admin\/$/)
    await page.goto('/admin/print/cover/add/')
    const png = Buffer.from(await picture.png(30, 20).arrayBuffer())
    await page.setInputFiles('#id_image', { name: 'me & my cat.png', mimeType: 'image/png', buffer: png })
    await page.waitForSelector('[data-thumb] canvas')
    assert.match(
      await page.locator('[data-chosen-file]').first().innerText(),
      /me & my cat\.png, \d+ kB: uploaded when you save/,
    )
    await page.setInputFiles('#id_paper', {
      name: 'a.pdf',
      mimeType: 'application/pdf',
      buffer: Buffer.from('%PDF-1.7'),
    })
    await page.locator('[data-save]').click()
    await page.waitForSelector('#n-errors')
    await look(page, 'refused')
    assert.equal(await page.locator('input[name=image-kept]').isChecked(), true)
    assert.match(await page.locator('form.n-form__body').innerText(), /me & my cat\.png/)
    await page.fill('#id_title', 'One')
    await page.locator('[data-save]').click()
    await page.waitForURL(/\/admin\/print\/cover\/$/)
    const shown = page.locator('a.n-file img')
    assert.equal(await shown.count(), 1)
    await page.waitForFunction(() => (document.querySelector('a.n-file img') as HTMLImageElement).complete)
    assert.equal(await shown.evaluate((image) => (image as HTMLImageElement).naturalWidth), 30)
    await look(page, 'list')
    const row = await site.run(() => Cover.get({ title: 'One' }))
    assert.deepEqual([String(row.image), String(row.paper)], ['covers/me__my_cat.png', 'papers/a.pdf'])
    await page.goto(`/admin/print/cover/${row.pk}/change/`)
    await look(page, 'change')
    await page.locator('input[name=image-clear]').check()
    await page.locator('[data-save]').click()
    await page.waitForURL(/\/admin\/print\/cover\/$/)
    const names = await site.run(async () => (await Array.fromAsync(storage().list())).map(({ name }) => name))
    assert.deepEqual(names, ['papers/a.pdf'])
  })

  test('rows are found, added and opened in the form; dates have a calendar, Markdown a preview', async () => {
    const cabinet = await openCabinet(300)
    const own = await serve(cabinet.project.app, { port: 0, host: '127.0.0.1' })
    try {
      const page = await browser.newPage({ baseURL: `http://127.0.0.1:${own.port}` })
      page.setDefaultTimeout(15_000)
      const complaints: string[] = []
      page.on('pageerror', (error) => complaints.push(error.message))
      page.on('console', (message) => {
        if (message.type() === 'error' && !/status of 422/.test(message.text())) complaints.push(message.text())
      })
      await page.goto('/admin/')
      await page.fill('#id_username', 'ada')
      await page.fill('#id_password', password)
      await page.locator('form button[type=submit]').click()
      await page.waitForURL(/\/admin\/$/)
      await page.goto('/admin/cabinet/specimen/1/change/')
      await look(page, 'every-kind')

      // By the keys alone: search, go down, choose; the link follows.
      await page.focus('#id_finder-search')
      await page.keyboard.type('person 0001')
      // What an earlier letter found is there until the last one is answered.
      await page.locator('.n-combo__opt:nth-child(2)', { hasText: 'Person 00010' }).waitFor()
      await page.keyboard.press('ArrowDown')
      await page.keyboard.press('Enter')
      assert.equal(await page.inputValue('#id_finder-search'), 'Person 00010')
      assert.equal(await page.locator('[data-open=id_finder]').getAttribute('href'), '/admin/cabinet/person/13/change/')

      // Several: the last goes by Backspace, another is added.
      await page.focus('#id_helpers-search')
      await page.keyboard.press('Backspace')
      await page.keyboard.type('person 00020')
      await page.locator('#id_helpers ~ .n-combo .n-combo__opt:first-child', { hasText: 'Person 00020' }).waitFor()
      await page.keyboard.press('Enter')
      assert.equal(await page.inputValue('textarea[name=helpers]'), 'Maren Holt\nMaren Holt\nPerson 00020')

      // A new row in a dialog: a mistake stays there, the row is chosen.
      await page.locator('[data-new=id_owner]').click()
      const dialog = page.locator('dialog[open]')
      await dialog.locator('[data-save]').click()
      await dialog.locator('.n-error').waitFor()
      await dialog.locator('input[name=name]').fill('A "new" one')
      await dialog.locator('[data-save]').click()
      await dialog.waitFor({ state: 'detached' })
      assert.equal(await page.inputValue('#id_owner'), '301')

      await page.locator('[data-calendar=id_day]').click()
      await page.keyboard.press('PageDown')
      await page.keyboard.press('ArrowRight')
      await look(page, 'calendar')
      await page.locator('.n-cal [tabindex="0"]').focus()
      await page.keyboard.press('Enter')
      assert.equal(await page.inputValue('#id_day'), '2026-04-04')

      await page.locator('[data-preview]').click()
      assert.equal(await page.locator('[data-shown] strong').innerText(), 'Found')
      await page.locator('[data-preview]').click()

      await page.locator('form.n-form__body [data-save]').click()
      await page.waitForURL(/\/specimen\/$/)
      const row = await cabinet.run(() => Specimen.filter({ id: 1 }).selectRelated('finder', 'owner').get())
      assert.deepEqual([String(row.finder), String(row.owner), row.day], ['Person 00010', 'A "new" one', '2026-04-04'])
      assert.deepEqual(complaints, [])
      await page.close()
    } finally {
      await own.close()
      await cabinet.close()
    }
  })
})
