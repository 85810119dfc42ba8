import { NuagesError } from '../../../base/errors/index.ts'
import { columnSql, foreignKeyClause, foreignKeyName, foreignKeySql } from './ddl.ts'
import { SchemaEditor, same } from './editor.ts'
import { schemaErrors } from './errors.ts'
import { quote } from './facts.ts'
import { isRenewed, keepsReference } from './in-place.ts'
import { givenSql, misfitQueries } from './misfit.ts'
import type { AlteredTable, ColumnSchema, TableSchema } from './table.ts'

/** Something that is done and committed, and the clause that takes it back; null where none does. */
interface Done {
  readonly table: TableSchema
  readonly said: string
  readonly back: string | null
}

/**
 * MariaDB alters in place, and commits with every statement: https://mariadb.com/kb/en/alter-table/. So whatever changes
 * in a table is one ALTER TABLE, which happens whole or not at all. Foreign keys that are there go before it, as the server
 * does not let one go and come back at once, and are back when all tables have their new form. Rows are asked first
 * whether they fit; where the server refuses the change nevertheless, what went before it comes back.
 */
export class MysqlEditor extends SchemaEditor {
  protected override async createTables(tables: readonly TableSchema[]): Promise<void> {
    try {
      await super.createTables(tables)
    } catch (cause) {
      if (!(cause instanceof NuagesError && cause.code === 'NUAGES_SCHEMA_TABLE_EXISTS'))
        for (const { name } of tables)
          if ((await this.read(this.facts.exists(name))).length > 0) await this.dropTable(name)
      throw cause
    }
  }

  protected async alterTables(tables: readonly AlteredTable[]): Promise<void> {
    for (const table of tables) await this.mustBeAs(table)
    for (const table of tables)
      for (const { text, misfit } of misfitQueries(this.facts, table, tables))
        if ((await this.read(text)).length > 0)
          throw schemaErrors.ROWS_DO_NOT_FIT({ table: table.from.name, refused: misfit })
    const done: Done[] = []
    const changed: TableSchema[] = []
    try {
      for (const { from, to } of tables) await this.#loosen(from, to, done)
      for (const table of tables) {
        await this.#change(table, this.#references(table, tables, true), done)
        changed.push(table.from)
      }
      for (const table of tables)
        for (const key of this.#references(table, tables, false))
          await this.fitting(table.to.name, () => this.#alter(table.to.name, [key]))
    } catch (cause) {
      throw await this.#takenBack(done, changed, cause)
    }
  }

  /** Gives the error to throw: that of the failure, or one that says what stands. Tables that are changed stay so. */
  async #takenBack(done: readonly Done[], changed: readonly TableSchema[], cause: unknown): Promise<unknown> {
    const stands = changed.map(({ name }) => `table '${name}' has its new form`)
    for (const { table, said, back } of [...done].reverse()) {
      try {
        if (back === null || changed.includes(table)) stands.push(said)
        else await this.#alter(table.name, [back])
      } catch {
        stands.push(said)
      }
    }
    const reason = cause instanceof NuagesError ? `${cause.message} ${cause.hint}` : String(cause)
    return stands.length === 0 ? cause : schemaErrors.HALF_CHANGED({ reason, stands }, { cause })
  }

  /** Keys of other tables that point at it go with it. */
  protected override async dropTable(name: string): Promise<void> {
    await this.mustExist(name)
    const pointing =
      await this.read(`SELECT DISTINCT table_name, constraint_name FROM information_schema.key_column_usage
      WHERE table_schema = DATABASE() AND referenced_table_schema = DATABASE()
      AND referenced_table_name = ${this.facts.literal(name)} AND table_name <> referenced_table_name`)
    for (const [table, key] of pointing) await this.#alter(String(table), [`DROP FOREIGN KEY ${quote(String(key))}`])
    await this.execute(`DROP TABLE ${quote(name)}`)
  }

  protected override async rename(before: TableSchema, after: TableSchema): Promise<void> {
    await this.mustBeAs({ from: before, to: after })
    const references = before.columns.flatMap((column, i) => {
      const next = after.columns[i]!
      if (column.references === null || next.references === null) return []
      const [old, name] = [
        foreignKeyName(this.facts, before.name, column),
        foreignKeyName(this.facts, after.name, next),
      ]
      return old === name ? [] : [next]
    })
    const own: string[] = []
    for (const [i, column] of before.columns.entries()) {
      const { name } = after.columns[i]!
      // The index of a unique column is called as the column is.
      if (column.unique && column.name !== name && (await this.#uniques(before.name, column)).includes(column.name))
        own.push(`RENAME INDEX ${quote(column.name)} TO ${quote(name)}`)
    }
    const done: Done[] = []
    const changed: TableSchema[] = []
    try {
      const loose = before.columns.filter((_, i) => references.includes(after.columns[i]!))
      await this.#dropForeignKeys(before, loose, () => false, done)
      await this.#alter(before.name, [
        ...own,
        ...before.columns.flatMap(({ name }, i) => {
          const next = after.columns[i]!.name
          return name === next ? [] : [`RENAME COLUMN ${quote(name)} TO ${quote(next)}`]
        }),
        ...before.indexes.flatMap(({ name }, i) => {
          const next = after.indexes[i]?.name
          return next === undefined || next === name ? [] : [`RENAME INDEX ${quote(name)} TO ${quote(next)}`]
        }),
        ...(before.name === after.name ? [] : [`RENAME TO ${quote(after.name)}`]),
      ])
      changed.push(before)
      for (const column of references) await this.execute(foreignKeySql(this.facts, after.name, column)!)
    } catch (cause) {
      throw await this.#takenBack(done, changed, cause)
    }
  }

  /** Takes away foreign keys that the new form has not, or has otherwise, or whose index goes for a moment. */
  async #loosen(before: TableSchema, after: TableSchema, done: Done[]): Promise<void> {
    const loose = before.columns.filter(
      (column) => column.references !== null && !this.#staysReferring(column, before, after),
    )
    // The server has made an index of this name where the table had none that serves.
    await this.#dropForeignKeys(before, loose, (key) => !before.indexes.some(({ name }) => name === key), done)
  }

