import assert from 'node:assert/strict'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core'
import { axeProblems } from '../support/axe.ts'
import { type NewsroomSite, newsroomSite } from '../support/newsroom-site.ts'
import { temporaryFolder } from '../support/packages.ts'
import { browserArguments, browserPath, skipWithout } from '../support/services.ts'
import { visit as inBrowser } from '../support/visit.ts'

const skip = await skipWithout('browser')
const story = '/harbour/last-ferry-to-skerrow/'
/** Where to keep pictures of the pages, for somebody to look at. */
const shots = process.env['NUAGES_TEST_SHOTS']

describe('the newsroom in a browser', { skip }, () => {
  const folder = temporaryFolder('newsroom-e2e')
  let site: NewsroomSite
  let address: string
  let browser: Browser

  before(async () => {
    site = await newsroomSite(folder)
    address = site.address
    browser = await chromium.launch({ executablePath: browserPath()!, args: browserArguments })
  })
  after(async () => {
    await browser?.close()
    await site?.server.stop()
    rmSync(folder, { recursive: true, force: true })
  })

  const visit = (options: BrowserContextOptions, work: (page: Page) => Promise<void>) =>
    inBrowser(browser, options, work)

  for (const width of [360, 1440]) {
    test(`pages are accessible and fit, light and dark, ${width} wide`, async () => {
      // The policy of the pages lets no script in; the check is one.
      await visit({ viewport: { width, height: 900 }, bypassCSP: true }, async (page) => {
        const paths = { home: '/', section: '/culture/?page=2', story, search: '/search/?q=ferry', lost: '/nowhere/' }
        const more = { archive: '/archive/', month: '/archive/2026/11/', newsletter: '/newsletter/', flat: '/about/' }
        // On telephones alone: they are made of the same parts.
        if (width === 360) Object.assign(paths, more)
        for (const [name, path] of Object.entries(paths)) {
          await page.goto(address + path)
          const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
          assert.equal(wide, 0, `${path} is ${wide} px too wide`)
          assert.equal(await page.locator('h1').count(), 1, `${path} has one main heading`)
          const picture = (scheme: string) => ({
            path: join(shots ?? '', `${name}-${width}-${scheme}.png`),
            fullPage: true,
          })
          const found = await axeProblems(page, { seen: async (scheme) => shots && page.screenshot(picture(scheme)) })
          assert.deepEqual(found, [], path)
        }
      })
    })
  }

  test('every picture on the front page arrives, under the page’s own policy', async () => {
    await visit({ viewport: { width: 1440, height: 900 } }, async (page) => {
      await page.goto(address)
      const pictures = page.locator('main img')
      assert.ok((await pictures.count()) > 20)
      for (const picture of await pictures.all()) {
        await picture.scrollIntoViewIfNeeded()
        await picture.evaluate((image: HTMLImageElement) => image.decode())
        assert.ok(await picture.evaluate((image: HTMLImageElement) => image.naturalWidth > 0))
      }
    })
  })

  test('without JavaScript: from the front page to a story, its section, the next page, a search', async () => {
    await visit({ javaScriptEnabled: false, viewport: { width: 360, height: 780 } }, async (page) => {
      await page.goto(address)
      await page.getByRole('link', { name: 'Why the Weir Street bridge has started to sing' }).first().click()
      await page.getByRole('heading', { level: 1, name: /Weir Street bridge/ }).waitFor()
      await page.getByRole('navigation', { name: 'Sections' }).getByRole('link', { name: 'Sport' }).click()
      await page.getByRole('heading', { level: 1, name: 'Sport' }).waitFor()
      await page.getByRole('link', { name: 'Next', exact: true }).click()
      await page.locator('[aria-current=page]', { hasText: '2' }).waitFor()
      await page.getByRole('searchbox').fill('beekeeper')
      await page.getByRole('button', { name: 'Search' }).click()
      await page.getByRole('heading', { level: 2, name: /last ferry to Skerrow/ }).waitFor()
      assert.equal(await page.locator('mark').first().textContent(), 'beekeeper')
    })
  })

  test('with the keyboard: the first stop skips to the news', async () => {
    await visit({}, async (page) => {
      await page.goto(address)
      await page.keyboard.press('Tab')
      assert.equal(await page.evaluate(() => document.activeElement?.textContent), 'Skip to the news')
      await page.keyboard.press('Enter')
      await page.waitForURL(/#main$/)
    })
  })

  test('without JavaScript: a comment that is wrong, put right, approved by an editor, and read', async () => {
    await visit({ javaScriptEnabled: false }, async (page) => {
      await page.goto(address + story)
      await page.getByLabel('Your name').fill('Zoë from the quay')
      await page.getByLabel('E-mail').fill('not an address')
      await page.getByRole('button', { name: 'Send the comment' }).click()
      const email = page.getByLabel('E-mail')
      await page.getByText('Enter a valid email address.').waitFor()
      assert.equal(await email.getAttribute('aria-invalid'), 'true')
      assert.equal(await page.getByLabel('Your name').inputValue(), 'Zoë from the quay')

      await email.fill('zoe@example.org')
      await page.getByLabel('Your comment').fill('Half fare for <cellos>, and none for bees?')
      await page.getByRole('button', { name: 'Send the comment' }).click()
      await page.getByRole('status').getByText('Your comment will appear').waitFor()
      assert.equal(await page.getByText('none for bees').count(), 0)

      await site.login(page)
      await page.goto(`${address}/admin/newsroom/comment/?q=bees`)
      await page.getByRole('link', { name: 'Zoë from the quay', exact: true }).click()
      await approve(page)

      await page.goto(address + story)
      await page.getByText('Half fare for <cellos>, and none for bees?').waitFor()
    })
  })

  for (const javaScriptEnabled of [true, false]) {
    test(`the tags of an article on one page, ${javaScriptEnabled ? 'with' : 'without'} JavaScript`, async () => {
      await visit({ javaScriptEnabled, bypassCSP: true, viewport: { width: 400, height: 800 } }, async (page) => {
        const forms = page.locator('[data-formset-forms] > fieldset')
        await site.login(page)
        await page.goto(`${address}${story}tags/`)
        const before = await forms.count()
        // Not 'load' events, which come some time after the form that is waited for.
        let loads = 0
        page.on('request', (request) => {
          if (request.isNavigationRequest()) loads++
        })
        await page.getByRole('button', { name: 'Add another: Tag' }).click()
        await forms.nth(before).waitFor()
        assert.equal(loads, javaScriptEnabled ? 0 : 1)
        const added = page.getByRole('group', { name: `Tag ${before + 1}` })
        await added.getByLabel('Tag').selectOption({ label: 'chess' })
        await added.getByLabel('Weight').fill('2')
        await page.getByRole('button', { name: 'Save the tags' }).click()
        await added.getByText('A weight is a number from 0 to 1.').waitFor()
        await page.getByRole('alert').getByRole('link', { name: 'A weight is a number from 0 to 1.' }).click()
        await added.locator(':focus').waitFor()
        if (javaScriptEnabled) assert.deepEqual(await axeProblems(page, { schemes: ['light'] }), [])
        await added.getByLabel('Weight').fill('0.05')
        // Enter saves, although there is another button.
        await added.getByLabel('Weight').press('Enter')
        await page.getByRole('status').getByText('The tags were saved.').waitFor()
        const saved = page.getByRole('group', { name: `Tag ${before}`, exact: true })
        assert.equal(await saved.getByLabel('Tag').locator('option:checked').textContent(), 'chess')
        await saved.getByLabel('Delete').check()
        await page.getByRole('button', { name: 'Save the tags' }).click()
        await page.getByRole('status').waitFor()
        await forms.nth(before).waitFor({ state: 'detached' })
        assert.equal(await page.locator('option:checked', { hasText: 'chess' }).count(), 0)
      })
    })
  }

  test('the public page shows what an editor changed', async () => {
    await visit({}, async (page) => {
      await site.login(page)
      await page.goto(`${address}/admin/newsroom/article/?q=Skerrow+boat`)
      await page.getByRole('link', { name: /^The last ferry to Skerrow/ }).click()
      await page.getByLabel('Headline').fill('The Marigold sails on')
      await page.getByRole('button', { name: 'Save', exact: true }).click()
      await page.waitForURL(/\/admin\/newsroom\/article\/(\?|$)/)
      await page.goto(address)
      await page.getByRole('heading', { level: 2, name: 'The Marigold sails on' }).waitFor()
    })
  })

  test('without JavaScript: the newsletter, from the foot of a page to the button behind the link in the mail', async () => {
    await visit({ javaScriptEnabled: false }, async (page) => {
      await page.goto(address)
      await page.getByLabel('The week in Evenmouth').fill('ida@example.org')
      await page.getByRole('button', { name: 'Subscribe' }).click()
      await page.getByRole('status').getByText('Look into your mailbox').waitFor()
      const link = await site.mailedLink(/\/newsletter\/confirm\/[^"<&\s]+/)
      await page.goto(address + link)
      await page.getByText('The newsletter will go to ida@example.org.').waitFor()
      await page.getByRole('button', { name: 'Yes, subscribe' }).click()
      await page.getByRole('status').getByText('You are subscribed.').waitFor()
    })
  })

  /** "Approved" has three answers: the form draws them as a list or as buttons. */
  async function approve(page: Page): Promise<void> {
    const field = page.locator('[name=approved]')
    if ((await field.first().evaluate((element) => element.tagName)) === 'SELECT')
      await field.selectOption({ label: 'Yes' })
    else await page.getByRole('radio', { name: 'Yes' }).check()
    await page.getByRole('button', { name: 'Save', exact: true }).click()
    await page.waitForURL(/\/admin\/newsroom\/comment\/(\?|$)/)
  }
})
