import assert from 'node:assert/strict'
import test from 'node:test'
import {
  ago,
  anyCell,
  count,
  fieldCell,
  fill,
  initials,
  isNumeric,
  localTime,
  plural,
} from '../../../src/apps/admin/format.ts'
import type { ValueKind, ValueSchema } from '../../../src/base/schema/index.ts'
import { Decimal } from '../../../src/data/orm/index.ts'
import { Translations, withLocale } from '../../../src/web/i18n/index.ts'

const schema = (kind: ValueKind, more: Partial<ValueSchema> = {}): ValueSchema => ({
  kind,
  type: kind,
  null: false,
  blank: false,
  hasDefault: false,
  label: 'x',
  help: '',
  editable: true,
  unique: false,
  secret: false,
  validators: [],
  ...more,
})

test('a value becomes a cell by its kind', () => {
  const cell = (kind: ValueKind, value: unknown, more = {}) => fieldCell(schema(kind, more), value, 'UTC')
  assert.deepEqual(cell('boolean', true), { kind: 'state', text: 'Yes', state: 'good' })
  assert.deepEqual(cell('boolean', false), { kind: 'state', text: 'No', state: 'off' })
  assert.deepEqual(cell('date', '2026-03-03'), { kind: 'time', text: '3 Mar 2026', iso: '2026-03-03' })
  assert.deepEqual(cell('time', '07:00:05'), { kind: 'time', text: '07:00', iso: '07:00:05' })
  assert.deepEqual(cell('json', { a: 1 }), { kind: 'code', text: '{"a":1}' })
  assert.equal(cell('bigint', 12n).text, '12')
  assert.equal(cell('string', 'live', { choices: [{ value: 'live', label: 'Published' }] }).text, 'Published')
  assert.equal(cell('string', 'odd', { choices: [{ value: 'live', label: 'Published' }] }).text, 'odd')
  for (const nothing of [null, undefined, '']) assert.equal(cell('string', nothing).kind, 'empty')
  assert.equal(cell('integer', 0).text, '0', 'nought is a value')
})

test('times are shown in the zone that was asked for', () => {
  const noon = new Date('2026-07-01T22:30:00Z')
  assert.equal(fieldCell(schema('datetime'), noon, 'UTC').text, '1 Jul 2026, 22:30')
  assert.equal(fieldCell(schema('datetime'), noon, 'Europe/Paris').text, '2 Jul 2026, 00:30')
  assert.equal(localTime(noon, 'Asia/Kolkata'), '2026-07-02T04:00:00')
  assert.equal(fieldCell(schema('datetime'), new Date(Number.NaN), 'UTC').kind, 'empty')
})

test('a long text is cut, and never inside a character', () => {
  const cut = anyCell(`${'a'.repeat(119)}😀${'b'.repeat(50)}`, 'UTC').text
  assert.equal(cut, `${'a'.repeat(119)}…`)
  assert.ok(cut.isWellFormed())
})

test('computed values say what they are', () => {
  assert.equal(anyCell(true, 'UTC').text, 'Yes')
  assert.equal(anyCell(3.5, 'UTC').text, '3.5')
  assert.equal(anyCell(new Date('2026-01-02T03:04:05Z'), 'UTC').text, '2 Jan 2026, 03:04')
})

test('how long ago is said as people say it', () => {
  const now = new Date('2026-11-22T12:00:00Z')
  const before = (ms: number) => ago(new Date(now.getTime() - ms), now, 'UTC')
  const minute = 60_000
  assert.equal(before(5_000), 'Just now')
  assert.equal(before(minute), '1 minute ago')
  assert.equal(before(26 * minute), '26 minutes ago')
  assert.equal(before(3 * 60 * minute), 'Today, 09:00')
  assert.equal(before(20 * 60 * minute), 'Yesterday, 16:00')
  assert.equal(before(5 * 24 * 60 * minute), '17 Nov 2026')
  assert.equal(ago(new Date('2026-11-22T22:30:00Z'), now, 'UTC'), 'Today, 22:30', 'a clock that runs ahead')
})

test('numbers, plurals and initials', () => {
  assert.equal(count(1284), '1,284')
  assert.equal(count(999), '999')
  assert.equal(count(1234567), '1,234,567')
  assert.equal(plural(1, 'book', 'books'), '1 book')
  assert.equal(plural(0, 'book', 'books'), '0 books')
  assert.equal(initials('Ada Moreau'), 'AM')
  assert.equal(initials('editor'), 'ED')
  assert.equal(initials('émile'), 'ÉM')
  assert.equal(initials('  '), '?')
  assert.equal(isNumeric(schema('decimal')), true)
  assert.equal(isNumeric(schema('integer', { choices: [] })), false)
})

test('numbers have the separator of the language', () => {
  const german = new Translations({ languages: ['en', 'de'] }).locale('de')
  const price = { toFixed: (places: number) => (12.5).toFixed(places), toString: () => '12.5' }
  withLocale(german, () => {
    assert.equal(fieldCell(schema('decimal', { decimalPlaces: 2 }), price, 'UTC').text, '12,50')
    assert.equal(fieldCell(schema('number'), 1234.5, 'UTC').text, '1234,5')
    assert.equal(fieldCell(schema('integer'), 12345, 'UTC').text, '12345')
  })
})

test('amounts, counts and names are written as the language writes them', () => {
  const translations = new Translations({ languages: ['en', 'de', 'fr', 'ar'], catalogs: {} })
  const said = <T>(code: string, work: () => T) => withLocale(translations.locale(code), work)
  const price = { ...schema('decimal'), decimalPlaces: 2 }
  const amount = new Decimal('1234.5')
  assert.equal(
    said('de', () => fieldCell(price, amount, 'UTC').text),
    '1234,50',
  )
  assert.equal(
    said('en', () => fieldCell(price, amount, 'UTC').text),
    '1234.50',
  )
  assert.equal(
    said('fr', () => anyCell(3.5, 'UTC').text),
    '3,5',
  )
  assert.equal(
    said('de', () => anyCell(2026, 'UTC').text),
    '2026',
    'a year has no separators',
  )
  assert.equal(
    said('fr', () => plural(0, 'livre', 'livres')),
    '0 livre',
  )
  assert.equal(
    said('de', () => plural(0, 'Buch', 'Bücher')),
    '0 Bücher',
  )
})

test('what runs against the language is set apart in a message', () => {
  const translations = new Translations({ languages: ['en', 'ar'], catalogs: {} })
  const said = (code: string, name: string) =>
    withLocale(translations.locale(code), () => fill('«%(name)s» %(count)s', { name, count: 3 }))
  assert.equal(said('ar', 'Book 3'), '«\u2068Book 3\u2069» 3')
  assert.equal(said('ar', 'كتاب'), '«كتاب» 3')
  assert.equal(said('ar', '12'), '«12» 3')
  assert.equal(said('en', 'كتاب'), '«\u2068كتاب\u2069» 3')
  assert.equal(said('en', 'Book'), '«Book» 3')
})
