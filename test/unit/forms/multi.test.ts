import assert from 'node:assert/strict'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import fc from 'fast-check'
import { Form, input, SelectDateWidget, widget } from '../../../src/apps/forms/index.ts'
import { Translations, withLocale } from '../../../src/web/i18n/index.ts'
import { temporaryFolder } from '../../support/packages.ts'

class CallForm extends Form {
  phone = input.multi({
    fields: { country: input.char({ maxLength: 4 }), number: input.integer({ min: 1 }) },
    compress: ({ country, number }) => `${country}-${number}`,
    decompress: (value) => {
      const [country = '', number = ''] = value.split('-')
      return { country, number: Number(number) }
    },
  })
  size = input.multi({
    fields: [input.integer(), input.integer({ required: false })],
    requireAllFields: false,
    required: false,
  })
  at = input.splitDateTime({ required: false })
  handle = input.combo([input.char({ maxLength: 12 }), input.email()], { required: false })
}

const codes = (form: Form) =>
  Object.fromEntries(Object.entries(form.errors).map(([name, issues]) => [name, issues.map(({ code }) => code)]))

test('several controls give one value', async () => {
  const data = {
    phone_country: '+43',
    phone_number: '512',
    size_0: '3',
    at_0: '2024-07-01',
    at_1: '12:30',
    handle: 'a@b.co',
  }
  const form = new CallForm({ data, timezone: 'Europe/Paris' })
  assert.equal(await form.isValid(), true, form.isBound ? form.errorText() : '')
  assert.deepEqual(form.cleaned, {
    phone: '+43-512',
    size: [3, null],
    at: new Date('2024-07-01T10:30:00Z'),
    handle: 'a@b.co',
  })
})

test('the problems of all parts are those of the field', async () => {
  const data = {
    phone_country: '+4300',
    phone_number: 'x',
    size_1: '3',
    at_0: '2024-07-01',
    at_1: '25:00',
    handle: 'much-too-long-for-this',
  }
  const form = new CallForm({ data })
  assert.equal(await form.isValid(), false)
  assert.deepEqual(codes(form), {
    phone: ['max_length', 'invalid'],
    size: ['incomplete'],
    at: ['invalid'],
    handle: ['max_length'],
  })
  const empty = new CallForm({ data: { at_0: '2024-07-01', at_1: '', phone_country: '+4' } })
  assert.equal(await empty.isValid(), false)
  assert.deepEqual(codes(empty), { phone: ['required'], at: ['invalid_time'] })
  assert.equal(await new CallForm({ data: { phone: 'x' } }).isValid(), false)
})

test('a form begins with a value taken apart, and knows whether it was changed', async () => {
  const initial = { phone: '+43-512', at: new Date('2024-07-01T10:30:42.000Z') }
  const form = new CallForm({ initial, timezone: 'Europe/Paris' })
  const html = String(await form.render())
  assert.match(html, /<fieldset>\s*<legend>Phone /)
  assert.match(
    html,
    /<label for="id_phone_country">Country<\/label> <input type="text" name="phone_country" value="\+43" maxlength="4" required id="id_phone_country">/,
  )
  assert.match(html, /<input type="number" name="phone_number" value="512" min="1" required id="id_phone_number">/)
  assert.match(
    html,
    /<label for="id_at_0">Date<\/label> <input type="date" name="at_0" value="2024-07-01" id="id_at_0">/,
  )
  assert.match(html, /<input type="time" name="at_1" value="12:30:42" step="1" id="id_at_1">/)
  const same = { phone_country: '+43', phone_number: '512', at_0: '2024-07-01', at_1: '12:30:42' }
  const options = { initial, timezone: 'Europe/Paris' }
  assert.deepEqual(new CallForm({ ...options, data: same }).changedFields, [])
  assert.deepEqual(new CallForm({ ...options, data: { ...same, at_1: '12:31' } }).changedFields, ['at'])
  assert.deepEqual(new CallForm({ ...options, data: { ...same, phone_number: '513' } }).changedFields, ['phone'])
})

test('what was typed wrong comes back as it was typed', async () => {
  const form = new CallForm({ data: { phone_country: '+43', phone_number: 'many', at_0: '1.2.24', at_1: 'noon' } })
  await form.isValid()
  const html = String(form)
  for (const value of ['+43', 'many', '1.2.24', 'noon']) assert.ok(html.includes(`value="${value}"`), value)
})

