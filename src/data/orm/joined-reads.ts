import type { Database, Row } from '../drivers/index.ts'
import type { Condition, DatabaseName, Field, Query } from '../query/index.ts'
import { bind, compile, type Decode, type Plan } from '../sql/index.ts'
import type { Maybe } from './maybe.ts'
import type { Orm } from './orm.ts'
import { bucket } from './shape.ts'

/** Databases that answer at once: there is no way to save. */
const embedded: ReadonlySet<DatabaseName> = new Set(['sqlite'])
/** From how many keys on one query costs less than one for each: measured on PostgreSQL. */
const fewest = 4

type Build = (rows: readonly Row[], orm: Orm, database: Database) => unknown[]

/** What is asked for in one tick on one database, beside the first read, which has left already. */
interface Group {
  readonly keys: Set<unknown>
  /** The driver's rows by key, as far as the keys were read together. */
  readonly found: Promise<ReadonlyMap<unknown, Row>>
  readonly resolve: (found: ReadonlyMap<unknown, Row> | Promise<ReadonlyMap<unknown, Row>>) => void
}

/**
 * Reads of one row by its key, of one plan. Those that are asked for in one tick, outside of a transaction, travel as one
 * query with a list of keys: the first goes at once, as it always does, the others together at the end of the tick. Each
 * asker gets a row of its own, as if it had been read alone. Where the query fails, and for keys that it did not find, each
 * is read by itself, so that every asker gets the answer that is its own.
 */
export class JoinedReads {
  readonly #query: Query
  readonly #field: Field
  /** Where the key stands in a row, and how it reads. */
  readonly #at: number
  readonly #decode: Decode | null
  readonly #build: Build
  /** By how many keys. */
  readonly #plans = new Map<number, Plan>()
  readonly #groups = new WeakMap<Database, Group>()

  constructor(query: Query, at: number, decode: Decode | null, build: Build) {
    this.#query = query
    this.#field = query.model.key.field
    this.#at = at
    this.#decode = decode
    this.#build = build
  }

  /** The row whose key is `value`: read `alone`, or with others. */
  ask(value: unknown, orm: Orm, database: Database, alone: () => Maybe<unknown>): Maybe<unknown> {
    const group = this.#groups.get(database)
    if (group === undefined) {
      this.#open(database)
      return alone()
    }
    const key = this.#keyOf(value)
    if (key === undefined) return alone()
    group.keys.add(key)
    // In the context of who asks: what is read alone after all is told of there.
    return group.found.then((found) => {
      const row = found.get(key)
      return row === undefined ? alone() : this.#build([row], orm, database)[0]
    })
  }

  /** A key by which a row can be found again; undefined for one that is no plain value, or no value at all. */
  #keyOf(value: unknown): unknown {
    try {
      const key = this.#field.clean(value)
      return typeof key === 'object' ? undefined : key
    } catch {
      return undefined
    }
  }

  #open(database: Database): void {
    const { promise: found, resolve } = Promise.withResolvers<ReadonlyMap<unknown, Row>>()
    const group: Group = { keys: new Set(), found, resolve }
    this.#groups.set(database, group)
    process.nextTick(() => {
      this.#groups.delete(database)
      if (group.keys.size > 0) resolve(group.keys.size < fewest ? none : this.#read([...group.keys], database))
    })
  }

  async #read(keys: readonly unknown[], database: Database): Promise<ReadonlyMap<unknown, Row>> {
    try {
      const plan = this.#planFor(keys.length, database)
      const rows = await database.all(plan.statement, bind(plan, [keys]))
      return new Map(rows.map((row) => [this.#decode === null ? row[this.#at] : this.#decode(row[this.#at]!), row]))
    } catch {
      // Each asks for itself, and hears what there is to say.
      return none
    }
  }

  #planFor(keys: number, database: Database): Plan {
    const size = bucket(keys)
    let plan = this.#plans.get(size)
    if (plan === undefined) {
      const { left } = this.#query.where as Compare
      const where: Condition = { kind: 'compare', left, lookup: 'in', right: { kind: 'list', slot: 0, size } }
      const query: Query = { ...this.#query, where, order: [], limit: null }
      this.#plans.set(size, (plan = compile({ kind: 'select', query }, database.database)))
    }
    return plan
  }
}

const none: ReadonlyMap<unknown, Row> = new Map()

type Compare = Extract<Condition, { kind: 'compare' }>

/** What joins the reads of a query, if it is for one whole row by its key and nothing besides, over a network; else null. */
export function joinedReads(
  query: Query,
  decoders: readonly (Decode | null)[],
  build: Build,
  database: Database,
): JoinedReads | null {
  const { where, select, root, model, group, distinct, combined, recursion, lock, offset } = query
  if (embedded.has(database.database) || select.kind !== 'rows' || select.named.length > 0) return null
  if (group !== null || distinct !== false || combined !== null || recursion !== null) return null
  if (lock !== null || offset !== null || where.kind !== 'compare' || where.lookup !== 'exact') return null
  const { left, right } = where
  if (left.kind !== 'column' || left.source !== root || left.column !== model.key) return null
  if (right.kind !== 'value' || right.slot !== 0 || right.constant !== undefined || right.stored === true) return null
  const at = select.columns.indexOf(model.key)
  return at < 0 ? null : new JoinedReads(query, at, decoders[at]!, build)
}
