import assert from 'node:assert/strict'
import test from 'node:test'
import fc from 'fast-check'
import { pageNumbers, pageOf } from '../../../src/apps/admin/list/pages/paginator.ts'

test('a page is cut from the rows, and what is no page becomes the nearest one', () => {
  assert.deepEqual(pageOf('2', 41, 15), { number: 2, count: 41, pages: 3, start: 15, end: 30 })
  assert.deepEqual(pageOf('3', 41, 15), { number: 3, count: 41, pages: 3, start: 30, end: 41 })
  assert.equal(pageOf('99', 41, 15).number, 3)
  for (const asked of [null, '', '0', '-1', 'two', '1e3', ' 2', '99999999999999999999']) {
    assert.equal(pageOf(asked, 41, 15).number, 1, String(asked))
  }
})

test('no rows are one empty page', () => {
  assert.deepEqual(pageOf(null, 0, 15), { number: 1, count: 0, pages: 1, start: 0, end: 0 })
})

test('page numbers show both ends, the neighbours, and gaps for the rest', () => {
  const shown = (page: string, count: number) => pageNumbers(pageOf(page, count, 10))
  assert.deepEqual(shown('1', 30), [1, 2, 3])
  assert.deepEqual(shown('10', 200), [1, 2, null, 8, 9, 10, 11, 12, null, 19, 20])
  assert.deepEqual(shown('1', 200), [1, 2, 3, null, 19, 20])
  assert.deepEqual(shown('6', 100), [1, 2, 3, 4, 5, 6, 7, 8, 9, 10], 'a gap of one page is that page')
})

test('pages cover every row once, whatever the numbers', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 500 }), fc.integer({ min: 1, max: 60 }), (count, size) => {
      let seen = 0
      const { pages } = pageOf(null, count, size)
      for (let number = 1; number <= pages; number++) {
        const page = pageOf(String(number), count, size)
        assert.equal(page.start, seen)
        seen = page.end
        const shown = pageNumbers(page).filter((each) => each !== null)
        assert.deepEqual(
          shown,
          [...new Set(shown)].sort((a, b) => a - b),
        )
        assert.ok(shown.includes(number) && shown.includes(1) && shown.includes(pages))
      }
      assert.equal(seen, count)
    }),
  )
})
