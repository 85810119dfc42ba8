import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openDatabase, type Statement } from '../../../src/data/drivers/index.ts'
import type { Server } from '../scratch.ts'

/** How many statements and transactions the storm goes over. */
const writes = Number(process.env['NUAGES_TEST_RUNS'] ?? 600)

/** How one connection's statement is ended from outside, again and again. */
interface Storm {
  /** Gives the number of a connection. */
  readonly own: string
  /** Ends what the connection of that number runs. */
  readonly cancel: (connection: number) => string
  readonly insert: string
}

/** Statements that are cancelled at any moment, those that begin and end transactions too: nothing is lost, and nothing stays that was undone. */
export function stormSuite(
  { label, scratch }: Server,
  { own, cancel, insert }: Storm,
  options: { skip: false | string },
): void {
  test(`cancellations at any moment lose nothing and leave nothing (${label})`, options, async (t) => {
    const made = await scratch()
    t.after(made.drop)
    const statement = (text: string, writes: boolean): Statement => ({ text, writes, wide: false })
    const url = new URL(made.url)
    url.searchParams.set('pool', '1')
    const [database, killer] = [await openDatabase(url.href), await openDatabase(made.url)]
    await database.script('CREATE TABLE t (a integer, b integer)')
    const write = statement(insert, true)
    let connection = Number((await database.all(statement(own, false), []))[0]![0])
    let over = false
    const storm = (async () => {
      while (!over) await Promise.resolve(killer.all(statement(cancel(connection), false), [])).catch(() => {})
    })()
    const kept: number[] = []
    const undone: number[] = []
    for (let i = 0; i < writes; i++) {
      const work = async () => {
        await database.run(write, [i, 0])
        if (i % 3 === 0) throw new RangeError('undone')
      }
      const outcome = i % 3 === 1 ? Promise.resolve(database.run(write, [i, 1])) : database.atomic(work)
      await outcome.then(
        () => kept.push(i),
        () => undone.push(i),
      )
      // A connection may have been given up: its successor is in the storm as well.
      if (i % 50 === 0)
        await Promise.resolve(database.all(statement(own, false), [])).then(
          ([row]) => void (connection = Number(row![0])),
          () => {},
        )
    }
    over = true
    await storm
    const there = new Set((await killer.all(statement('SELECT a FROM t', false), [])).map(([a]) => Number(a)))
    assert.ok(kept.length > 0 && undone.length > 0)
    assert.deepEqual(
      kept.filter((i) => !there.has(i)),
      [],
      'rows that were acknowledged and are gone',
    )
    assert.deepEqual(
      undone.filter((i) => there.has(i) && i % 3 !== 1),
      [],
      'rows of transactions that were undone',
    )
    await database.close()
    await killer.close()
  })
}
