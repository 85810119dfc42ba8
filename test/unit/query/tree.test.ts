import assert from 'node:assert/strict'
import { test } from 'node:test'
import { FloatField } from '../../../src/data/orm/fields/float/float.ts'
import {
  all,
  always,
  type Condition,
  hasAggregate,
  isExpression,
  never,
  not,
  some,
} from '../../../src/data/query/index.ts'

const output = new FloatField({})
const value = { kind: 'value', slot: 0, output } as const
const count = {
  kind: 'aggregate',
  function: 'count',
  of: null,
  more: [],
  options: {},
  order: [],
  distinct: false,
  filter: null,
  output,
} as const
const a: Condition = { kind: 'isNull', of: value, is: true }
const b: Condition = { kind: 'compare', left: value, lookup: 'exact', right: value }

test('constants are folded away', () => {
  assert.equal(all([]), always)
  assert.equal(some([]), never)
  assert.equal(all([a, never]), never)
  assert.equal(some([a, always]), always)
  assert.equal(all([always, a]), a)
  assert.equal(some([never, b]), b)
  assert.equal(not(always), never)
  assert.equal(not(never), always)
})

test('conjunctions and disjunctions are flat, and frozen', () => {
  const both = all([a, all([b, a])])
  assert.deepEqual(both, { kind: 'all', of: [a, b, a] })
  assert.ok(Object.isFrozen(both))
  assert.deepEqual(some([some([a, b]), b]), { kind: 'some', of: [a, b, b] })
  assert.deepEqual(all([some([a, b]), b]), { kind: 'all', of: [{ kind: 'some', of: [a, b] }, b] })
})

test('a denied null test asks for the opposite', () => {
  assert.deepEqual(not(a), { ...a, is: false })
  assert.deepEqual(not(b), { kind: 'not', of: b })
})

test('aggregates are found wherever they stand', () => {
  assert.equal(hasAggregate(value), false)
  assert.equal(hasAggregate({ kind: 'arithmetic', operator: '+', left: value, right: count, output }), true)
  assert.equal(isExpression(count), true)
  assert.equal(isExpression({ kind: 'list', slot: 0, size: 1 }), false)
})
