import type { DatabaseValue } from '../../query/index.ts'
import { columnSql, createTableSql } from './ddl.ts'
import { SchemaEditor, same } from './editor.ts'
import { schemaErrors } from './errors.ts'
import { quote } from './facts.ts'
import type { AlteredTable, ColumnSchema, Fills, TableSchema } from './table.ts'

const noFills: Fills = new Map()

/**
 * SQLite alters little: https://sqlite.org/lang_altertable.html. What it cannot is a new table into which the rows are
 * copied; foreign keys are off meanwhile, so that a rebuild cascades to nobody.
 */
export class SqliteEditor extends SchemaEditor {
  protected async alterTables(tables: readonly AlteredTable[]): Promise<void> {
    for (const { from, to, fills = noFills } of tables) {
      await this.#alter(from, to, fills)
      for (const column of to.columns) if (fills.has(column.name)) await this.#checkReferences(to.name, column)
    }
  }

  /** Keys that rows have just been given are looked at here: at the commit nobody knows which operation gave them. */
  async #checkReferences(table: string, { name, references }: ColumnSchema): Promise<void> {
    if (references === null) return
    const rows =
      await this.read(`SELECT 1 FROM ${quote(table)} AS own WHERE own.${quote(name)} IS NOT NULL AND NOT EXISTS
      (SELECT 1 FROM ${quote(references.table)} AS far WHERE far.${quote(references.column)} = own.${quote(name)}) LIMIT 1`)
    const refused = { kind: 'foreignKey', columns: [name], constraint: null } as const
    if (rows.length > 0) throw schemaErrors.ROWS_DO_NOT_FIT({ table, refused })
  }

  async #alter(before: TableSchema, after: TableSchema, fills: Fills): Promise<void> {
    await this.mustBeAs({ from: before, to: after })
    if (before.name !== after.name) {
      await this.execute(`ALTER TABLE ${quote(before.name)} RENAME TO ${quote(after.name)}`)
    }
    const added = addedAtTheEnd(before, after, fills)
    if (added === null) return this.#rebuild(before, after, fills)
    for (const column of added)
      await this.execute(`ALTER TABLE ${quote(after.name)} ADD COLUMN ${columnSql(this.facts, column)}`)
    for (const index of before.indexes)
      if (!after.indexes.some((other) => same(index, other))) await this.dropIndex(after.name, index)
    for (const index of after.indexes)
      if (!before.indexes.some((other) => same(index, other))) await this.createIndex(after.name, index)
  }

  /** A new table, the rows copied, the old one dropped, the name given on: data, indexes, triggers and the key's counter stay. */
  async #rebuild(before: TableSchema, after: TableSchema, fills: Fills): Promise<void> {
    const table = after.name
    await this.checkColumns(table, before)
    const old = new Map(before.columns.map((column) => [column.name, column]))
    const made = new Set(before.indexes.map((index) => index.name))
    const kept = (await this.read(
      `SELECT type, name, sql FROM sqlite_schema WHERE type IN ('index', 'trigger') AND sql IS NOT NULL AND tbl_name = ${this.facts.literal(table)} ORDER BY rowid`,
    )) as unknown as readonly [string, string, string][]
    // A new key that counts is NULL for a moment, and numbers the rows. What the database gives by itself is left out.
    const copied = after.columns.filter(
      (column) =>
        column.generated === null &&
        (old.has(column.name) || fills.has(column.name) || (column.default === null && (column.null || column.counts))),
    )
    const values: DatabaseValue[] = []
    const sources = copied.map((column) => {
      const own = copiedSql(old.get(column.name), column)
      const fill = fills.get(column.name)
      if (fill !== undefined) values.push(fill)
      if (!old.has(column.name)) return fill === undefined ? 'NULL' : '?'
      if (fill !== undefined) return `coalesce(${own}, ?)`
      const losesNull = old.get(column.name)!.null && !column.null && column.default !== null
      return losesNull ? `coalesce(${own}, ${column.default})` : own
    })
    const temporary = `new__${table}`
    await this.execute(createTableSql(this.facts, after, temporary))
    if (copied.length > 0)
      await this.fitting(table, () =>
        this.run(
          `INSERT INTO ${quote(temporary)} (${copied.map((column) => quote(column.name)).join(', ')}) SELECT ${sources.join(', ')} FROM ${quote(table)}`,
          values,
        ),
      )
    for (const column of copied)
      if (old.has(column.name) && old.get(column.name)!.type !== column.type)
        await this.#checkNumbers(table, temporary, column)
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
    for (const index of after.indexes) await this.createIndex(table, index)
    for (const [type, name, text] of kept) {
      if (type === 'index' && (made.has(name) || after.indexes.some((index) => index.name === name))) continue
      try {
        await this.execute(text)
      } catch (cause) {
        throw schemaErrors.KEPT_INDEX({ table, name, reason: (cause as Error).message }, { cause })
      }
    }
  }

  /** SQLite keeps in a column of numbers what is none, and nobody could read it: other databases refuse it, and so does this. */
  async #checkNumbers(table: string, temporary: string, { name, type }: ColumnSchema): Promise<void> {
    const kinds = isWhole(type) ? "'integer', 'null'" : isNumber(type) ? "'integer', 'real', 'null'" : null
    if (kinds === null) return
    const text = `SELECT 1 FROM ${quote(temporary)} WHERE typeof(${quote(name)}) NOT IN (${kinds}) LIMIT 1`
    const refused = `${name} is to hold ${isWhole(type) ? 'whole ' : ''}numbers, and holds something else in some`
    if ((await this.read(text)).length > 0) throw schemaErrors.ROWS_DO_NOT_FIT({ table, refused })
  }

  /** AUTOINCREMENT never gives a key twice, not even one whose row is gone. */
  async #keepCounter(from: string, to: string): Promise<void> {
    const counter = (
      await this.read(`SELECT seq FROM sqlite_sequence WHERE name = ${this.facts.literal(from)}`)
    )[0]?.[0]
    if (counter === undefined) return
    await this.execute(`DELETE FROM sqlite_sequence WHERE name = ${this.facts.literal(to)}`)
    await this.run('INSERT INTO sqlite_sequence (name, seq) VALUES (?, ?)', [to, counter])
  }
}

const isWhole = (type: string) => /^(?:integer|smallint|bigint|bool)/.test(type)
const isNumber = (type: string) => /^(?:real|decimal)/.test(type)

/** A column that becomes one of whole numbers is rounded, as elsewhere. */
function copiedSql(old: ColumnSchema | undefined, { name, type }: ColumnSchema): string {
  const own = quote(name)
  return old !== undefined && isNumber(old.type) && isWhole(type) ? `CAST(round(${own}) AS integer)` : own
}

/** The new columns, where nothing but indexes changes otherwise and SQLite can add them in place; null where not. */
function addedAtTheEnd(before: TableSchema, after: TableSchema, fills: Fills): readonly ColumnSchema[] | null {
  const kept = after.columns.filter((column) => before.columns.some((other) => other.name === column.name))
  if (!same(kept, before.columns) || !same(before.checks, after.checks)) return null
  const added = after.columns.filter((column) => !kept.includes(column))
  const simple = added.every(
    (column) =>
      column.null &&
      !column.unique &&
      !column.primaryKey &&
      column.default === null &&
      column.generated === null &&
      (fills.get(column.name) ?? null) === null,
  )
  return simple ? added : null
}
