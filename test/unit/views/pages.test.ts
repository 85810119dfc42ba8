import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { elidedNumbers, KeysetPage, keysetPage, linkHeader, Paginator } from '../../../src/apps/views/index.ts'
import { createApp, path, text } from '../../../src/web/http/index.ts'

const letters = [...'abcdefghij']
const code = (name: string) => ({ code: `NUAGES_VIEWS_${name}` })

describe('Paginator', () => {
  test('cuts an array', async () => {
    const page = await new Paginator(letters, 4).page(2)
    assert.deepEqual([...page], ['e', 'f', 'g', 'h'])
    assert.deepEqual(
      [page.number, page.count, page.pageCount, page.length, page.startIndex, page.endIndex],
      [2, 10, 3, 4, 5, 8],
    )
    assert.deepEqual([page.hasNext, page.hasPrevious, page.nextNumber, page.previousNumber], [true, true, 3, 1])
    const last = await new Paginator(letters, 4).page('last')
    assert.deepEqual([last.rows, last.endIndex, last.nextNumber], [['i', 'j'], 10, null])
  })

  test('joins orphans to the page before', async () => {
    const paginator = new Paginator(letters, 4, { orphans: 2 })
    assert.equal(await paginator.pageCount(), 2)
    assert.deepEqual((await paginator.page(2)).rows, ['e', 'f', 'g', 'h', 'i', 'j'])
  })

  test('of nothing has one page, or none', async () => {
    const page = await new Paginator([], 4).page()
    assert.deepEqual(
      [page.rows, page.pageCount, page.startIndex, page.endIndex, page.hasOtherPages],
      [[], 1, 0, 0, false],
    )
    const strict = new Paginator([], 4, { allowEmptyFirstPage: false })
    assert.equal(await strict.pageCount(), 0)
    await assert.rejects(strict.page(1), code('NO_SUCH_PAGE'))
    assert.deepEqual((await strict.nearestPage(7)).rows, [])
  })

  test('answers Django’s way to what is no page', async () => {
    const paginator = new Paginator(letters, 4)
    for (const wrong of [0, -1, 4, 1.5, 'x', '1.5', '٣', Number.NaN, {}, '1e0'])
      await assert.rejects(paginator.page(wrong), code('NO_SUCH_PAGE'), String(wrong))
    for (const [asked, shown] of [
      ['x', 1],
      [1.5, 1],
      ['', 1],
      [undefined, 1],
      ['9', 3],
      ['9999999999', 3],
      ['99999999999999999999', 3],
      [1e12, 3],
      ['-1', 3],
      ['-99999999999999999999', 3],
      [0, 3],
      ['2', 2],
    ] as const)
      assert.equal((await paginator.nearestPage(asked)).number, shown, String(asked))
  })

  test('refuses sizes that cannot be', () => {
    for (const size of [0, -1, 1.5, Number.NaN])
      assert.throws(() => new Paginator(letters, size), code('BAD_PAGINATION'))
    for (const orphans of [-1, 4, 0.5])
      assert.throws(() => new Paginator(letters, 4, { orphans }), code('BAD_PAGINATION'))
  })

  test('warns of rows without an order', () => {
    const told: string[] = []
    const source = { ordered: false, count: async () => 0, slice: () => Promise.resolve([]), then: undefined as never }
    new Paginator(source, 4, { warn: (message) => told.push(message) })
    assert.equal(told.length, 1)
    new Paginator({ ...source, ordered: true }, 4, { warn: (message) => told.push(message) })
    assert.equal(told.length, 1)
  })

  test('counts once, and gives every row on one page', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(60), fc.integer({ min: 1, max: 12 }), fc.nat(11), async (count, size, left) => {
        const orphans = Math.min(left, size - 1)
        let counted = 0
        const rows = Array.from({ length: count }, (_, i) => i)
        const paginator = new Paginator<number>(
          {
            count: async () => {
              counted++
              return count
            },
            slice: async (from: number, to?: number) => rows.slice(from, to),
            then: undefined as never,
          } as never,
          size,
          { orphans },
        )
        const found: number[] = []
        for await (const page of paginator) {
          assert.ok(page.length <= size + orphans)
          if (page.length > 0)
            assert.deepEqual([page.rows[0]! + 1, page.rows.at(-1)! + 1], [page.startIndex, page.endIndex])
          found.push(...page)
        }
        assert.deepEqual(found, rows)
        assert.equal(counted, 1)
      }),
    )
  })
})

