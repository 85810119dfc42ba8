import type { Database } from './driver.ts'
import { describeMysql } from './mysql/introspect.ts'
import { describePostgres } from './postgres/introspect.ts'
import { describeSqlite } from './sqlite/introspect.ts'

/** What a database really holds. Names are the database's own. */
export interface DatabaseDescription {
  /** Tables in order of name, without the database's own. */
  readonly tables: readonly TableDescription[]
}

export interface TableDescription {
  readonly name: string
  readonly columns: readonly ColumnDescription[]
  readonly indexes: readonly IndexDescription[]
  readonly foreignKeys: readonly ForeignKeyDescription[]
  readonly checks: readonly CheckDescription[]
  /** The statement that made it, where the database keeps it: SQLite. */
  readonly sql: string | null
}

export interface ColumnDescription {
  readonly name: string
  /** As declared: 'varchar(50)'. */
  readonly type: string
  readonly null: boolean
  /** The default in the database, as SQL; null where there is none. */
  readonly default: string | null
  readonly primaryKey: boolean
  /** The database gives it a number where none is written. */
  readonly identity: boolean
  /** It is computed from other columns: when it is written, or when it is read. */
  readonly generated: 'stored' | 'virtual' | null
}

export interface IndexDescription {
  readonly name: string
  /** `null` stands for an expression. */
  readonly columns: readonly (string | null)[]
  /** Columns that the index only carries (`INCLUDE`). */
  readonly include: readonly string[]
  readonly descending: readonly boolean[]
  readonly unique: boolean
  /** A partial index's condition, as SQL. */
  readonly condition: string | null
  /** Made by a rule of the table itself (`UNIQUE`, `PRIMARY KEY`), not by `CREATE INDEX`. */
  readonly implied: boolean
}

export interface ForeignKeyDescription {
  /** The rule's name, where the database tells it. */
  readonly name: string | null
  readonly columns: readonly string[]
  readonly table: string
  /** Empty where the key of the other table is meant without being named. */
  readonly to: readonly string[]
  readonly onDelete: string
}

export interface CheckDescription {
  /** Null where the rule has no name. */
  readonly name: string | null
  /** As SQL, in the words of the database. */
  readonly condition: string
}

/**
 * Reads what a database holds: tables, columns, indexes, foreign keys and checks. On PostgreSQL those of the schemas in
 * the search path, without temporary tables.
 */
export function introspect(database: Database): Promise<DatabaseDescription> {
  switch (database.database) {
    case 'postgres':
      return describePostgres(database)
    case 'mysql':
      return describeMysql(database)
    case 'sqlite':
      return describeSqlite(database)
  }
}
