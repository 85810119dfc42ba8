import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Decimal } from 'decimal.js'
import fc from 'fast-check'
import {
  Form,
  formSettingsService,
  formTemplatesDir,
  input,
  TemplateRenderer,
  widget,
} from '../../../src/apps/forms/index.ts'
import { provide, runInScope } from '../../../src/base/context/index.ts'
import { knownLanguages, type Locale, Translations, withLocale } from '../../../src/web/i18n/index.ts'
import { Engine } from '../../../src/web/templates/index.ts'

const translations = new Translations()
const locales = knownLanguages().map((code) => translations.locale(code))
const german = translations.locale('de')
const renderer = new TemplateRenderer(new Engine({ dirs: [formTemplatesDir] }))

class Order extends Form {
  count = input.integer({ localize: true, min: 0, required: false })
  big = input.bigInteger({ localize: true, required: false })
  share = input.float({ localize: true, required: false })
  price = input.decimal({ localize: true, decimalPlaces: 2, required: false })
  day = input.date({ localize: true, required: false })
  time = input.time({ localize: true, required: false })
  at = input.datetime({ localize: true, required: false })
}

const within = <T>(thousandSeparators: boolean, work: () => T): T =>
  runInScope(
    { services: new Map([provide(formSettingsService, { renderer, timezone: 'Europe/Paris', thousandSeparators })]) },
    work,
  )

test('numbers, dates and times are shown as the language writes them, in text boxes', () => {
  const initial = {
    count: 1234,
    share: 0.5,
    price: new Decimal('1234.5'),
    day: '2024-02-29',
    time: '08:30:00',
    at: new Date('2024-07-01T10:30:05Z'),
  }
  const html = within(true, () => withLocale(german, () => String(new Order({ initial }))))
  for (const value of ['1.234', '0,5', '1.234,50', '29.02.2024', '08:30:00', '01.07.2024 12:30:05']) {
    assert.ok(html.includes(`value="${value}"`), `${value} in ${html}`)
  }
  assert.doesNotMatch(html, /type="(?:number|date|time|datetime-local)"/)
  assert.match(html, /<input type="text" name="count" value="1\.234" inputmode="numeric"/)
})

test('what people type is read as they write it', async () => {
  const read = (locale: string, data: Record<string, string>, grouping = false) =>
    within(grouping, () =>
      withLocale(translations.locale(locale), async () => {
        const form = new Order({ data })
        await form.isValid()
        return { ...form.cleaned, errors: Object.keys(form.errors) }
      }),
    )
  assert.equal(String((await read('de', { price: '12,5' })).price), '12.5')
  assert.equal(String((await read('de', { price: '1.234,5' }, true)).price), '1234.5')
  assert.equal((await read('fr', { count: '1 234' }, true)).count, 1234)
  assert.equal((await read('ar', { share: '٣٫٥' })).share, 3.5)
  assert.equal((await read('hi', { count: '१२३' })).count, 123)
  assert.equal((await read('fi', { time: '8.30' })).time, '08:30:00')
  // Without separators in the project's numbers a point is never taken for one.
  assert.deepEqual((await read('de', { count: '1.234' })).errors, ['count'])
})

test('what was typed is shown as it was typed', async () => {
  await withLocale(german, async () => {
    const form = new Order({ data: { price: '1,234', day: '2024-02-29', at: 'tomorrow', count: '1,5' } })
    await form.isValid()
    assert.deepEqual(
      ['price', 'day', 'at', 'count'].map((name) => form.field(name as 'day').widgetContext().value),
      ['1,234', '2024-02-29', 'tomorrow', '1,5'],
    )
    assert.equal(form.field('day').value, '2024-02-29')
  })
})

test('a slider knows the limits, and no language', async () => {
  class Sound extends Form {
    volume = input.float({ localize: true, min: 0, max: 11, step: 0.5, widget: widget.input('range'), initial: 3.5 })
    shade = input.char({ widget: 'color', initial: '#3366aa' })
  }
  const html = within(true, () => withLocale(german, () => String(new Sound())))
  // HTML has no `required` for controls that always have a value.
  assert.match(html, /<input type="range" name="volume" value="3.5" min="0" max="11" step="0.5" id="id_volume">/)
  assert.match(html, /<input type="color" name="shade" value="#3366aa" id="id_shade">/)
  const sent = await within(true, () =>
    withLocale(german, async () => {
      const form = new Sound({ data: { volume: '4.5', shade: '#000000' } })
      await form.isValid()
      return form.cleaned
    }),
  )
  assert.equal(sent.volume, 4.5)
})

