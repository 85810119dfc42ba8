import type { Database, Statement } from '../../drivers/index.ts'
import type { DatabaseName, DatabaseValue } from '../../query/index.ts'
import { integerText } from '../codec.ts'
import type { CacheStore } from '../store.ts'

export interface DatabaseStoreOptions {
  /** How many entries are kept, about: beyond them go those that end soonest. Default 100,000. */
  readonly entries?: number
  /** The clock, in milliseconds since 1970. All processes are to agree on it. */
  readonly now?: () => number
  /** Ends what was opened for the store alone. */
  readonly close?: () => Promise<void>
}

const table = 'nuages_cache_entry'
const columns = 'cache_key, content, number, expires'
/** How many keys a statement names at most. */
const batch = 200
/** After so many writes the table is looked at once: what has ended goes, and what is too much. */
const writesPerCull = 100
/** How often a count begins again because others came in between. */
const mostRounds = 10

const upserts: Readonly<Record<DatabaseName, string>> = {
  sqlite: sqlUpsert(),
  postgres: sqlUpsert(),
  mysql: ' ON DUPLICATE KEY UPDATE content = VALUES(content), number = VALUES(number), expires = VALUES(expires)',
}
function sqlUpsert(): string {
  return ' ON CONFLICT (cache_key) DO UPDATE SET content = excluded.content, number = excluded.number, expires = excluded.expires'
}

/** A text as two columns: whole numbers apart, so that the database can add to them. */
const split = (text: string): readonly [content: string, number: number | null] =>
  integerText.test(text) && Number.isSafeInteger(Number(text)) && String(Number(text)) === text
    ? ['', Number(text)]
    : [text, null]

/**
 * Keeps texts in the table of `cacheApp`: on SQLite, PostgreSQL and MariaDB. It works on the connection of the code that asks: what is set
 * inside a transaction is undone with it.
 */