  /** `withIndex` says of which keys an index of the same name goes as well. */
  async #dropForeignKeys(
    table: TableSchema,
    columns: readonly ColumnSchema[],
    withIndex: (key: string) => boolean,
    done: Done[],
  ): Promise<void> {
    const clauses: string[] = []
    const gone: Done[] = []
    for (const column of columns) {
      for (const name of await this.#foreignKeys(table, column)) {
        clauses.push(`DROP FOREIGN KEY ${quote(name)}`)
        if (withIndex(name)) clauses.push(`DROP INDEX IF EXISTS ${quote(name)}`)
        const back = foreignKeyClause(this.facts, table.name, column, name)
        gone.push({ table, said: `the foreign key '${name}' of '${table.name}' is gone`, back })
      }
    }
    await this.#alter(table.name, clauses)
    done.push(...gone)
  }

  #staysReferring(column: ColumnSchema, before: TableSchema, after: TableSchema): boolean {
    const next = after.columns.find(({ name }) => name === column.name)
    if (!keepsReference(column, next) || column.primaryKey !== next!.primaryKey || column.unique !== next!.unique)
      return false
    const own = quote(column.name)
    return !gone(before.indexes, after.indexes).some(({ columns }) =>
      columns.some((each) => each === own || each.startsWith(`${own} `)),
    )
  }

  /**
   * Foreign keys to add: `inside` the change of the table itself, where the column is new and what it points at stays
   * as it is, or when all tables have their new form.
   */
  #references({ from, to }: AlteredTable, all: readonly AlteredTable[], inside: boolean): string[] {
    return to.columns.flatMap((column) => {
      const old = from.columns.find(({ name }) => name === column.name)
      if (old !== undefined && old.references !== null && this.#staysReferring(old, from, to)) return []
      const isInside = old === undefined && !all.some((each) => each.to.name === column.references?.table)
      return isInside === inside ? (foreignKeyClause(this.facts, to.name, column) ?? []) : []
    })
  }

  /** All else that changes in one table. */
  async #change(altered: AlteredTable, references: readonly string[], done: Done[]): Promise<void> {
    const { from: before, to: after, fills } = altered
    if (before.name !== after.name)
      await this.execute(`ALTER TABLE ${quote(before.name)} RENAME TO ${quote(after.name)}`)
    const table = after.name
    await this.#fill(altered, done)
    const defaults: string[] = []
    const clauses = [
      ...gone(before.indexes, after.indexes).map(({ name }) => `DROP INDEX IF EXISTS ${quote(name)}`),
      ...gone(before.checks, after.checks).map(({ name }) => `DROP CONSTRAINT IF EXISTS ${quote(name)}`),
    ]
    const keyed = (table: TableSchema) => table.columns.find(({ primaryKey }) => primaryKey)?.name ?? null
    const otherKey = keyed(before) !== keyed(after)
    const named = new Set([...before.indexes, ...after.indexes].map(({ name }) => name))
    for (const column of before.columns) {
      const next = after.columns.find(({ name }) => name === column.name)
      if (column.unique && next?.unique !== true)
        for (const name of await this.#uniques(table, column))
          if (!named.has(name)) clauses.push(`DROP INDEX IF EXISTS ${quote(name)}`)
      if (isRenewed(column, before, after)) clauses.push(`DROP COLUMN ${quote(column.name)}`)
    }
    if (otherKey && keyed(before) !== null) clauses.push('DROP PRIMARY KEY')
    for (const column of byDependence(after.columns)) {
      const old = before.columns.find(({ name }) => name === column.name)
      if (old === undefined || isRenewed(old, before, after)) {
        const fill = fills?.get(column.name) ?? null
        const value = fill === null ? null : this.facts.literal(fill)
        clauses.push(`ADD COLUMN ${columnSql(this.facts, { ...column, primaryKey: false }, value)}`)
        if (value !== null)
          defaults.push(
            `ALTER COLUMN ${quote(column.name)} ${column.default === null ? 'DROP DEFAULT' : `SET DEFAULT ${column.default}`}`,
          )
        continue
      }
      if (!same(definition(old), definition(column)))
        clauses.push(`MODIFY COLUMN ${columnSql(this.facts, definition(column))}`)
      if (column.unique && !old.unique) clauses.push(`ADD UNIQUE ${quote(column.name)} (${quote(column.name)})`)
    }
    if (otherKey && keyed(after) !== null) clauses.push(`ADD PRIMARY KEY (${quote(keyed(after)!)})`)
    for (const check of gone(after.checks, before.checks))
      clauses.push(`ADD CONSTRAINT ${quote(check.name)} CHECK (${check.sql})`)
    for (const index of gone(after.indexes, before.indexes))
      clauses.push(`ADD ${index.unique ? 'UNIQUE ' : ''}INDEX ${quote(index.name)} (${index.columns.join(', ')})`)
    if (before.comment !== after.comment) clauses.push(`COMMENT = ${this.facts.literal(after.comment ?? '')}`)
    await this.fitting(table, () => this.#alter(table, [...clauses, ...references]))
    await this.#alter(table, defaults)
  }

  /** Rows get what replaces their nulls before these are forbidden; in the new type, where that changes as well. */
  async #fill(altered: AlteredTable, done: Done[]): Promise<void> {
    const { from: before, to: after } = altered
    for (const column of after.columns) {
      const old = before.columns.find(({ name }) => name === column.name)
      const fill = givenSql(this.facts, altered, column)
      if (old === undefined || fill === null || !old.null || column.null || isRenewed(old, before, after)) continue
      const [table, name] = [quote(after.name), quote(column.name)]
      const place = `'${after.name}.${column.name}'`
      if (old.type !== column.type) {
        const loose = columnSql(this.facts, { ...definition(column), null: true })
        await this.fitting(after.name, () => this.#alter(after.name, [`MODIFY COLUMN ${loose}`]))
        const back = `MODIFY COLUMN ${columnSql(this.facts, definition(old))}`
        done.push({ table: before, said: `${place} has its new type`, back })
      }
      await this.fitting(after.name, () => this.execute(`UPDATE ${table} SET ${name} = ${fill} WHERE ${name} IS NULL`))
      done.push({ table: before, said: `nulls of ${place} are filled`, back: null })
    }
  }

  async #alter(table: string, clauses: readonly string[]): Promise<void> {
    if (clauses.length > 0) await this.execute(`ALTER TABLE ${quote(table)} ${clauses.join(', ')}`)
  }

  /** The names of a column's foreign keys. Where nobody can be asked, what they are when made here. */
  async #foreignKeys({ name: table }: TableSchema, column: ColumnSchema): Promise<readonly string[]> {
    if (this.writesDown) return [foreignKeyName(this.facts, table, column)]
    const rows = await this.read(`SELECT constraint_name FROM information_schema.key_column_usage
      WHERE table_schema = DATABASE() AND table_name = ${this.facts.literal(table)}
      AND column_name = ${this.facts.literal(column.name)} AND referenced_table_name IS NOT NULL`)
    return rows.map((row) => String(row[0]))
  }

  /** The names of unique indexes of one column alone. */
  async #uniques(table: string, column: ColumnSchema): Promise<readonly string[]> {
    if (this.writesDown) return [column.name]
    const rows = await this.read(`SELECT index_name FROM information_schema.statistics
      WHERE table_schema = DATABASE() AND table_name = ${this.facts.literal(table)} AND index_name <> 'PRIMARY' AND non_unique = 0
      GROUP BY index_name HAVING COUNT(*) = 1 AND MAX(column_name) = ${this.facts.literal(column.name)}`)
    return rows.map((row) => String(row[0]))
  }
}

/** What MODIFY says of a column: indexes are told apart from it, and so are what others hold of it. */
function definition(column: ColumnSchema): ColumnSchema {
  return { ...column, unique: false, primaryKey: false, counts: false, references: null }
}

/** Those of one list that another has not, or has otherwise. */
function gone<T>(from: readonly T[], to: readonly T[]): readonly T[] {
  return from.filter((each) => !to.some((other) => same(each, other)))
}

/** What a column is computed from has to be there. */
function byDependence(columns: readonly ColumnSchema[]): readonly ColumnSchema[] {
  return [
    ...columns.filter(({ generated }) => generated === null),
    ...columns.filter(({ generated }) => generated !== null),
  ]
}