test('a project localizes all of its forms', () => {
  class Plain extends Form {
    price = input.float()
    other = input.float({ localize: false })
  }
  const html = runInScope(
    { services: new Map([provide(formSettingsService, { renderer, timezone: 'UTC', localize: true })]) },
    () => withLocale(german, () => String(new Plain({ initial: { price: 1.5, other: 1.5 } }))),
  )
  assert.match(html, /type="text" name="price" value="1,5"/)
  assert.match(html, /type="number" name="other" value="1.5"/)
})

test('formats of its own make a text box that shows the first of them', async () => {
  class Own extends Form {
    day = input.date({ formats: ['%d %B %Y', '%d.%m.%Y'] })
    native = input.date({ formats: ['%d.%m.%Y'], widget: 'date' })
  }
  const form = new Own({ initial: { day: '2024-02-29', native: '2024-02-29' } })
  assert.match(String(form.field('day')), /type="text" name="day" value="29 February 2024"/)
  assert.match(String(form.field('native')), /type="date" name="native" value="2024-02-29"/)
  const good = new Own({ data: { day: '29.02.2024', native: '2024-02-29' } })
  assert.deepEqual([await good.isValid(), { ...good.cleaned }], [true, { day: '2024-02-29', native: '2024-02-29' }])
  assert.equal(await new Own({ data: { day: '2024-02-29', native: '2024-02-29' } }).isValid(), false)
})

/** What a form with `initial` shows, sent back. */
async function sentBack(locale: Locale, grouping: boolean, initial: Readonly<Record<string, unknown>>): Promise<Order> {
  return within(grouping, () =>
    withLocale(locale, async () => {
      const drawn = new Order({ initial })
      const data = Object.fromEntries([...drawn].map((field) => [field.name, field.widgetContext().value ?? '']))
      const form = new Order({ data, initial })
      assert.equal(await form.isValid(), true, `${locale.code}: ${JSON.stringify(data)} ${JSON.stringify(form.errors)}`)
      assert.deepEqual(form.changedFields, [], `${locale.code}: ${JSON.stringify(data)}`)
      return form
    }),
  )
}

test('in every language: what is shown reads back as the same value', async () => {
  const values = fc.record({
    count: fc.maxSafeNat(),
    big: fc.bigInt({ min: -(10n ** 30n), max: 10n ** 30n }),
    share: fc.double({ noNaN: true, noDefaultInfinity: true }),
    price: fc.bigInt({ min: -(10n ** 18n), max: 10n ** 18n }).map((cents) => new Decimal(String(cents)).div(100)),
    at: fc
      .date({ min: new Date('1000-01-01'), max: new Date('9999-12-30'), noInvalidDate: true })
      // Hours that clocks show twice in the zone of the form are refused.
      .filter((at) => at.getUTCMonth() !== 9 && at.getUTCMonth() !== 2),
    day: fc
      .date({ min: new Date('0100-01-01'), max: new Date('9999-12-31'), noInvalidDate: true })
      .map((day) => day.toISOString().slice(0, 10)),
    time: fc.integer({ min: 0, max: 86_399_999_999 }).map((us) => {
      const clock = new Date(us / 1000).toISOString().slice(11, 19)
      const fraction = String(us % 1_000_000).padStart(6, '0')
      return fraction === '000000' ? clock : `${clock}.${fraction}`
    }),
  })
  for (const locale of locales) {
    await fc.assert(
      fc.asyncProperty(values, fc.boolean(), async (initial, grouping) => {
        const { cleaned } = await sentBack(locale, grouping, initial)
        assert.deepEqual(
          [cleaned.count, cleaned.big, cleaned.share, String(cleaned.price), cleaned.day, cleaned.time],
          [
            initial.count,
            initial.big,
            initial.share === 0 ? cleaned.share : initial.share,
            String(initial.price),
            initial.day,
            initial.time,
          ],
        )
        assert.equal(cleaned.at?.getTime(), initial.at.getTime())
      }),
      { numRuns: 5 },
    )
  }
})
