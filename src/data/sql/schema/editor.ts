import { NuagesError } from '../../../base/errors/index.ts'
import { type Database, IntegrityError, type Row } from '../../drivers/index.ts'
import { type DatabaseName, type DatabaseValue, databaseTitle } from '../../query/index.ts'
import { createIndexSql, createTablesSql, dropIndexSql } from './ddl.ts'
import { schemaErrors } from './errors.ts'
import { quote, type SchemaFacts, schemaFacts } from './facts.ts'
import type { Misfit } from './misfit.ts'
import type { AlteredTable, ColumnSchema, IndexSchema, TableChanges, TableSchema, UnvalidatedRule } from './table.ts'

/**
 * Changes the tables of a database. Must run in a transaction that was opened with `foreignKeys: false`, so that a
 * failure leaves nothing behind. Given a list to write to instead of a database, it only says which statements it would
 * send. Each database has an editor that knows how it alters tables: `schemaEditor` chooses.
 */
export abstract class SchemaEditor {
  protected readonly facts: SchemaFacts
  readonly #database: Database | null
  readonly #script: string[]
  /** Names of tables that are as the step wants them already, since it was interrupted half-way: they are left alone. */
  settled: ReadonlySet<string> = new Set()

  constructor(target: Database | string[], facts: SchemaFacts) {
    this.#database = Array.isArray(target) ? null : target
    this.#script = Array.isArray(target) ? target : []
    this.facts = facts
  }

  /** Which database's SQL it speaks. */
  get database(): DatabaseName {
    return this.facts.database
  }

  /** The SQL is only written down: there is no database to ask. */
  protected get writesDown(): boolean {
    return this.#database === null
  }

