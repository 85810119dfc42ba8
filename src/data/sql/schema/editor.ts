import { type Database, IntegrityError, type Row } from '../../drivers/index.ts'
import type { DatabaseValue } from '../../query/index.ts'
import { literal, quote } from './condition.ts'
import { columnSql, createIndexSql, createTableSql } from './ddl.ts'
import { schemaErrors } from './errors.ts'
import type { ColumnSchema, Fills, IndexSchema, TableSchema } from './table.ts'

const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b)
const noFills: Fills = new Map()

/**
 * Changes tables of an SQLite database: https://sqlite.org/lang_altertable.html. Must run in a transaction that was
 * opened with `foreignKeys: false`, so that a failure leaves nothing behind and a rebuild cascades to nobody.
 * Given a list to write to instead of a database, it only says which statements it would send.
 */
export class SchemaEditor {
  readonly #database: Database | null
  readonly #script: string[]

  constructor(target: Database | string[]) {
    this.#database = Array.isArray(target) ? null : target
    this.#script = Array.isArray(target) ? target : []
  }

  /** Sends SQL as it is: several statements, no parameters. */
  async execute(text: string): Promise<void> {
    if (this.#database === null) this.#script.push(text.trim().endsWith(';') ? text : `${text};`)
    else await this.#database.script(text)
  }

  async createTable(table: TableSchema): Promise<void> {
    if (await this.#exists(table.name)) throw schemaErrors.TABLE_EXISTS({ table: table.name })
    await this.execute(createTableSql(table))
    for (const index of table.indexes) await this.execute(createIndexSql(table.name, index))
  }

  async dropTable(name: string): Promise<void> {
    await this.#mustExist(name)
    await this.execute(`DROP TABLE ${quote(name)}`)
  }

  /** The same table with other names: of itself, and of columns, which must stand in the same order. */
  async renameTable(before: TableSchema, after: TableSchema): Promise<void> {
    await this.#mustExist(before.name)
    if (before.name !== after.name)
      await this.execute(`ALTER TABLE ${quote(before.name)} RENAME TO ${quote(after.name)}`)
    for (const [i, column] of before.columns.entries()) {
      const name = after.columns[i]!.name
      if (column.name !== name)
        await this.execute(`ALTER TABLE ${quote(after.name)} RENAME COLUMN ${quote(column.name)} TO ${quote(name)}`)
    }
    // SQLite has put the new names into every index already: what is left is the names of the indexes themselves.
    const names = new Set(after.indexes.map((index) => index.name))
    const kept = new Set(before.indexes.map((index) => index.name))
    for (const index of before.indexes) if (!names.has(index.name)) await this.#dropIndex(index)
    for (const index of after.indexes) if (!kept.has(index.name)) await this.execute(createIndexSql(after.name, index))
  }

  /** From one form of a table to another, columns matched by name. `fills` is for rows that are there already. */
  async alterTable(before: TableSchema, after: TableSchema, fills: Fills = noFills): Promise<void> {
    await this.#mustExist(before.name)
    if (before.name !== after.name) {
      await this.execute(`ALTER TABLE ${quote(before.name)} RENAME TO ${quote(after.name)}`)
    }
    const added = addedAtTheEnd(before, after, fills)
    if (added === null) return this.#rebuild(before, after, fills)
    for (const column of added) await this.execute(`ALTER TABLE ${quote(after.name)} ADD COLUMN ${columnSql(column)}`)
    for (const index of before.indexes)
      if (!after.indexes.some((other) => same(index, other))) await this.#dropIndex(index)
    for (const index of after.indexes)
      if (!before.indexes.some((other) => same(index, other))) await this.#createIndex(after.name, index)
  }

  /** A new table, the rows copied, the old one dropped, the name given on: data, indexes, triggers and the key's counter stay. */
  async #rebuild(before: TableSchema, after: TableSchema, fills: Fills): Promise<void> {
    const table = after.name
    await this.#checkColumns(table, before)
    const old = new Map(before.columns.map((column) => [column.name, column]))
    const made = new Set(before.indexes.map((index) => index.name))
    const kept = (await this.#read(
      `SELECT type, name, sql FROM sqlite_schema WHERE type IN ('index', 'trigger') AND sql IS NOT NULL AND tbl_name = ${literal(table)} ORDER BY rowid`,
    )) as unknown as readonly [string, string, string][]
    // A new key that counts is NULL for a moment, and numbers the rows.
    const copied = after.columns.filter(
      (column) => old.has(column.name) || fills.has(column.name) || column.null || column.counts,
    )
    const values: DatabaseValue[] = []
    const sources = copied.map((column) => {
      const fill = fills.get(column.name)
      if (fill !== undefined) values.push(fill)
      if (!old.has(column.name)) return fill === undefined ? 'NULL' : '?'
      return fill === undefined ? quote(column.name) : `coalesce(${quote(column.name)}, ?)`
    })
    const temporary = `new__${table}`
    await this.execute(createTableSql(after, temporary))
    if (copied.length > 0)
      await this.#fitting(table, () =>
        this.#run(
          `INSERT INTO ${quote(temporary)} (${copied.map((column) => quote(column.name)).join(', ')}) SELECT ${sources.join(', ')} FROM ${quote(table)}`,
          values,
        ),
      )
    const counts = after.columns.some((column) => column.counts) && before.columns.some((column) => column.counts)
    if (counts) await this.#keepCounter(table, temporary)
    await this.execute(`DROP TABLE ${quote(table)}`)
    // Legacy: views and triggers that speak of the table are left as they are while it is away for a moment.
    await this.execute('PRAGMA legacy_alter_table = ON')
    try {
      await this.execute(`ALTER TABLE ${quote(temporary)} RENAME TO ${quote(table)}`)
    } finally {
      await this.execute('PRAGMA legacy_alter_table = OFF')
    }
    for (const index of after.indexes) await this.#createIndex(table, index)
    for (const [type, name, text] of kept) {
      if (type === 'index' && (made.has(name) || after.indexes.some((index) => index.name === name))) continue
      try {
        await this.execute(text)
      } catch (cause) {
        throw schemaErrors.KEPT_INDEX({ table, name, reason: (cause as Error).message }, { cause })
      }
    }
  }

  /** AUTOINCREMENT never gives a key twice, not even one whose row is gone. */
  async #keepCounter(from: string, to: string): Promise<void> {
    const counter = (await this.#read(`SELECT seq FROM sqlite_sequence WHERE name = ${literal(from)}`))[0]?.[0]
    if (counter === undefined) return
    await this.execute(`DELETE FROM sqlite_sequence WHERE name = ${literal(to)}`)
    await this.#run('INSERT INTO sqlite_sequence (name, seq) VALUES (?, ?)', [to, counter])
  }

  async #checkColumns(table: string, known: TableSchema): Promise<void> {
    const columns = (await this.#read(`SELECT name FROM pragma_table_info(${literal(table)})`)).map((row) =>
      String(row[0]),
    )
    const names = new Set(known.columns.map((column) => column.name.toLowerCase()))
    const unknown = columns.filter((column) => !names.has(column.toLowerCase()))
    if (unknown.length > 0) throw schemaErrors.UNKNOWN_COLUMNS({ table, columns: unknown })
  }

  async #exists(table: string): Promise<boolean> {
    const text = `SELECT 1 FROM sqlite_schema WHERE type IN ('table', 'view') AND lower(name) = lower(${literal(table)})`
    return (await this.#read(text)).length > 0
  }

  async #mustExist(table: string): Promise<void> {
    if (this.#database !== null && !(await this.#exists(table))) throw schemaErrors.NO_TABLE({ table })
  }

  #createIndex(table: string, index: IndexSchema): Promise<void> {
    return this.#fitting(table, () => this.execute(createIndexSql(table, index)))
  }

  /** Rows that break a rule of the new form are said of the table, not of the one that a rebuild makes meanwhile. */
  async #fitting(table: string, work: () => Promise<void>): Promise<void> {
    try {
      await work()
    } catch (cause) {
      if (!(cause instanceof IntegrityError)) throw cause
      throw schemaErrors.ROWS_DO_NOT_FIT({ table, refused: cause }, { cause })
    }
  }

  #dropIndex(index: IndexSchema): Promise<void> {
    return this.execute(`DROP INDEX IF EXISTS ${quote(index.name)}`)
  }

  async #read(text: string): Promise<readonly Row[]> {
    return this.#database === null ? [] : await this.#database.all({ text, writes: false, wide: true }, [])
  }

  async #run(text: string, values: readonly DatabaseValue[]): Promise<void> {
    if (this.#database !== null) {
      await this.#database.run({ text, writes: true, wide: false }, values)
      return
    }
    let at = 0
    await this.execute(text.replaceAll('?', () => literal(values[at++]!)))
  }
}

/** The new columns, where nothing but indexes changes otherwise and SQLite can add them in place; null where not. */
function addedAtTheEnd(before: TableSchema, after: TableSchema, fills: Fills): readonly ColumnSchema[] | null {
  const kept = after.columns.filter((column) => before.columns.some((other) => other.name === column.name))
  if (!same(kept, before.columns) || !same(before.checks, after.checks)) return null
  const added = after.columns.filter((column) => !kept.includes(column))
  const simple = added.every(
    (column) => column.null && !column.unique && !column.primaryKey && (fills.get(column.name) ?? null) === null,
  )
  return simple ? added : null
}
