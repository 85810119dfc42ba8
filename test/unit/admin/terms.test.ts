import assert from 'node:assert/strict'
import { test } from 'node:test'
import { calendarPeriod, namedPeriod } from '../../../src/apps/admin/list/periods.ts'
import { searchTerms } from '../../../src/apps/admin/list/search/typed/terms.ts'
import { modelAdmin } from '../../../src/apps/admin/model-admin.ts'
import { buildRegistry, defineModel, field } from '../../../src/data/orm/index.ts'

const read = (text: string) =>
  searchTerms(text).map((term) => {
    if (term.kind === 'or') return 'OR'
    if (term.kind === 'word') return `${term.denied ? 'not ' : ''}${term.text}`
    return `${term.denied ? 'not ' : ''}${term.name} ${term.operator} ${term.values.join('|')}`
  })

test('a search is split into words, phrases and conditions', () => {
  assert.deepEqual(read('price>20 author:holt status:live,review published>=2026-01 -tag:fiction "quoted phrase"'), [
    'price > 20',
    'author : holt',
    'status : live|review',
    'published >= 2026-01',
    'not tag : fiction',
    'quoted phrase',
  ])
  assert.deepEqual(read(`author:"Maren Holt",'Léa "F"' title!=a`), ['author : Maren Holt|Léa "F"', 'title != a'])
  assert.deepEqual(read('a OR b or c'), ['a', 'OR', 'b', 'or', 'c'])
  assert.deepEqual(read('-word -5 -- - -"a b"'), ['not word', '-5', '--', '-', 'not a b'])
  assert.deepEqual(read('größe:5 author.name=x'), ['größe : 5', 'author.name = x'])
})

test('what has another form than a condition is a word, and nothing is lost', () => {
  assert.deepEqual(read('price> :5 a:b:c >20 x=,y "open O\'Hara 1:2'), [
    'price>',
    ':5',
    'a : b:c',
    '>20',
    'x=,y',
    '"open',
    "O'Hara",
    '1:2',
  ])
  assert.deepEqual(read(' \t\n '), [])
  assert.deepEqual(read('\0a\0'), ['a'])
})

test('periods are days that there are', () => {
  assert.deepEqual(calendarPeriod('2024-02'), { from: '2024-02-01', until: '2024-03-01' })
  assert.deepEqual(calendarPeriod('2024-02-29'), { from: '2024-02-29', until: '2024-03-01' })
  assert.deepEqual(calendarPeriod('0099'), { from: '0099-01-01', until: '0100-01-01' })
  for (const text of ['2023-02-29', '2024-13', '2024-00', '0000', '9999', '20240101', '2024-1-1-1', 'x', ''])
    assert.equal(calendarPeriod(text), null, text)
  assert.deepEqual(namedPeriod('7days', '2024-03-03'), { from: '2024-02-26', until: '2024-03-04' })
  assert.deepEqual(namedPeriod('year', '2024-03-03'), { from: '2024-01-01', until: '2025-01-01' })
})

test('a model of 200 fields has the list of one of ten', () => {
  const fields = Object.fromEntries(
    Array.from({ length: 200 }, (_, i) => [
      `field${i}`,
      [
        () => field.char({ maxLength: 80 }),
        () => field.boolean({ default: false }),
        () => field.date({ null: true }),
        () => field.decimal({ maxDigits: 8, decimalPlaces: 2 }),
        () => field.text(),
        () => field.json({ default: () => ({}) }),
        () => field.char({ maxLength: 4, choices: { a: 'A', b: 'B' } }),
        () => field.char({ maxLength: 20, secret: true }),
      ][i % 8]!(),
    ]),
  )
  const Wide = defineModel({ name: 'Wide', fields: fields as never })
  const registry = buildRegistry([{ label: 'wide', models: { Wide: Wide as never } }])
  const made = modelAdmin(registry.of(Wide as never), {})
  assert.ok(made.columns.length <= 7)
  assert.ok(made.filters.length <= 6)
  assert.ok(made.search.length <= 8)
  assert.equal(made.hierarchy, null, 'no date is the one')
  assert.equal(made.columns[0]?.name, '__str__')
  const kinds = new Set(made.columns.slice(1).map(({ path }) => path?.schema?.kind))
  assert.ok(!kinds.has('text') && !kinds.has('json') && kinds.size > 2)
  assert.ok(made.offered.length > 150)
  assert.ok(!made.offered.some((column) => column.path?.schema?.secret === true))
})
