import type { Database } from './driver.ts'
import { describeMysql, describeTemporary } from './mysql/introspect.ts'
import { describePostgres, temporary } from './postgres/introspect.ts'
import { describeSqlite } from './sqlite/introspect.ts'

/** What a database really holds. Names are the database's own. */
export interface DatabaseDescription {
  /** Tables in order of name, without the database's own. A partition is a part of its table, and not told by itself. */
  readonly tables: readonly TableDescription[]
  /** Views in order of name, materialized ones among them. One that the database cannot read any more has no columns. */
  readonly views: readonly ViewDescription[]
}

export interface TableDescription {
  readonly name: string
  readonly columns: readonly ColumnDescription[]
  /** The columns of the primary key, in its order; empty where there is none. */
  readonly primaryKey: readonly string[]
  /** Rules that demand values to be unique, as opposed to indexes that do: on MariaDB each unique index is such a rule. */
  readonly uniques: readonly UniqueDescription[]
  readonly indexes: readonly IndexDescription[]
  readonly foreignKeys: readonly ForeignKeyDescription[]
  readonly checks: readonly CheckDescription[]
  /** What the database says of it to people: PostgreSQL and MariaDB. */
  readonly comment: string | null
  /** The statement that made it, where the database keeps it: SQLite. */
  readonly sql: string | null
}

export interface ViewDescription {
  readonly name: string
  readonly columns: readonly ColumnDescription[]
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
  /** What it is computed from, as SQL. */
  readonly expression: string | null
  readonly comment: string | null
  /** How its texts are compared; null for what the database does by itself. MariaDB names it of every text. */
  readonly collation: string | null
  /** The values that its type allows, in order, where it is an enumeration. */
  readonly values: readonly string[] | null
}

export interface UniqueDescription {
  /** Null where the rule has no name. */
  readonly name: string | null
  readonly columns: readonly string[]
  /** When it is looked at, where that can be put off; null for at once. */
  readonly deferrable: 'deferred' | 'immediate' | null
}

export interface IndexDescription {
  readonly name: string
  /** `null` stands for an expression. */
  readonly columns: readonly (string | null)[]
  /** As SQL, at the place where `columns` has null. Of a part of a text (MariaDB): `"name"(10)`. */
  readonly expressions: readonly (string | null)[]
  /** Columns that the index only carries (`INCLUDE`). */
  readonly include: readonly string[]
  readonly descending: readonly boolean[]
  /** Where nulls stand; null for where they stand by themselves, which follows from the direction. */
  readonly nulls: readonly ('first' | 'last' | null)[]
  readonly unique: boolean
  /** Whether nulls differ from each other in a unique index; null where the database knows one way only. */
  readonly nullsDistinct: boolean | null
  /** A partial index's condition, as SQL. */
  readonly condition: string | null
  /** The kind of index: 'btree', 'gin', 'fulltext'; null where the database has one kind only. */
  readonly method: string | null
  /** Operator classes of PostgreSQL; null for the type's own. */
  readonly opclasses: readonly (string | null)[]
  /** False for one that PostgreSQL could not finish (`CREATE INDEX CONCURRENTLY`) and does not use. */
  readonly valid: boolean
  /** Made by a rule of the table itself (`UNIQUE`, `PRIMARY KEY`), not by `CREATE INDEX`. */
  readonly implied: boolean
}

export interface ForeignKeyDescription {
  /** The rule's name, where it has one. */
  readonly name: string | null
  readonly columns: readonly string[]
  /** With its schema where that is not among those that are described: 'other.author'. */
  readonly table: string
  /** Empty where the key of the other table is meant without being named. */
  readonly to: readonly string[]
  readonly onDelete: string
  readonly onUpdate: string
  /** When it is looked at, where that can be put off; null for at once. */
  readonly deferrable: 'deferred' | 'immediate' | null
}

export interface CheckDescription {
  /** Null where the rule has no name. */
  readonly name: string | null
  /** As SQL, in the words of the database. */
  readonly condition: string
}

/**
 * Reads what a database holds: tables and views, columns, indexes, foreign keys and other rules, and what is said of them
 * to people. On PostgreSQL those of the schemas in the search path, without temporary ones.
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

/**
 * Temporary tables that a connection has made for itself, by name: to be asked in a transaction, which keeps to one
 * connection. So a database tells what it makes of a definition. SQLite keeps every definition as it was written, and is
 * not asked.
 */
export async function introspectTemporary(
  database: Database,
  names: readonly string[],
): Promise<readonly TableDescription[]> {
  if (database.database === 'sqlite') return []
  if (database.database === 'mysql') return describeTemporary(database, names)
  return (await describePostgres(database, temporary)).tables.filter(({ name }) => names.includes(name))
}
