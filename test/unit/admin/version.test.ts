import assert from 'node:assert/strict'
import test from 'node:test'
import { mergeFields, valueText, versionOf } from '../../../src/apps/admin/form/save/version.ts'

const texts = (values: Record<string, unknown>) =>
  new Map(Object.entries(values).map(([name, value]) => [name, valueText(value)]))

test('values are equal as texts exactly where they are equal', () => {
  const same: [unknown, unknown][] = [
    ['a\r\nb', 'a\nb'],
    [
      { a: 1, b: [2] },
      { b: [2], a: 1 },
    ],
    [new Date(5), new Date(5)],
    [
      [{ pk: 2 }, { pk: 1 }],
      [{ pk: 1 }, { pk: 2 }],
    ],
    [{ pk: 3 }, 3],
    [undefined, null],
  ]
  for (const [a, b] of same) assert.equal(valueText(a), valueText(b))
  const different: [unknown, unknown][] = [
    ['1', 1],
    ['null', null],
    [true, 'true'],
    ['', null],
    [
      [1, 2],
      [2, 1],
    ],
    [{ a: null }, {}],
  ]
  for (const [a, b] of different) assert.notEqual(valueText(a), valueText(b))
})

test('changes that do not meet are merged, those that meet are asked about', () => {
  const page = { title: 'Salt', stock: 18, price: 24.5, note: 'x' }
  const version = versionOf(texts(page))
  const stored = texts({ ...page, stock: 12, price: 26, note: 'same' })
  const sent = texts({ ...page, title: 'Salt Road', price: 25, note: 'same' })
  assert.deepEqual(mergeFields(version, sent, stored), { mine: ['title'], theirs: ['stock'], conflicts: ['price'] })
})

test('saving twice alone is no conflict when the version comes back with each page', () => {
  const first = versionOf(texts({ title: 'a' }))
  assert.deepEqual(mergeFields(first, texts({ title: 'b' }), texts({ title: 'a' })).mine, ['title'])
  const second = versionOf(texts({ title: 'b' }))
  assert.deepEqual(mergeFields(second, texts({ title: 'c' }), texts({ title: 'b' })).mine, ['title'])
})

test('a version that is missing or made up writes what differs', () => {
  for (const version of ['', 'title', 'title:', ':::', 'other:abc']) {
    const merge = mergeFields(version, texts({ title: 'b' }), texts({ title: 'b' }))
    assert.deepEqual(merge, { mine: [], theirs: [], conflicts: [] })
  }
  assert.deepEqual(mergeFields('', texts({ title: 'b' }), texts({ title: 'a' })).mine, ['title'])
})
