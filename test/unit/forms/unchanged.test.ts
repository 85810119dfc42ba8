import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Form, input, widget } from '../../../src/apps/forms/index.ts'
import { Translations, withLocale } from '../../../src/web/i18n/index.ts'

/** What a browser sends of a form that nobody touched: names and values of its `<input>` elements. */
function untouched(form: Form): URLSearchParams {
  const sent = new URLSearchParams()
  for (const [tag] of String(form).matchAll(/<input[^>]*>/g)) {
    sent.append(/ name="([^"]*)"/.exec(tag)![1]!, / value="([^"]*)"/.exec(tag)?.[1] ?? '')
  }
  return sent
}

class Meeting extends Form {
  at = input.datetime()
  split = input.splitDateTime()
  time = input.time()
  day = input.date()
}

test('moments that come back as they were shown are the same, to the millisecond', async () => {
  const at = new Date('2024-07-01T22:00:30.123Z')
  const initial = { at, split: at, time: '10:00:30.123456', day: at }
  const options = { initial, timezone: 'Europe/Paris' }
  const form = new Meeting({ ...options, data: untouched(new Meeting(options)) })
  assert.equal(await form.isValid(), true)
  assert.deepEqual(form.changedFields, [])
  assert.deepEqual(form.cleaned, { at, split: at, time: '10:00:30.123456', day: '2024-07-02' })
})

test('a moment that the clock shows twice can be saved again, but not typed', async () => {
  const at = new Date('2024-10-27T01:30:00Z')
  const options = { initial: { at, split: at, time: '10:00', day: '2024-10-27' }, timezone: 'Europe/Paris' }
  const sent = untouched(new Meeting(options))
  assert.equal(sent.get('at'), '2024-10-27T02:30')
  const form = new Meeting({ ...options, data: sent })
  assert.equal(await form.isValid(), true)
  assert.deepEqual([form.cleaned.at, form.cleaned.split, form.changedFields], [at, at, []])
  sent.set('at', '2024-10-27T02:45')
  const changed = new Meeting({ ...options, data: sent })
  assert.equal(await changed.isValid(), false)
  assert.equal(changed.hasError('at', 'ambiguous_timezone'), true)
})

test('what a hidden control carries is read as each part reads it', async () => {
  class Carried extends Form {
    pair = input.multi({ fields: { a: input.char(), b: input.integer() }, showHiddenInitial: true } as never)
    split = input.splitDateTime({ showHiddenInitial: true })
    size = input.choice({ choices: async () => ['S', 'L'] as const, showHiddenInitial: true, widget: widget.text() })
  }
  const options = { initial: { pair: { a: 'x', b: 5 }, split: new Date('2024-01-02T10:00:00Z'), size: 'L' } }
  await withLocale(new Translations().locale('de'), async () => {
    const first = new Carried(options)
    await first.ready()
    const sent = untouched(first)
    assert.equal(sent.get('initial-split_0'), '02.01.2024')
    assert.deepEqual(new Carried({ data: sent }).changedFields, [])
    sent.set('pair_b', '6')
    assert.deepEqual(new Carried({ data: sent }).changedFields, ['pair'])
  })
})

test('a number is no change of the same bigint', () => {
  class Counted extends Form {
    count = input.bigInteger()
  }
  assert.equal(new Counted({ initial: { count: 5 }, data: { count: '5' } }).hasChanged, false)
  assert.equal(new Counted({ initial: { count: 5 }, data: { count: '6' } }).hasChanged, true)
})

test('a disabled field keeps what the form began with, of every kind', async () => {
  const at = new Date('2024-10-27T01:30:00.500Z')
  class Kept extends Form {
    split = input.splitDateTime({ disabled: true, dateFormats: ['%d.%m.%Y'] })
    file = input.file({ disabled: true, extensions: ['pdf'] })
    files = input.files({ disabled: true })
    at = input.datetime({ disabled: true })
  }
  const upload = { name: 'b.txt', size: 1, type: 'text/plain', bytes: async () => new Uint8Array(1) }
  const initial = { split: at, file: 'a.txt', files: [upload], at }
  for (const data of [{}, { split_0: '01.01.2000', split_1: '10:00', at: '2000-01-01', 'file-clear': 'on' }]) {
    const form = new Kept({ initial, data, timezone: 'Europe/Paris' })
    assert.equal(await form.isValid(), true, form.errorText())
    assert.deepEqual([form.cleaned, form.changedFields], [initial, []])
  }
})

test('split moments in a language’s own way come back unchanged too', async () => {
  class Local extends Form {
    split = input.splitDateTime({ localize: true })
  }
  const split = new Date('2024-10-27T01:30:15.500Z')
  for (const code of ['en', 'de', 'fi']) {
    await withLocale(new Translations().locale(code), async () => {
      const options = { initial: { split }, timezone: 'Europe/Paris' }
      const form = new Local({ ...options, data: untouched(new Local(options)) })
      assert.equal(await form.isValid(), true, form.errorText())
      assert.deepEqual([form.cleaned.split, form.changedFields], [split, []])
    })
  }
})
