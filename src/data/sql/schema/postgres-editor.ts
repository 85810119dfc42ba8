import { columnSql, commentSql, createIndexSql, dropIndexSql, foreignKeyName, foreignKeySql } from './ddl.ts'
import { SchemaEditor, same } from './editor.ts'
import { quote } from './facts.ts'
import { isRenewed, keepsReference } from './in-place.ts'
import type { AlteredTable, ColumnSchema, Fills, IndexSchema, TableSchema, UnvalidatedRule } from './table.ts'

/** What `pg_constraint.contype` says: a check, a foreign key, a key, a unique rule. */
type RuleKind = 'c' | 'f' | 'p' | 'u'

/**
 * PostgreSQL alters in place: https://www.postgresql.org/docs/15/sql-altertable.html. Rules go before what they speak of
 * changes, and come back when all tables have their new form.
 */
export class PostgresEditor extends SchemaEditor {
  protected async alterTables(tables: readonly AlteredTable[]): Promise<void> {
    await this.#settle()
    for (const table of tables) await this.mustBeAs(table).then(() => this.#loosen(table.from, table.to))
    for (const { from, to, fills } of tables) await this.#alter(from, to, fills ?? new Map())
    for (const table of tables) await this.#tighten(table)
  }

  protected override async dropTable(name: string): Promise<void> {
    await this.mustExist(name)
    await this.#settle()
    await this.execute(`DROP TABLE ${quote(name)} CASCADE`)
  }

  /** Keys that rows changed earlier in this transaction are checked now: a table with open checks cannot be altered. */
  async #settle(): Promise<void> {
    await this.execute('SET CONSTRAINTS ALL IMMEDIATE')
    await this.execute('SET CONSTRAINTS ALL DEFERRED')
  }

  protected override async renameRules(before: TableSchema, after: TableSchema): Promise<void> {
    const table = after.name
    const taken = new Set(before.indexes.map((index) => index.name))
    for (const [i, index] of before.indexes.entries()) {
      const next = after.indexes[i]
      if (next === undefined || next.name === index.name) continue
      if (taken.has(next.name)) {
        await this.dropIndex(table, index)
        await this.createIndex(table, next)
      } else await this.execute(`ALTER INDEX ${quote(index.name)} RENAME TO ${quote(next.name)}`)
    }
    for (const [i, column] of after.columns.entries()) {
      if (column.references === null) continue
      const name = foreignKeyName(this.facts, table, column)
      const found = this.writesDown
        ? [foreignKeyName(this.facts, before.name, before.columns[i]!)]
        : await this.#rules(table, column, 'f')
      for (const old of found)
        if (old !== name)
          await this.execute(`ALTER TABLE ${quote(table)} RENAME CONSTRAINT ${quote(old)} TO ${quote(name)}`)
    }
  }

  /** Takes away indexes and rules that the new form does not have, or has otherwise. */
  async #loosen(before: TableSchema, after: TableSchema): Promise<void> {
    const table = before.name
    for (const index of before.indexes)
      if (!after.indexes.some((other) => same(index, other))) await this.dropIndex(table, index)
    for (const check of before.checks)
      if (!after.checks.some((other) => same(check, other))) await this.#dropRule(table, check.name)
    const named = new Set([...before.checks, ...after.checks].map(({ name }) => name))
    for (const column of before.columns) {
      const next = after.columns.find(({ name }) => name === column.name)
      const drop = async (kind: RuleKind) => {
        for (const name of await this.#rules(table, column, kind))
          if (!named.has(name)) await this.#dropRule(table, name)
      }
      if (column.references !== null && !keepsReference(column, next)) await drop('f')
      if (next === undefined) continue
      if (column.check !== null && column.check !== next.check) await drop('c')
      if (column.unique && !next.unique) await drop('u')
      if (column.primaryKey && !next.primaryKey) await drop('p')
    }
  }