export function databaseStore(database: Database, options: DatabaseStoreOptions = {}): CacheStore {
  const { entries: most = 100_000, now = () => Date.now() } = options
  const kind = database.database
  const statements = new Map<string, Statement>()
  let writes = 0

  /** The same object for the same text: drivers prepare it once. `?` as the database writes its placeholders. */
  const statement = (text: string, writing: boolean): Statement => {
    let found = statements.get(text)
    if (found === undefined) {
      let count = 0
      const own = kind === 'postgres' ? text.replace(/\?/g, () => `$${++count}`) : text
      found = Object.freeze({ text: own, writes: writing, wide: false })
      statements.set(text, found)
    }
    return found
  }
  const all = async (text: string, ...values: DatabaseValue[]) => database.all(statement(text, false), values)
  const run = async (text: string, ...values: DatabaseValue[]) =>
    (await database.run(statement(text, true), values)).changes
  const marks = (count: number, mark = '?') => Array.from({ length: count }, () => mark).join(', ')
  const parts = <T>(items: readonly T[]) =>
    Array.from({ length: Math.ceil(items.length / batch) }, (_, i) => items.slice(i * batch, (i + 1) * batch))
  const alive = '(expires IS NULL OR expires > ?)'
  const ending = (life: number | null) => (life === null ? null : now() + life)

  const cull = async (): Promise<void> => {
    await run(`DELETE FROM ${table} WHERE expires <= ?`, now())
    const [[count] = [0]] = await all(`SELECT count(*) FROM ${table}`)
    const left = Number(count) - most
    if (left <= 0) return
    // A tenth more than is too much, so that the next writes find room.
    const few = Math.ceil(left + most / 10) - 1
    const soonest = `SELECT expires FROM ${table} WHERE expires IS NOT NULL ORDER BY expires LIMIT 1 OFFSET ?`
    const [limit] = await all(soonest, few)
    if (limit !== undefined) await run(`DELETE FROM ${table} WHERE expires <= ?`, limit[0]!)
    else {
      // Fewer than that ever end: all of these go, and of the others the first by name.
      const gone = await run(`DELETE FROM ${table} WHERE expires IS NOT NULL`)
      const byName = `SELECT cache_key FROM ${table} ORDER BY cache_key LIMIT 1 OFFSET ?`
      const [last] = await all(byName, Math.max(0, few - gone))
      if (last !== undefined && gone <= few) await run(`DELETE FROM ${table} WHERE cache_key <= ?`, last[0]!)
    }
  }
  const wrote = async (count: number): Promise<void> => {
    writes += count
    if (writes < Math.min(writesPerCull, most)) return
    writes = 0
    await cull()
  }

  const store: CacheStore = {
    kind: 'database',
    shared: true,
    async get(keys) {
      const found = new Map<string, string>()
      for (const part of parts(keys)) {
        const text = `SELECT cache_key, content, number FROM ${table} WHERE cache_key IN (${marks(part.length)}) AND ${alive}`
        for (const [key, content, number] of await all(text, ...part, now()))
          found.set(String(key), number === null ? String(content) : String(number))
      }
      return keys.map((key) => found.get(key) ?? null)
    },
    async set(pairs, life) {
      const until = ending(life)
      // In one order everywhere, so that two that write the same keys wait for each other instead of for ever.
      const last = [...new Map(pairs)].sort(([a], [b]) => (a < b ? -1 : 1))
      for (const part of parts(last)) {
        const text = `INSERT INTO ${table} (${columns}) VALUES ${marks(part.length, '(?, ?, ?, ?)')}${upserts[kind]}`
        await run(text, ...part.flatMap(([key, value]) => [key, ...split(value), until]))
      }
      await wrote(last.length)
    },
    async add(key, text, life) {
      await run(`DELETE FROM ${table} WHERE cache_key = ? AND expires <= ?`, key, now())
      const [verb, end] = kind === 'mysql' ? ['INSERT IGNORE', ''] : ['INSERT', ' ON CONFLICT (cache_key) DO NOTHING']
      const insert = `${verb} INTO ${table} (${columns}) VALUES (?, ?, ?, ?)${end}`
      const added = (await run(insert, key, ...split(text), ending(life))) > 0
      if (added) await wrote(1)
      return added
    },
    async swap(key, before, after, life) {
      const [content, number] = split(before)
      const same = `cache_key = ? AND ${number === null ? 'content = ? AND number IS NULL' : 'number = ?'} AND ${alive}`
      const values = [key, number ?? content, now()]
      if (after === null) return (await run(`DELETE FROM ${table} WHERE ${same}`, ...values)) > 0
      const update = `UPDATE ${table} SET content = ?, number = ?, expires = ? WHERE ${same}`
      return (await run(update, ...split(after), ending(life), ...values)) > 0
    },
    async count(key, delta, initial, life) {
      const [low, high] = [Number.MIN_SAFE_INTEGER - Math.min(0, delta), Number.MAX_SAFE_INTEGER - Math.max(0, delta)]
      const update = `UPDATE ${table} SET number = number + ? WHERE cache_key = ? AND number >= ? AND number <= ? AND ${alive}`
      const select = `SELECT number FROM ${table} WHERE cache_key = ? AND ${alive}`
      // Its own row is locked by then, so that it reads what it wrote.
      const add = () =>
        database.atomic(async () => {
          if ((await run(update, delta, key, low, high, now())) === 0) return null
          return Number((await all(select, key, now()))[0]?.[0] ?? Number.NaN)
        })
      for (let round = 0; round < mostRounds; round++) {
        const sum = await add()
        if (sum !== null) return sum
        const [found] = await all(select, key, now())
        const number = found?.[0] ?? null
        // One that can be counted on came in between.
        if (number !== null && Number(number) >= low && Number(number) <= high) continue
        if (found !== undefined) return 'not-integer'
        if (initial === null) return 'missing'
        if (await store.add(key, String(initial + delta), life)) return initial + delta
      }
      return 'missing'
    },
    async touch(key, life) {
      return (
        (await run(`UPDATE ${table} SET expires = ? WHERE cache_key = ? AND ${alive}`, ending(life), key, now())) > 0
      )
    },
    async delete(keys) {
      let count = 0
      for (const part of parts(keys))
        count += await run(
          `DELETE FROM ${table} WHERE cache_key IN (${marks(part.length)}) AND ${alive}`,
          ...part,
          now(),
        )
      return count
    },
    async clear(prefix) {
      if (prefix === '') await run(`DELETE FROM ${table}`)
      else await run(`DELETE FROM ${table} WHERE substr(cache_key, 1, ?) = ?`, [...prefix].length, prefix)
    },
    close: () => options.close?.(),
  }
  return store
}
