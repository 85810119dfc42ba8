import assert from 'node:assert/strict'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { type Browser, chromium, type Page } from 'playwright-core'
import { Form, input, widget } from '../../src/apps/forms/index.ts'
import { browserArguments, browserPath, skipWithout } from '../support/services.ts'

const skip = await skipWithout('browser')
/** Where to keep pictures of the pages, for somebody to look at. */
const shots = process.env['NUAGES_TEST_SHOTS']

class BookingForm extends Form {
  name = input.char({ autocomplete: 'name', help: 'As on your passport.' })
  email = input.email()
  seats = input.integer({ min: 1, max: 4 })
  day = input.date({ min: '2024-01-01', required: false })
  born = input.date({ widget: widget.selectDate({}, { years: [1990, 1991] }), required: false })
  at = input.splitDateTime({ required: false, help: 'When you want to be there.' })
  phone = input.multi({ fields: { country: input.char({ maxLength: 4 }), number: input.char() }, required: false })
  kind = input.choice({
    choices: ['bus', { group: 'Rail', choices: { train: 'Train', night: 'Night train' } }],
    widget: 'radios',
  })
  extras = input.multipleChoice({ choices: ['bike', 'dog'], widget: 'checkboxes', required: false })
  country = input.choice({ choices: { at: 'Austria', ch: 'Switzerland' } })
  code = input.regex({ pattern: /^[A-Z]{2}[0-9]+$/, required: false })
  notes = input.text({ required: false })
  passport = input.file({ accept: 'image/*,.pdf', required: false, initial: 'old.pdf' })
  photos = input.files({ required: false })
  terms = input.boolean({ label: 'I accept the terms' })

  override clean(): void {
    this.addError(null, 'There are no seats left.', 'full')
  }
}

function pageOf(body: string): string {
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Booking</title><style>body{font:16px sans-serif;max-width:40rem;margin:1rem auto}
    form>div,fieldset{margin:0 0 1rem}.errorlist{color:#a00}.helptext{color:#555}</style></head>
    <body><main><h1>Booking</h1>${body}</main></body></html>`
}

const inForm = (fields: string): string => `<form method="post">${fields}<button>Book</button></form>`

describe('forms in a browser', { skip }, () => {
  let browser: Browser
  let page: Page

  before(async () => {
    browser = await chromium.launch({ executablePath: browserPath()!, args: browserArguments })
    page = await browser.newPage()
    page.setDefaultTimeout(15_000)
  })
  after(() => browser?.close())

  async function show(name: string, body: string): Promise<void> {
    await page.setContent(pageOf(body))
    if (shots !== undefined) await page.screenshot({ path: join(shots, `forms-${name}.png`), fullPage: true })
  }

  async function violations(): Promise<string[]> {
    await page.addScriptTag({ path: createRequire(import.meta.url).resolve('axe-core/axe.min.js') })
    return page.evaluate(async () => {
      const { axe } = globalThis as unknown as {
        axe: { run(): Promise<{ violations: { id: string; nodes: { html: string; failureSummary: string }[] }[] }> }
      }
      const found = (await axe.run()).violations
      return found.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html}\n${node.failureSummary}`))
    })
  }

  test('every look of an empty form can be used by everybody', async () => {
    const form = new BookingForm()
    const looks = {
      div: inForm(String(await form.render())),
      p: inForm(String(await form.render('p'))),
      ul: inForm(`<ul>${await form.render('ul')}</ul>`),
      table: inForm(`<table>${await form.render('table')}</table>`),
    }
    for (const [name, body] of Object.entries(looks)) {
      await show(name, body)
      assert.deepEqual(await violations(), [], name)
    }
  })

  test('a refused form says what is wrong: in a summary with links, beside the fields, and to the ear', async () => {
    const form = new BookingForm({
      data: { name: '', email: 'nobody', seats: '9', kind: 'plane', at_0: '2024-01-01', code: 'x' },
    })
    await form.isValid()
    await show('refused', form.errorSummary + inForm(String(form)))
    assert.deepEqual(await violations(), [])
    const summary = page.getByRole('alert')
    assert.equal(await page.evaluate(() => document.activeElement?.className), 'error-summary')
    await summary.getByRole('link', { name: /^Kind:/ }).click()
    assert.equal(await page.evaluate(() => location.hash), '#id_kind_0')
    // Links of the summary lead to controls, all of them.
    for (const link of await summary.getByRole('link').all()) {
      const target = (await link.getAttribute('href'))!
      assert.ok(await page.locator(target).evaluate((element) => element.matches('input, select, textarea')), target)
    }
    assert.equal(await summary.getByText('There are no seats left.').count(), 1)
    const email = page.getByRole('textbox', { name: 'Email' })
    assert.equal(await email.getAttribute('aria-invalid'), 'true')
    const described = (await email.getAttribute('aria-describedby'))!
    assert.equal(await page.locator(`#${described}`).textContent(), 'Enter a valid email address.')
  })

  test('the browser itself refuses what the form would refuse, and nothing else', async () => {
    await show('constraints', inForm(String(await new BookingForm().render())))
    const valid = (name: string, value: string) =>
      page.locator(`[name=${name}]`).evaluate((element, text) => {
        const control = element as unknown as { value: string; checkValidity(): boolean }
        control.value = text
        return control.checkValidity()
      }, value)
    const told: [string, string, boolean][] = [
      ['name', '', false],
      ['name', 'Ada', true],
      ['email', 'ada', false],
      ['seats', '5', false],
      ['seats', '4', true],
      ['seats', '1.5', false],
      ['day', '2023-12-31', false],
      ['day', '2024-01-01', true],
      ['code', 'A1', false],
      ['code', 'AB12', true],
      ['country', 'at', true],
    ]
    for (const [name, value, expected] of told) {
      assert.equal(await valid(name, value), expected, `${name} ${value}`)
      const form = new BookingForm({ data: { [name]: value } })
      await form.isValid()
      assert.equal(form.hasError(name as 'name'), !expected, `${name} ${value} on the server`)
    }
  })
})