  /** Sends SQL as it is: several statements, no parameters. */
  async execute(text: string): Promise<void> {
    if (this.#database === null) this.#script.push(text.trim().endsWith(';') ? text : `${text};`)
    else await this.#database.script(text)
  }

  /** Brings the tables to what the step wants: first what is new, then what changes, then what goes. */
  async change({ created = [], altered = [], dropped = [] }: TableChanges): Promise<void> {
    for (const table of created) this.checkNames(table)
    for (const { from, to } of altered) this.checkNames(to, from)
    const left = ({ name }: TableSchema) => !this.settled.has(name)
    const changing = altered.filter(({ to }) => left(to))
    await this.createTables(created.filter(left))
    if (changing.length > 0) await this.alterTables(changing)
    for (const { name } of dropped.filter(left)) await this.dropTable(name)
  }

  /** Adds and drops indexes while others go on writing to the table, where the database can; outside of a transaction. */
  changeIndexes(table: AlteredTable): Promise<void> {
    return this.change({ altered: [table] })
  }

  /** Looks at the rows that were there before an unvalidated rule, where the database has such rules. */
  async validate(_table: TableSchema, _rule: UnvalidatedRule): Promise<void> {}

  protected async createTables(tables: readonly TableSchema[]): Promise<void> {
    for (const { name } of tables)
      if ((await this.read(this.facts.exists(name))).length > 0) throw schemaErrors.TABLE_EXISTS({ table: name })
    for (const text of createTablesSql(this.facts, tables)) await this.execute(text)
  }

  /** From one form of each table to another, columns matched by name. */
  protected abstract alterTables(tables: readonly AlteredTable[]): Promise<void>

  protected async dropTable(name: string): Promise<void> {
    await this.mustExist(name)
    await this.execute(`DROP TABLE ${quote(name)}`)
  }

  /** The same table with other names: of itself, and of columns, which must stand in the same order. */
  async renameTable(before: TableSchema, after: TableSchema): Promise<void> {
    this.checkNames(after, before)
    if (!this.settled.has(after.name)) await this.rename(before, after)
  }

  protected async rename(before: TableSchema, after: TableSchema): Promise<void> {
    await this.mustBeAs({ from: before, to: after })
    if (before.name !== after.name)
      await this.execute(`ALTER TABLE ${quote(before.name)} RENAME TO ${quote(after.name)}`)
    for (const [i, column] of before.columns.entries()) {
      const name = after.columns[i]!.name
      if (column.name !== name)
        await this.execute(`ALTER TABLE ${quote(after.name)} RENAME COLUMN ${quote(column.name)} TO ${quote(name)}`)
    }
    await this.renameRules(before, after)
  }

  /** The database has put the new names into indexes and rules already: what is left is the names of these themselves. */
  protected async renameRules(before: TableSchema, after: TableSchema): Promise<void> {
    const names = new Set(after.indexes.map((index) => index.name))
    const kept = new Set(before.indexes.map((index) => index.name))
    for (const index of before.indexes) if (!names.has(index.name)) await this.dropIndex(after.name, index)
    for (const index of after.indexes) if (!kept.has(index.name)) await this.createIndex(after.name, index)
  }

  /** Throws where a name that is new is longer than the database takes. Names that are made are short enough. */
  protected checkNames(after: TableSchema, before?: TableSchema): void {
    const check = (kind: string, name: string, known: readonly { readonly name: string }[] = []) => {
      if (this.facts.fits(name) || known.some((each) => each.name === name)) return
      throw schemaErrors.NAME_TOO_LONG({ database: databaseTitle(this.database), table: after.name, kind, name })
    }
    check('the name', after.name, before && [before])
    for (const { name } of after.columns) check('a column', name, before?.columns)
    for (const { name } of after.checks) check('a constraint', name, before?.checks)
    for (const { name } of after.indexes)
      if (name.length > this.facts.longestName) check('an index', name, before?.indexes)
  }

  protected async mustExist(table: string): Promise<void> {
    if (!this.writesDown && (await this.read(this.facts.exists(table))).length === 0)
      throw schemaErrors.NO_TABLE({ table })
  }

  /** The table is there, and has the columns of its old form and none that the new one adds. */
  protected async mustBeAs({ from, to }: AlteredTable): Promise<void> {
    await this.mustExist(from.name)
    if (this.writesDown) return
    const rows = await this.read(this.facts.columns(from.name))
    const there = new Set(rows.map((row) => this.facts.stored(String(row[0]))))
    const has = ({ name }: ColumnSchema) => there.has(this.facts.stored(name))
    const missing = from.columns.filter((column) => !has(column))
    if (missing.length > 0)
      throw schemaErrors.NO_COLUMNS({ table: from.name, columns: missing.map(({ name }) => name) })
    const known = new Set(from.columns.map(({ name }) => this.facts.stored(name)))
    const taken = to.columns.filter((column) => has(column) && !known.has(this.facts.stored(column.name)))
    if (taken.length > 0) throw schemaErrors.COLUMNS_EXIST({ table: from.name, columns: taken.map(({ name }) => name) })
  }

  /** Columns that are there and no migration knows would go with their data: throws where there are any. */
  protected async checkColumns(table: string, known: TableSchema): Promise<void> {
    const names = new Set(known.columns.map((column) => column.name.toLowerCase()))
    const columns = (await this.read(this.facts.columns(table))).map((row) => String(row[0]))
    const unknown = columns.filter((column) => !names.has(column.toLowerCase()))
    if (unknown.length > 0) throw schemaErrors.UNKNOWN_COLUMNS({ table, columns: unknown })
  }

  protected createIndex(table: string, index: IndexSchema): Promise<void> {
    return this.fitting(table, () => this.execute(createIndexSql(this.facts, table, index)))
  }

  protected dropIndex(table: string, index: IndexSchema): Promise<void> {
    return this.execute(dropIndexSql(this.facts, table, index))
  }

  /** Rows that break a rule of the new form are said of the table, not of the one that a rebuild makes meanwhile. */
  protected async fitting(table: string, work: () => Promise<void>): Promise<void> {
    try {
      await work()
    } catch (cause) {
      const refused = misfitOf(cause)
      throw refused === null ? cause : schemaErrors.ROWS_DO_NOT_FIT({ table, refused }, { cause })
    }
  }

  /** The rows of a query; none where the SQL is only written down. */
  protected async read(text: string): Promise<readonly Row[]> {
    return this.#database === null ? [] : await this.#database.all({ text, writes: false, wide: true }, [])
  }

  /** Sends a statement with `?` for each value. */
  protected async run(text: string, values: readonly DatabaseValue[]): Promise<void> {
    if (this.#database !== null) {
      await this.#database.run({ text, writes: true, wide: false }, values)
      return
    }
    let at = 0
    const value = () => this.facts.literal(values[at++] ?? null)
    // Names and texts may have a question mark of their own.
    const written = text.replace(/"[^"]*"|'[^']*'|\?/g, (part) => (part === '?' ? value() : part))
    await this.execute(written)
  }
}

/** What a failure says against the rows of a table; null where it is about something else. */
function misfitOf(cause: unknown): Misfit | string | null {
  if (cause instanceof IntegrityError) return cause
  if (!(cause instanceof NuagesError) || cause.code !== 'NUAGES_DRIVERS_BAD_VALUE') return null
  return (cause.data as { problem: string }).problem
}

/** Whether two pieces of a table's schema say the same. */
export const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b)

/** The SQL that creates tables, statement by statement, for a database that has none of them. */
export function tablesSql(database: DatabaseName, tables: readonly TableSchema[]): string[] {
  return createTablesSql(schemaFacts(database), tables)
}
