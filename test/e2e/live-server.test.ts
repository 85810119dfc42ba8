import assert from 'node:assert/strict'
import { after, describe } from 'node:test'
import { type Browser, chromium } from 'playwright-core'
import { field, Model } from '../../src/data/orm/index.ts'
import { defineApp, defineProject } from '../../src/tools/project/index.ts'
import { databaseTests, factory, liveServer } from '../../src/tools/testing/index.ts'
import { html, path, redirect } from '../../src/web/http/index.ts'
import { browserArguments, browserPath, skipWithout } from '../support/services.ts'

class Note extends Model {
  text = field.char({ maxLength: 50 })
}

const definition = defineProject({
  apps: [defineApp({ label: 'notes', models: { Note } })],
  urls: [
    path('', async (request) => {
      if (request.method === 'POST') {
        await Note.create({ text: (await request.form()).get('text') ?? '' })
        return redirect('/')
      }
      const notes = await Note.all().valuesList('text', { flat: true })
      const items = notes.map((text) => `<li>${text}</li>`).join('')
      return html(
        `<title>Notes</title><ul>${items}</ul><form method="post"><input name="text"><button>Add</button></form>`,
      )
    }),
  ],
})

describe('a browser in the transaction of a test', { skip: await skipWithout('browser') }, () => {
  const { dbTest } = databaseTests(definition)
  let launched: Promise<Browser> | null = null
  const browser = () => (launched ??= chromium.launch({ executablePath: browserPath()!, args: browserArguments }))
  after(async () => (await launched)?.close())

  for (const round of [1, 2])
    dbTest(`it sees rows of the test, the test sees what it posts, and all is gone (${round})`, async (_t, site) => {
      await factory(Note).create({ text: 'mine' })
      await using live = await liveServer(site)
      const page = await (await browser()).newPage()
      await page.goto(`${live.url}/`)
      assert.deepEqual(await page.locator('li').allTextContents(), ['mine'])
      await page.fill('[name=text]', 'from the browser')
      await page.click('button')
      await page.locator('li:nth-child(2)').waitFor()
      assert.deepEqual(await Note.all().orderBy('id').valuesList('text', { flat: true }), ['mine', 'from the browser'])
      await page.close()
    })
})
