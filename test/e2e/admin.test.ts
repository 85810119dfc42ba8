import assert from 'node:assert/strict'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core'
import type { TestProject } from '../../src/tools/testing/index.ts'
import { testProject } from '../../src/tools/testing/index.ts'
import { type RunningServer, serve } from '../../src/web/http/index.ts'
import { axeProblems } from '../support/axe.ts'
import { browserArguments, browserPath, skipWithout } from '../support/services.ts'
import { Book, fillShop, password, shopProject, Tag } from '../unit/admin/bookshop.ts'
import { makeAlbum, openRecords, Take, Track } from '../unit/admin/records.ts'

const skip = await skipWithout('browser')
/** Where to keep pictures of the pages, for somebody to look at. */
const shots = process.env['NUAGES_TEST_SHOTS']

describe('the admin in a browser', { skip }, () => {
  let shop: TestProject
  let server: RunningServer
  let browser: Browser

  before(async () => {
    shop = await testProject(shopProject)
    await shop.run(fillShop)
    server = await serve(shop.project.app, { port: 0, host: '127.0.0.1' })
    browser = await chromium.launch({ executablePath: browserPath()!, args: browserArguments })
  })
  after(async () => {
    await browser?.close()
    await server?.close()
    await shop?.close()
  })

  /** A page of its own; whatever the browser complains about fails the test. */
  async function visit(options: BrowserContextOptions, work: (page: Page) => Promise<void>): Promise<void> {
    const context = await browser.newContext({ baseURL: String(server.url), reducedMotion: 'reduce', ...options })
    const complaints: string[] = []
    try {
      const page = await context.newPage()
      page.setDefaultTimeout(15_000)
      page.on('console', (message) => {
        if (message.type() === 'error' && !/status of 4\d\d/.test(message.text())) complaints.push(message.text())
      })
      page.on('pageerror', (error) => complaints.push(error.message))
      await work(page)
      assert.deepEqual(complaints, [])
    } finally {
      await context.close()
    }
  }

  async function logIn(page: Page, username = 'ada'): Promise<void> {
    await page.goto('/admin/')
    await page.fill('#id_username', username)
    await page.fill('#id_password', password)
    await page.locator('form button[type=submit]').click()
    await page.waitForURL(/\/admin\/$/)
  }

  /** What axe-core finds on a page, light and dark, and whether it scrolls sideways; keeps pictures where somebody asked for some. */
  async function look(page: Page, name: string): Promise<string[]> {
    // A box that happens to lie half under the bar at the bottom of the view can be scrolled free.
    await page.evaluate(() => {
      for (const bar of document.querySelectorAll<HTMLElement>('.n-sticky')) bar.style.position = 'static'
    })
    const found = await axeProblems(page, {
      seen: async (scheme) => shots && page.screenshot({ path: join(shots, `${name}-${scheme}.png`) }),
    })
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
    if (wide > 0) found.push(`scrolls sideways by ${wide} pixels`)
    return found.map((problem) => `${name}: ${problem}`)
  }

  for (const javaScriptEnabled of [true, false]) {
    test(`the whole way, ${javaScriptEnabled ? 'with' : 'without'} JavaScript`, async () => {
      await visit({ javaScriptEnabled, viewport: { width: 1440, height: 900 } }, async (page) => {
        const title = javaScriptEnabled ? 'Zebra crossing' : 'Zebra stripes'
        await page.goto('/admin/shop/book/?status=live')
        await page.fill('#id_username', 'ada')
        await page.fill('#id_password', password)
        await page.locator('form button[type=submit]').click()
        await page.waitForURL(/\/admin\/shop\/book\/\?status=live$/)

        // Search
        await page.fill('input[name=q]', 'Book 11')
        await page.press('input[name=q]', 'Enter')
        await page.waitForURL(/q=Book\+11/)
        assert.deepEqual(await page.locator('.n-rows tbody th').allInnerTexts(), ['Book 11'])

        // Filter
        await page.goto('/admin/shop/book/')
        await page.locator('.n-facets input[name=featured][value="1"]').check()
        if (!javaScriptEnabled) await page.getByRole('button', { name: 'Apply filters' }).click()
        await page.waitForURL(/featured=1/)
        assert.equal(await page.locator('.n-rows tbody tr').count(), 5)

        // Add, wrong at first
        await page.getByRole('link', { name: 'Add book' }).click()
        await page.fill('#id_title', title)
        await page.selectOption('#id_publisher', { label: 'Kestrel & Finch' })
        await page.fill('#id_price', '')
        await page.getByRole('button', { name: 'Save', exact: true }).click()
        await page.waitForSelector('#n-errors')
        assert.equal(await page.inputValue('#id_title'), title)
        await page.locator('#n-errors a').first().click()
        await page.fill('#id_price', '12.50')
        await page.getByRole('button', { name: 'Save', exact: true }).click()
        await page.waitForURL(/\/admin\/shop\/book\/$/)
        const message = page.locator('.n-toast')
        assert.match((await message.textContent()) ?? '', new RegExp(`Book added: ${title}`))

        // Change
        await message.getByRole('link').click()
        assert.equal(await page.inputValue('#id_slug'), title.toLowerCase().replace(' ', '-'))
        await page.getByLabel('Published', { exact: true }).first().check()
        await page.getByLabel('Poetry').check()
        if (javaScriptEnabled) {
          assert.equal(await page.locator('[data-changes]').textContent(), '2 unsaved changes')
          await page.keyboard.press('Control+s')
        } else await page.getByRole('button', { name: 'Save', exact: true }).click()
        await page.waitForURL(/\/admin\/shop\/book\/$/)
        await shop.run(async () => {
          const book = await Book.get({ title })
          assert.equal(book.status, 'live')
          assert.deepEqual((await book.tags.all()).map(String), ['Poetry'])
        })

        // Delete
        await page.goto(`/admin/shop/book/?q=${encodeURIComponent(title)}`)
        await page.locator('.n-rows tbody .n-rows__open').click()
        await page.getByRole('link', { name: 'Delete' }).click()
        await page.getByRole('button', { name: 'Delete the book' }).click()
        await page.waitForURL(/\/admin\/shop\/book\/$/)
        assert.equal(await shop.run(() => Book.filter({ title }).exists()), false)

        // Theme, and out
        await page.locator('.n-bar summary').click()
        await page.locator('.n-seg label', { hasText: 'Dark' }).click()
        if (!javaScriptEnabled) {
          await page.getByRole('button', { name: 'Apply', exact: true }).click()
          await page.locator('.n-bar summary').click()
        }
        await page.waitForSelector('html[data-theme=dark]')
        await page.getByRole('button', { name: 'Log out' }).click()
        await page.waitForURL(/\/admin\/login\/\?out$/)
        assert.equal(await page.locator('h1').textContent(), 'You are logged out')
      })
    })
  }

  test('rows are selected, edited in cells, looked at and kept as a view, by mouse and by keys', async () => {
    await visit({ viewport: { width: 1440, height: 900 } }, async (page) => {
      await logIn(page)
      await page.goto('/admin/shop/book/?status=live&o=title')
      const bar = page.locator('[data-bulk]')
      const boxes = page.locator('tbody .n-sel input')

      // Selection: by key, a range with Shift, the page, all that match
      await page.keyboard.press('j')
      await page.keyboard.press('x')
      await bar.getByText('1 selected').waitFor()
      await boxes.nth(3).click({ modifiers: ['Shift'] })
      await bar.getByText('4 selected').waitFor()
      assert.equal(await page.locator('[data-page]').evaluate((box: HTMLInputElement) => box.indeterminate), true)
      await page.locator('[data-page]').check()
      await bar.getByText(`${await boxes.count()} selected`).waitFor()
      await bar.getByRole('button', { name: 'Clear' }).click()
      await bar.waitFor({ state: 'hidden' })

      // Quick look, and the next row
      await page.keyboard.press('k')
      await page.keyboard.press('Space')
      const sheet = page.locator('dialog.n-sheet[open]')
      const first = await sheet.locator('h2').innerText()
      await sheet.getByRole('button', { name: 'Next' }).click()
      await page.waitForFunction((was) => {
        const heading = document.querySelector('dialog.n-sheet[open] h2')
        return heading !== null && heading.textContent !== was
      }, first)
      await page.keyboard.press('Escape')
      await sheet.waitFor({ state: 'detached' })

      // A cell: marked, taken back, saved; then two that met
      const cells = page.locator('[data-cell][name$="-stock"]')
      const save = page.locator('[data-cells]')
      const before = await cells.nth(0).inputValue()
      await cells.nth(0).fill('901')
      await save.getByText('1 unsaved change').waitFor()
      await page.keyboard.press('Escape')
      await save.waitFor({ state: 'hidden' })
      assert.equal(await cells.nth(0).inputValue(), before)
      await cells.nth(0).fill('902')
      await page.keyboard.press('Enter')
      assert.match(await page.evaluate(() => (document.activeElement as HTMLInputElement).name), /^c1-stock$/)
      const title = await page.locator('tbody tr').nth(0).locator('th a').first().innerText()
      await shop.run(() => Book.filter({ title }).update({ stock: 77 }))
      await page.keyboard.press('Control+s')
      await page.waitForSelector('#n-errors')
      assert.equal(await page.evaluate(() => document.activeElement?.id), 'n-errors')
      const found = await look(page, 'admin-cells-met')
      await page.getByRole('radio', { name: /^Theirs/ }).check()
      assert.equal(await cells.nth(0).inputValue(), '77')
      await page.getByRole('radio', { name: /^Yours/ }).check()
      assert.equal(await cells.nth(0).inputValue(), '902')
      await save.getByRole('button', { name: 'Save' }).click()
      await page.locator('.n-toast', { hasText: 'Saved: 1 book.' }).waitFor()
      assert.equal(await shop.run(async () => (await Book.get({ title })).stock), 902)

      // A view
      await page.getByRole('link', { name: 'Save view' }).click()
      await page.locator('dialog[open]').getByLabel('Name').fill('Live ones')
      await page.locator('dialog[open]').getByRole('button', { name: 'Save view' }).click()
      await page.locator('.n-tabs a[aria-current=page]', { hasText: 'Live ones' }).waitFor()
      found.push(...(await look(page, 'admin-list-worked')))
      assert.deepEqual(found, [])
    })
  })

  test('leaving a changed form asks; nothing is asked after saving, also where the browser keeps nothing', async () => {
    await visit({ viewport: { width: 1280, height: 900 } }, async (page) => {
      await page.addInitScript(() =>
        Object.defineProperty(window, 'localStorage', {
          get: () => {
            throw new DOMException('denied', 'SecurityError')
          },
        }),
      )
      await logIn(page)
      await page.goto('/admin/shop/tag/1/change/')
      const questions: string[] = []
      page.on('dialog', (dialog) => {
        questions.push(dialog.type())
        void dialog.dismiss()
      })
      await page.fill('#id_name', 'Changed')
      await page.getByRole('link', { name: 'Overview' }).first().click()
      await page.waitForTimeout(300)
      assert.deepEqual(questions, ['beforeunload'])
      assert.match(page.url(), /change\/$/)
      await page.getByRole('button', { name: 'Discard' }).click()
      await page.waitForSelector('[data-undo]', { state: 'hidden' })
      assert.equal(await page.inputValue('#id_name'), 'Fiction')
    })
  })

  test('nothing typed is lost: a draft comes back to its writer, and an ended session asks for the password in place', async () => {
    await visit({ viewport: { width: 1280, height: 900 } }, async (page) => {
      const form = '/admin/shop/tag/2/change/'
      const drafts = () =>
        page.evaluate(() => Object.keys(localStorage).filter((name) => name.startsWith('nuages:draft:')).length)
      await logIn(page)
      await page.goto(form)
      await page.fill('#id_name', 'Nature and weather')
      await page.waitForFunction(() => Object.keys(localStorage).some((name) => name.startsWith('nuages:draft:')))

      // A crash: the page is gone without a word, and so is the session.
      const crash = async (username: string) => {
        await page.goto('about:blank')
        await page.context().clearCookies()
        await logIn(page, username)
        await page.goto(form)
      }
      page.on('dialog', (dialog) => void dialog.accept())
      await crash('nora')
      await page.locator('[data-changes]').getByText('No changes').waitFor()
      assert.equal(await page.locator('[data-draft]').count(), 0, 'it is nobody else’s')
      await page.clock.install()
      await crash('ada')
      await page.getByRole('button', { name: 'Restore what you typed' }).click()
      assert.equal(await page.inputValue('#id_name'), 'Nature and weather')
      assert.equal(await page.locator('[data-changes]').textContent(), '1 unsaved change')

      await page.context().clearCookies({ name: 'sessionid' })
      await page.clock.fastForward(120_000)
      await page.keyboard.press('Control+s')
      const dialog = page.getByRole('dialog', { name: 'Log in to save' })
      await dialog.getByLabel('Password').fill('wrong')
      await page.keyboard.press('Enter')
      await dialog
        .getByRole('alert')
        .getByText(/do not open/)
        .waitFor()
      assert.deepEqual(await axeProblems(page), [])
      await dialog.getByLabel('Password').fill(password)
      await page.keyboard.press('Enter')
      await page.waitForURL(/\/admin\/shop\/tag\/$/)
      assert.equal(await shop.run(async () => (await Tag.get({ pk: 2 })).name), 'Nature and weather')
      assert.equal(await drafts(), 0, 'what is saved is no draft')
    })
  })

  test('the palette, the keys and lists in place, by keyboard alone', async () => {
    await visit({ viewport: { width: 1440, height: 900 } }, async (page) => {
      await logIn(page)
      await page.keyboard.press('Control+k')
      const active = page.locator('.n-pal__item[aria-selected="true"]')
      await active.getByText('Overview').waitFor()
      assert.deepEqual(await axeProblems(page), [])
      await page.keyboard.type('northlight')
      const wanted = page.getByRole('option', { name: 'Northlight <Press>' })
      await wanted.waitFor()
      while ((await wanted.getAttribute('aria-selected')) !== 'true') await page.keyboard.press('ArrowDown')
      await page.keyboard.press('Enter')
      await page.waitForURL(/\/admin\/shop\/publisher\/3\/change\/$/)
      await page.keyboard.press('Control+k')
      await page.getByRole('group', { name: 'Recent' }).getByText('Northlight <Press>').waitFor()
      await page.keyboard.type('> add tag')
      await active.getByText('Add tag').waitFor()
      await page.keyboard.press('Enter')
      await page.waitForURL(/\/admin\/shop\/tag\/add\/$/)

      // An empty form begins in its first field; keys mean nothing while one types.
      await page.locator('#id_name:focus').waitFor()
      await page.locator('#main').focus()
      await page.keyboard.press('g')
      await page.keyboard.press('b')
      await page.waitForURL(/\/admin\/shop\/book\/$/)
      await page.keyboard.press('/')
      await page.keyboard.type('c?Book 1')
      assert.equal(await page.inputValue('input[name=q]'), 'c?Book 1')
      await page.fill('input[name=q]', 'Book 1')

      // In place: the page stays, its address and content change, and the way back works.
      await page.evaluate(() => document.body.setAttribute('data-here', ''))
      await page.keyboard.press('Enter')
      await page.waitForURL(/q=Book\+1/)
      await page.locator('.n-rows tbody tr').nth(9).waitFor()
      assert.equal(await page.evaluate(() => document.activeElement?.getAttribute('name')), 'q', 'the focus is kept')
      await page.getByRole('link', { name: 'Price' }).press('Enter')
      await page.waitForURL(/o=price/)
      await page
        .locator('.n-sr[role=status]')
        .getByText(/of \d+ books/)
        .waitFor()
      await page.locator('.n-facets input[name=status][value=live]').press('Space')
      await page.waitForURL(/status=live/)
      await page.goBack()
      await page.waitForURL(/q=Book\+1&o=price$/)
      assert.equal(await page.locator('body[data-here]').count(), 1, 'it is still the same page')
      await page.locator('#main').focus()
      await page.keyboard.press('?')
      const sheet = page.getByRole('dialog', { name: 'Keyboard shortcuts' })
      await sheet.getByText('Search this list').waitFor()
      assert.deepEqual(await axeProblems(page), [])
      await page.keyboard.press('Escape')

      // Off, with the page that the server draws next.
      await page.locator('.n-bar summary').press('Enter')
      await page.locator('input[name=keys][value=off]').press('Space')
      await page.keyboard.press('Escape')
      await page.waitForFunction(
        () => document.cookie.includes('nuages_keys=off') || document.documentElement.dataset['keys'] === 'off',
      )
      await page.locator('#main').focus()
      await page.keyboard.press('?')
      await page.keyboard.press('c')
      await page.keyboard.press('Control+k')
      await page.getByRole('dialog', { name: 'Search and commands' }).waitFor()
      assert.equal(await sheet.isVisible(), false)
      assert.match(page.url(), /shop\/book\/\?/)
    })
  })

  test('rows of inlines are added, moved by keys and removed with a way back; an error keeps them all', async () => {
    const records = await openRecords()
    const { id } = await records.run(() => makeAlbum('Blue'))
    const own = await serve(records.project.app, { port: 0, host: '127.0.0.1' })
    try {
      await visit({ baseURL: String(own.url), viewport: { width: 1280, height: 900 } }, async (page) => {
        await logIn(page)
        await page.goto(`/admin/records/album/${id}/change/`)
        const tracks = page.locator('#i-0-1 > [data-items] > [data-item]:not(.no-js)')
        await tracks.nth(2).locator('> [data-grip]').focus()
        await page.keyboard.press('ArrowUp')
        await page.keyboard.press('ArrowUp')
        await page.locator('#i-0-1 > [data-add]').click()
        await page.keyboard.type('Fourth')
        await page.locator('#id_tracks-4-seconds').fill('-5')
        const added = tracks.nth(3)
        await added.locator('[data-inline] [data-add]').click()
        await page.keyboard.type('A take')
        const [gone, back] = [tracks.nth(1), tracks.nth(2)]
        await gone.locator('> [data-remove]').click()
        await back.locator('> [data-remove]').click()
        await back.locator('> [data-remove]').click()
        await page.keyboard.press('Control+s')
        await page.locator('#n-errors').waitFor()
        assert.deepEqual(await tracks.locator('> details > summary b').allInnerTexts(), [
          'Third',
          'First',
          'Second',
          'New track',
        ])
        assert.deepEqual(await look(page, 'admin-inlines'), [])
        await page.locator('#n-errors a').click()
        await page.keyboard.press('Control+a')
        await page.keyboard.type('240')
        await Promise.all([page.waitForURL(/album\/$/), page.keyboard.press('Control+s')])
      })
      await records.run(async () => {
        assert.deepEqual((await Track.filter({ album: id })).map(String), ['Third', 'Second', 'Fourth'])
        assert.equal(await Take.filter({ track__title: 'Fourth', label: 'A take' }).count(), 1)
      })
    } finally {
      await own.close()
      await records.close()
    }
  })

  test('on a phone the navigation and the filters are drawers that give the focus back', async () => {
    for (const javaScriptEnabled of [true, false]) {
      await visit({ javaScriptEnabled, viewport: { width: 360, height: 800 } }, async (page) => {
        await logIn(page)
        await page.goto('/admin/shop/book/')
        await page.getByRole('link', { name: 'Menu', exact: true }).click()
        await page.getByRole('link', { name: 'Publishers' }).waitFor()
        if (shots !== undefined) await page.screenshot({ path: join(shots, `admin-drawer-${javaScriptEnabled}.png`) })
        await page.getByRole('link', { name: 'Close menu' }).click()
        await page.getByRole('link', { name: 'Publishers' }).waitFor({ state: 'hidden' })
        await page.getByRole('link', { name: /^Filters/ }).click()
        await page.getByLabel(/^In review/).waitFor()
        if (shots !== undefined) await page.screenshot({ path: join(shots, `admin-filters-${javaScriptEnabled}.png`) })
        if (!javaScriptEnabled) return
        // The list changes behind the drawer, which stays.
        await page.getByLabel(/^In review/).check()
        await page.waitForURL(/status=review/)
        await page.locator('#filters input[value=review]:checked').waitFor()
        await page.keyboard.press('Escape')
        await page.getByLabel(/^In review/).waitFor({ state: 'hidden' })
        assert.match(await page.evaluate(() => document.activeElement?.textContent ?? ''), /Filters/)
      })
    }
  })
})
