import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { type Browser, chromium } from 'playwright-core'
import { defineApp, defineProject, openProject, type Project } from '../../src/tools/project/index.ts'
import { type RunningServer, serve } from '../../src/web/http/index.ts'
import { MemoryTransport, mail } from '../../src/web/mail/index.ts'
import { browserArguments, browserPath, skipWithout } from '../support/services.ts'

const skip = await skipWithout('browser')
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
/** Where to keep pictures of the pages, for somebody to look at. */
const shots = process.env['NUAGES_TEST_SHOTS']
const gif = 'R0lGODlhAQABAAAAACH5BAEKAAEALAAAAAABAAEAAAICTAEAOw=='

describe('the pages of mails', { skip }, () => {
  let project: Project
  let server: RunningServer
  let browser: Browser

  before(async () => {
    const definition = defineProject({
      apps: [defineApp({ label: 'notes' })],
      urls: [],
      databases: { default: 'sqlite::memory:' },
      mail: {
        transport: new MemoryTransport(),
        previews: { welcome: () => mail({ to: 'p@example.org', subject: 'Hi', html: '<p>Hi</p>' }) },
      },
    })
    project = await openProject(definition, { mode: 'development' })
    await project.run(async () => {
      await mail({
        to: 'Ida <ida@example.org>',
        subject: 'Confirm your address, please, and then a subject that goes on for longer than a telephone is wide',
        text: 'Confirm',
        html: `<h1 id="title">Hello</h1><script>document.getElementById('title').textContent = 'Ran'; parent.document.title = 'Ran'</script>
<img src="cid:dot" alt="" onerror="this.alt = 'Ran'"><form action="https://example.org/"><button>Send</button></form><a href="/about/">About</a>`,
        inline: { dot: { content: gif, encoding: 'base64', contentType: 'image/gif' } },
        attachments: [{ filename: 'a.txt', content: 'a' }],
      }).send()
    })
    server = await serve(project.app, { port: 0, host: '127.0.0.1' })
    browser = await chromium.launch({ executablePath: browserPath()!, args: browserArguments })
  })
  after(async () => {
    await browser?.close()
    await server?.close()
    await project?.close()
  })

  test('are accessible, light and dark, wide and narrow', async () => {
    for (const [colorScheme, width] of [
      ['light', 1200],
      ['dark', 360],
    ] as const) {
      const page = await browser.newPage({ viewport: { width, height: 800 }, colorScheme })
      for (const place of ['', '1/', '1/?view=text', '1/?view=source']) {
        await page.goto(new URL(`/__nuages__/mail/${place}`, server.url).href)
        if (shots !== undefined)
          await page.screenshot({
            path: join(shots, `mail-${colorScheme}-${width}-${place.replace(/\W+/g, '-')}.png`),
          })
        assert.ok(
          await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth),
          `${place} scrolls sideways`,
        )
        await page.evaluate(axe)
        const found = await page.evaluate(async () => {
          const { axe: checker } = globalThis as unknown as {
            axe: { run(of: object, how: object): Promise<{ violations: { id: string }[] }> }
          }
          const { violations } = await checker.run({ exclude: ['iframe'] }, { iframes: false })
          return violations.map(({ id }) => id)
        })
        assert.deepEqual(found, [], `${place} ${colorScheme} ${width}`)
      }
      await page.close()
    }
  })

  test('show HTML in a frame in which no script runs', async () => {
    const page = await browser.newPage()
    await page.goto(new URL('/__nuages__/mail/1/', server.url).href)
    const frame = page.frameLocator('iframe')
    assert.equal(await frame.locator('h1').textContent(), 'Hello')
    assert.equal(
      await page.title(),
      'Confirm your address, please, and then a subject that goes on for longer than a telephone is wide',
    )
    assert.equal(await frame.locator('img').evaluate((image: HTMLImageElement) => image.naturalWidth), 1)
    const opened = page.context().waitForEvent('page')
    await frame.locator('a').click()
    assert.match((await opened).url(), /about:blank|\/about\/$/)
    assert.match(page.url(), /\/__nuages__\/mail\/1\/$/)
    await page.close()
  })
})