describe('elided numbers', () => {
  test('are those of Django', () => {
    const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => from + i)
    assert.deepEqual(elidedNumbers(1, 50, 3, 2), [1, 2, 3, 4, null, 49, 50])
    assert.deepEqual(elidedNumbers(6, 50, 3, 2), [...range(1, 9), null, 49, 50])
    assert.deepEqual(elidedNumbers(7, 50, 3, 2), [...range(1, 10), null, 49, 50])
    assert.deepEqual(elidedNumbers(8, 50, 3, 2), [1, 2, null, ...range(5, 11), null, 49, 50])
    assert.deepEqual(elidedNumbers(43, 50, 3, 2), [1, 2, null, ...range(40, 46), null, 49, 50])
    assert.deepEqual(elidedNumbers(44, 50, 3, 2), [1, 2, null, ...range(41, 50)])
    assert.deepEqual(elidedNumbers(50, 50, 3, 2), [1, 2, null, 47, 48, 49, 50])
    assert.deepEqual(elidedNumbers(1, 10, 3, 2), range(1, 10), 'so few are all named')
    assert.deepEqual(elidedNumbers(1, 11, 3, 2), [1, 2, 3, 4, null, 10, 11])
    assert.deepEqual(elidedNumbers(5, 10, 0, 0), [null, 5, null])
    assert.deepEqual(elidedNumbers(2, 3, 0, 0), [1, 2, 3])
  })

  test('name every page once, in order, and leave out no single one', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 80 }), fc.nat(79), fc.nat(4), fc.nat(4), (pages, at, each, ends) => {
        const number = (at % pages) + 1
        const shown = elidedNumbers(number, pages, each, ends)
        const numbers = shown.filter((value) => value !== null)
        assert.deepEqual(
          numbers,
          [...new Set(numbers)].sort((a, b) => a - b),
        )
        assert.ok(numbers.includes(number))
        for (const [i, value] of shown.entries()) {
          if (value !== null) continue
          assert.ok((shown[i + 1] ?? pages + 1) - (shown[i - 1] ?? 0) > 2)
        }
      }),
    )
  })
})

describe('keyset pages of an array', () => {
  const by = (each: string) => each
  const key = 'a key for tests'

  test('follow each other, and come back', async () => {
    const first = await keysetPage(letters, { size: 4, by, key })
    assert.deepEqual([first.rows, first.previous], [['a', 'b', 'c', 'd'], null])
    const second = await keysetPage(letters, { size: 4, by, key, after: first.next })
    const third = await keysetPage(letters, { size: 4, by, key, after: second.next })
    assert.deepEqual([third.rows, third.next, third.hasNext], [['i', 'j'], null, false])
    assert.deepEqual((await keysetPage(letters, { size: 4, by, key, before: third.previous })).rows, second.rows)
    const changed = ['a', 'aa', 'c', 'd', 'dd', ...letters.slice(4)]
    assert.deepEqual((await keysetPage(changed, { size: 4, by, key, after: first.next })).rows, ['dd', 'e', 'f', 'g'])
  })

  test('go down too, by several values', async () => {
    const items = [
      { n: 2, s: 'b' },
      { n: 2, s: 'a' },
      { n: 1, s: 'z' },
    ]
    const options = { size: 1, by: ({ n, s }: { n: number; s: string }) => [n, s], descending: true, key }
    const first = await keysetPage(items, options)
    const second = await keysetPage(items, { ...options, after: first.next })
    assert.deepEqual([...first, ...second], items.slice(0, 2))
  })

  test('refuse places that they did not give', async () => {
    const { next } = await keysetPage(letters, { size: 4, by, key })
    for (const after of ['x', `${next}x`, next!.replace(/^./, 'X'), 'y'.repeat(20_000)])
      await assert.rejects(keysetPage(letters, { size: 4, by, key, after }), code('NO_SUCH_PLACE'))
    await assert.rejects(keysetPage(letters, { size: 4, by, key: 'another', after: next }), code('NO_SUCH_PLACE'))
    await assert.rejects(keysetPage(letters, { size: 0, by, key }), code('BAD_PAGINATION'))
  })
})

test('a Link header names the other pages, with the parameters of the address', async () => {
  const app = createApp({
    urls: [
      path('', async (request) => {
        const number = await new Paginator(letters, 4).page(request.query.get('page'))
        return text(linkHeader(request, number))
      }),
      path('keyset/', (request) => text(linkHeader(request, new KeysetPage(['a'], 'n:x', null)))),
    ],
  })
  const get = async (target: string) => (await app.fetch(new Request(`http://testserver${target}`))).text()
  assert.equal(
    await get('/?q=%C3%A9%3E&page=2'),
    '<?q=%C3%A9%3E>; rel="first", <?q=%C3%A9%3E>; rel="prev", <?q=%C3%A9%3E&page=3>; rel="next", <?q=%C3%A9%3E&page=3>; rel="last"',
  )
  assert.equal(await get('/keyset/?before=b'), '<?after=n%3Ax>; rel="next"')
})