test('a hidden one has a hidden control for each part', () => {
  class Hidden extends Form {
    at = input.hidden(input.splitDateTime({ initial: () => new Date('2024-07-01T10:30:00Z') as never }))
    sizes = input.hidden(input.multi({ fields: [input.integer(), input.integer()] }))
    day = input.hidden(input.datetime({ initial: () => new Date('2024-07-01T10:30:00Z') as never }))
  }
  const html = String(new Hidden())
  assert.match(
    html,
    /<input type="hidden" name="at_0" value="2024-07-01" id="id_at_0"> <input type="hidden" name="at_1" value="10:30:00"/,
  )
  assert.match(html, /<input type="hidden" name="sizes_1" id="id_sizes_1">/)
  assert.match(html, /<input type="hidden" name="day" value="2024-07-01 10:30:00" id="id_day">/)
})

test('a date from three lists, in the order of the language', async () => {
  class Born extends Form {
    day = input.date({ widget: widget.selectDate({}, { years: [1910, 1911] }) })
  }
  const form = new Born({ initial: { day: '1910-01-23' } })
  const html = String(await form.render())
  assert.deepEqual(
    [...html.matchAll(/<select name="(\w+)"/g)].map((found) => found[1]),
    ['day_month', 'day_day', 'day_year'],
  )
  assert.match(html, /<label for="id_day_month">Month<\/label>/)
  assert.match(html, /<option value="23" selected>/)
  const german = withLocale(new Translations().locale('de'), () => String(new Born()))
  assert.ok(german.indexOf('name="day_day"') < german.indexOf('name="day_month"'))
  assert.match(german, />Januar</)
  const good = new Born({ data: { day_year: '1911', day_month: '2', day_day: '3' } })
  assert.deepEqual([await good.isValid(), good.cleaned.day], [true, '1911-02-03'])
  for (const data of [{ day_year: '1911', day_month: '2', day_day: '30' }, { day_year: '1911' }]) {
    const bad = new Born({ data })
    assert.deepEqual([await bad.isValid(), codes(bad)], [false, { day: ['invalid'] }])
  }
  assert.match(
    String(new SelectDateWidget().context('d', '1800-01-01', {}).parts![2]!.widget.groups![0]!.options[1]!.value),
    /1800/,
  )
})

test('every moment reads back from two controls, in every language', async () => {
  class At extends Form {
    at = input.splitDateTime({ localize: true })
  }
  const seconds = fc.date({ min: new Date('0100-01-01'), max: new Date('9999-12-30'), noInvalidDate: true })
  const languages = ['en', 'de', 'fi', 'ar', 'hu', 'zh-hans', 'id', 'nl', 'sv', 'pt-br'].map((code) =>
    new Translations().locale(code),
  )
  await fc.assert(
    fc.asyncProperty(seconds, fc.constantFrom(...languages), (at, locale) =>
      withLocale(locale, async () => {
        const parts = new At({ initial: { at } }).field('at').widgetContext().parts!
        const data = Object.fromEntries(parts.map((part) => [part.widget.name, part.widget.value]))
        const form = new At({ data })
        assert.equal(await form.isValid(), true, JSON.stringify(data))
        assert.equal(form.cleaned.at.toISOString(), at.toISOString())
      }),
    ),
    { numRuns: 100 },
  )
})

test('the files of a folder to choose from', async () => {
  const folder = temporaryFolder('file-path')
  try {
    mkdirSync(join(folder, 'sub'))
    for (const name of ['b.txt', 'a.txt', 'c.md', 'sub/d.txt']) writeFileSync(join(folder, name), '')
    class Choose extends Form {
      file = input.filePath({ path: folder, match: /\.txt$/ })
      deep = input.filePath({ path: folder, recursive: true, allowFolders: true, required: false })
    }
    const form = new Choose({ data: { file: join(folder, 'a.txt'), deep: join(folder, 'sub') } })
    assert.equal(await form.isValid(), true, form.isBound ? form.errorText() : '')
    assert.deepEqual(
      form.field('file').choices.map(({ label }) => label),
      ['a.txt', 'b.txt'],
    )
    assert.deepEqual(
      form.field('deep').choices.map(({ label }) => label),
      ['---------', 'a.txt', 'b.txt', 'c.md', 'sub', 'sub/d.txt'],
    )
    for (const file of ['../etc/passwd', join(folder, 'c.md'), `${folder}/sub/../a.txt`]) {
      const bad = new Choose({ data: { file } })
      assert.deepEqual([await bad.isValid(), codes(bad)], [false, { file: ['invalid_choice'] }])
    }
  } finally {
    rmSync(folder, { recursive: true })
  }
})
