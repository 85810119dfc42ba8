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