  async #alter(before: TableSchema, after: TableSchema, fills: Fills): Promise<void> {
    if (before.name !== after.name)
      await this.execute(`ALTER TABLE ${quote(before.name)} RENAME TO ${quote(after.name)}`)
    const table = `ALTER TABLE ${quote(after.name)}`
    const renewed = (column: ColumnSchema) => isRenewed(column, before, after)
    for (const column of before.columns)
      if (renewed(column)) await this.execute(`${table} DROP COLUMN ${quote(column.name)} CASCADE`)
    const literal = (name: string) => {
      const fill = fills.get(name) ?? null
      return fill === null ? null : this.facts.literal(fill)
    }
    for (const column of after.columns) {
      const old = before.columns.find(({ name }) => name === column.name)
      if (old !== undefined && !renewed(old)) await this.#alterColumn(after.name, old, column, literal(column.name))
    }
    // What a column is computed from has to be there.
    const added = after.columns.filter(({ name }) => {
      const old = before.columns.find((each) => each.name === name)
      return old === undefined || renewed(old)
    })
    for (const column of [...added.filter((each) => !each.generated), ...added.filter((each) => each.generated)]) {
      const value = literal(column.name)
      await this.fitting(after.name, () => this.execute(`${table} ADD COLUMN ${columnSql(this.facts, column, value)}`))
      if (value !== null)
        await this.execute(
          `${table} ALTER COLUMN ${quote(column.name)} ${column.default === null ? 'DROP DEFAULT' : `SET DEFAULT ${column.default}`}`,
        )
    }
    if (before.comment !== after.comment) await this.execute(commentSql(this.facts, after.name, null, after.comment))
  }

  async #alterColumn(table: string, old: ColumnSchema, column: ColumnSchema, value: string | null): Promise<void> {
    const name = quote(column.name)
    const alter = (text: string) =>
      this.fitting(table, () => this.execute(`ALTER TABLE ${quote(table)} ALTER COLUMN ${name} ${text}`))
    if (old.counts && !column.counts) await alter('DROP IDENTITY')
    if (old.default !== null && old.default !== column.default) await alter('DROP DEFAULT')
    if (old.type !== column.type) {
      // Without its length: a cast that names one cuts texts off, an assignment refuses those that are too long.
      const unbounded = (type: string) => type.replace(/\(\d+(?:, *\d+)?\)/g, '')
      const type = unbounded(column.type)
      const way = (await this.#casts(old.type, column.type)) ? '' : '::text'
      // The server sees that more room for the same type changes no row, unless a cast stands between.
      await alter(`TYPE ${column.type}${unbounded(old.type) === type ? '' : ` USING ${name}${way}::${type}`}`)
    }
    if (column.default !== null && old.default !== column.default) await alter(`SET DEFAULT ${column.default}`)
    const fill = value ?? column.default
    if (old.null && !column.null) {
      if (fill !== null) {
        await this.execute(`UPDATE ${quote(table)} SET ${name} = ${fill} WHERE ${name} IS NULL`)
        await this.#settle()
      }
      await alter('SET NOT NULL')
    } else if (!old.null && column.null) await alter('DROP NOT NULL')
    if (column.counts && !old.counts) {
      await alter('ADD GENERATED BY DEFAULT AS IDENTITY')
      const sequence = `pg_get_serial_sequence(${this.facts.literal(quote(table))}, ${this.facts.literal(column.name)})`
      await this.execute(`SELECT setval(${sequence}, coalesce(max(${name}), 0) + 1, false) FROM ${quote(table)}`)
    }
    if (old.comment !== column.comment) await this.execute(commentSql(this.facts, table, column.name, column.comment))
  }

  /** Puts on what the new form has and the old one had not, or had otherwise. */
  async #tighten({ from: before, to: after, unvalidated }: AlteredTable): Promise<void> {
    const table = after.name
    const later = unvalidated === true ? ' NOT VALID' : ''
    const add = (text: string) => this.fitting(table, () => this.execute(`ALTER TABLE ${quote(table)} ADD ${text}`))
    for (const column of after.columns) {
      const found = before.columns.find(({ name }) => name === column.name)
      if (found === undefined || isRenewed(found, before, after)) {
        if (column.comment !== null) await this.execute(commentSql(this.facts, table, column.name, column.comment))
        continue
      }
      if (column.primaryKey && !found.primaryKey) await add(`PRIMARY KEY (${quote(column.name)})`)
      if (column.unique && !found.unique) await add(`UNIQUE (${quote(column.name)})`)
      if (column.check !== null && column.check !== found.check) await add(`CHECK (${column.check})`)
    }
    for (const check of after.checks)
      if (!before.checks.some((other) => same(check, other)))
        await add(`CONSTRAINT ${quote(check.name)} CHECK (${check.sql})${later}`)
    for (const index of after.indexes)
      if (!before.indexes.some((other) => same(index, other))) await this.createIndex(table, index)
    for (const column of after.columns) {
      const found = before.columns.find(({ name }) => name === column.name)
      const text = foreignKeySql(this.facts, table, column)
      if (text !== null && (found === undefined || !keepsReference(found, column)))
        await this.fitting(table, () => this.execute(text + later))
    }
  }

  override async changeIndexes({ from: before, to: after }: AlteredTable): Promise<void> {
    this.checkNames(after, before)
    await this.mustExist(before.name)
    for (const index of before.indexes)
      if (!after.indexes.some((other) => same(index, other)))
        await this.execute(dropIndexSql(this.facts, after.name, index, true))
    for (const index of after.indexes) {
      if (before.indexes.some((other) => same(index, other))) continue
      // What a build leaves behind that failed or was ended is of no use.
      if (await this.#isBroken(after.name, index)) await this.execute(dropIndexSql(this.facts, after.name, index, true))
      await this.fitting(after.name, () => this.execute(createIndexSql(this.facts, after.name, index, true)))
    }
  }

  override async validate(table: TableSchema, rule: UnvalidatedRule): Promise<void> {
    await this.mustExist(table.name)
    const names = 'check' in rule ? [rule.check] : await this.#rules(table.name, rule.column, 'f')
    for (const name of names)
      await this.fitting(table.name, () =>
        this.execute(`ALTER TABLE ${quote(table.name)} VALIDATE CONSTRAINT ${quote(name)}`),
      )
  }

  async #isBroken(table: string, index: IndexSchema): Promise<boolean> {
    const text = (value: string) => this.facts.literal(value)
    const rows = await this.read(`SELECT 1 FROM pg_index i JOIN pg_class x ON x.oid = i.indexrelid
      WHERE i.indrelid = to_regclass(${text(quote(table))}) AND x.relname = ${text(index.name)} AND NOT i.indisvalid`)
    return rows.length > 0
  }

  /** Whether values of one type become another's by themselves; else they go by way of text. */
  async #casts(from: string, to: string): Promise<boolean> {
    if (this.writesDown) return isText(from) === isText(to)
    const [a, b] = [this.facts.literal(from), this.facts.literal(to)]
    const rows = await this.read(
      `SELECT 1 FROM pg_cast WHERE castsource = ${a}::regtype AND casttarget = ${b}::regtype UNION SELECT 1 WHERE ${a}::regtype = ${b}::regtype`,
    )
    return rows.length > 0
  }

  #dropRule(table: string, name: string): Promise<void> {
    return this.execute(`ALTER TABLE ${quote(table)} DROP CONSTRAINT IF EXISTS ${quote(name)} CASCADE`)
  }

  /** The names of the rules of a kind that speak of one column alone. Where nobody can be asked, what they are when made here. */
  async #rules(table: string, column: ColumnSchema, kind: RuleKind): Promise<readonly string[]> {
    const text = (value: string) => this.facts.literal(value)
    const rows = await this.read(`SELECT c.conname::text FROM pg_constraint c
      JOIN pg_attribute a ON a.attrelid = c.conrelid AND c.conkey = ARRAY[a.attnum]
      WHERE c.conrelid = to_regclass(${text(quote(table))}) AND a.attname = ${text(column.name)} AND c.contype = ${text(kind)}`)
    if (!this.writesDown) return rows.map((row) => String(row[0]))
    if (kind === 'f') return column.references === null ? [] : [foreignKeyName(this.facts, table, column)]
    if (kind === 'p') return [`${table}_pkey`]
    return [`${table}_${column.name}_${kind === 'c' ? 'check' : 'key'}`]
  }
}

const isText = (type: string) => /^(?:varchar|text)/.test(type)
