import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from '../../../src/data/sql/fragment.ts'
import { mysql } from '../../../src/data/sql/mysql.ts'
import { onDuplicate } from '../../../src/data/sql/upsert.ts'
import { atZone, offsetOf, offsetOfLocal } from '../../../src/data/sql/zones.ts'

/** The list of a zone's changes in a statement, and the offsets between them. */
function listOf(fragment: readonly unknown[]): { at: number[]; offsets: number[] } {
  const [, at, offsets] =
    /^ELT\(INTERVAL\(TIMESTAMPDIFF\(SECOND, '1970-01-01', x\), ([-\d, ]+)\) \+ 1, ([-\d, ]+)\)$/.exec(
      fragment.join(''),
    )!
  return { at: at!.split(', ').map(Number), offsets: offsets!.split(', ').map(Number) }
}

const moment = (text: string) => Date.parse(text) / 1000

test('a zone is the list of its changes', () => {
  const { at, offsets } = listOf(offsetOf(['x'], 'Europe/Paris'))
  assert.equal(offsets.length, at.length + 1)
  assert.deepEqual(
    at,
    [...at].sort((a, b) => a - b),
  )
  const offset = (text: string) => offsets[at.filter((each) => each <= moment(text)).length]
  assert.equal(offset('2024-03-31T00:59:59Z'), 3600)
  assert.equal(offset('2024-03-31T01:00:00Z'), 7200)
  assert.equal(offset('2024-10-27T00:59:59Z'), 7200)
  assert.equal(offset('2024-10-27T01:00:00Z'), 3600)
  assert.equal(offset('2099-07-01T00:00:00Z'), 7200)
  // A month without summer time in the middle of it.
  const morocco = listOf(offsetOf(['x'], 'Africa/Casablanca'))
  assert.ok(morocco.at.includes(moment('2024-03-10T02:00:00Z')) && morocco.at.includes(moment('2024-04-14T02:00:00Z')))
})

test('what clocks show is the first of two moments, and before a gap where it is none', () => {
  const { at, offsets } = listOf(offsetOfLocal(['x'], 'Europe/Paris'))
  const offset = (clock: string) => offsets[at.filter((each) => each <= moment(`${clock}Z`)).length]
  assert.equal(offset('2024-10-27T02:30:00'), 7200)
  assert.equal(offset('2024-10-27T03:00:00'), 3600)
  assert.equal(offset('2024-03-31T02:30:00'), 3600)
  assert.equal(offset('2024-03-31T03:00:00'), 7200)
})

test('a zone that never changes is a number, and UTC nothing', () => {
  assert.equal(offsetOf(['x'], '+05:30').join(''), '19800')
  assert.equal(atZone(['x'], '-03:00').join(''), 'TIMESTAMPADD(SECOND, -10800, x)')
  assert.deepEqual(atZone(['x'], null), ['x'])
})

test('an upsert holds the rule that it names against the row that it meets', () => {
  assert.equal(
    onDuplicate(['"a"', '"b"'], ['"x"', '"y"']),
    ' ON DUPLICATE KEY UPDATE "x" = CASE WHEN "a" <=> VALUES("a") AND "b" <=> VALUES("b") THEN VALUES("x")' +
      ' ELSE (SELECT "x" UNION ALL SELECT "x") END, "y" = VALUES("y")',
  )
})

test('patterns compare by characters, whatever the column compares by', () => {
  assert.equal(mysql.like(['a'], ['?'], false).join(''), "a LIKE ? COLLATE utf8mb4_nopad_bin ESCAPE '\\'")
  assert.match(mysql.regex(['a'], ['?'], true).join(''), /^a REGEXP \('\(\?i\)' \|\| \?\) COLLATE/)
})

test('only lists have items', () => {
  const item = mysql.jsonText(['d'], ['tags', 0]).map((part) => (typeof part === 'string' ? part : part([])))
  assert.equal(
    item.join(''),
    'CASE WHEN JSON_TYPE(JSON_EXTRACT(d, $."tags")) = \'ARRAY\' THEN JSON_EXTRACT(d, $."tags"[0]) END',
  )
  assert.equal(sql`${mysql.jsonText(['d'], [])}`.join(''), 'd')
})
