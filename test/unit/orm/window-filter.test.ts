import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { FirstValue, Lag, Rank, RowNumber, Window } from '../../../src/data/orm/functions/windows.ts'
import { Avg, Count, F, Q, type QRuntime, Sum } from '../../../src/data/orm/runtime.ts'
import type { World } from './support/database.ts'
import { library, list, rows } from './support/library.ts'

const { authors, books } = rows

describe('conditions on a window', () => {
  let project: World
  before(async () => {
    project = await library()
  })
  after(() => project.close())
  const run = (name: string, work: () => Promise<void>) => test(name, () => project.run(work))
  const place = () => Window(RowNumber(), { partitionBy: 'author', orderBy: 'title' })

  run('are asked once the rows are found', async () => {
    const first = books.annotate({ place: place() }).filter({ place: 1, title__gt: 'A' })
    assert.deepEqual([...(await list(first.orderBy('title')))], ['Iron', 'Light', 'Étoiles'])
    assert.equal(await first.count(), 3)
    assert.equal(await first.exists(), true)
    // As in Django, other conditions choose the rows that the window sees.
    assert.equal(await first.filter({ title: 'Tides' }).exists(), true)
    assert.equal(await first.filter({ place: 2 }).exists(), false)
    assert.deepEqual(await first.aggregate({ n: Count('pk') }), { n: 3 })
    assert.deepEqual([...(await list(first.orderBy('-title').slice(1, 2)))], ['Light'])
    const [sql] = await project.sent(() => Promise.resolve(list(first.orderBy('title'))))
    assert.match(
      sql!,
      /FROM \(SELECT .*ROW_NUMBER\(\).* WHERE "title" > \?\) AS t0 WHERE t0\.c\d = \? ORDER BY t0\.c0$/,
    )
  })

  run('stand beside others, denied or compared with columns', async () => {
    const placed = books.annotate({ place: place() })
    const either = (Q({ place__gt: 1 }) as QRuntime).or({ title: 'Light' })
    assert.deepEqual([...(await list(placed.filter(either).orderBy('title')))], ['Light', 'Tides'])
    assert.deepEqual([...(await list(placed.exclude({ place: 1 })))], ['Tides'])
    assert.deepEqual([...(await list(placed.filter({ place__gte: F('author') }).orderBy('pk')))], ['Tides', 'Iron'])
    assert.deepEqual([...(await list(placed.filter({ place__in: [2, 3] })))], ['Tides'])
  })

  run('name rows for other queries and for writes', async () => {
    const second = books.annotate({ place: place() }).filter({ place: 2 })
    assert.deepEqual([...(await list(authors.filter({ books__in: second }), 'name'))], ['Alice'])
    assert.equal(await second.update({ pages: 321 }), 1)
    assert.deepEqual([...(await list(books.filter({ pages: 321 })))], ['Tides'])
  })

  run('are over groups: running totals, places and the group before', async () => {
    const groups = books
      .orderBy()
      .values('author')
      .annotate({ n: Count('*'), sum: Sum('pages', { default: 0 }) })
    const report = groups
      .annotate({
        running: Window(Sum('sum'), { orderBy: 'author' }),
        at: Window(Sum(Count('*')), { orderBy: 'author' }),
        mean: Window(Avg('n', { default: 0 })),
        before: Window(Lag('sum', { default: -1 }), { orderBy: 'author' }),
        first: Window(FirstValue('n'), { orderBy: 'author' }),
        place: Window(Rank(), { orderBy: '-n' }),
      })
      .orderBy('author')
    const found = (await report) as readonly Record<string, unknown>[]
    const pages = found.map((row) => Number(row['sum']))
    assert.equal(found.length, 3)
    let running = 0
    let at = 0
    for (const [index, row] of found.entries()) {
      running += pages[index]!
      const n = Number(row['n'])
      at += n
      const { author: _author, ...rest } = row
      assert.deepEqual(rest, {
        n,
        sum: pages[index],
        running,
        at,
        mean: 4 / 3,
        before: pages[index - 1] ?? -1,
        first: 2,
        place: index === 0 ? 1 : 2,
      })
    }
    assert.equal(at, 4)
  })
})
