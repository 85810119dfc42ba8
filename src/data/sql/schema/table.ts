import type { DatabaseValue } from '../../query/index.ts'

/** A table as the models mean it, in one database's terms: what DDL is made from. Plain data. */
export interface TableSchema {
  readonly name: string
  readonly columns: readonly ColumnSchema[]
  /** Everything that stands as an index of its own: of fields, of `meta.indexes`, unique rules. */
  readonly indexes: readonly IndexSchema[]
  /** Checks with a name, `meta.constraints`. */
  readonly checks: readonly CheckSchema[]
}

export interface ColumnSchema {
  readonly name: string
  /** 'varchar(50)'. */
  readonly type: string
  readonly null: boolean
  readonly unique: boolean
  readonly primaryKey: boolean
  /** The database counts it up, and never gives a number twice. */
  readonly counts: boolean
  readonly references: { readonly table: string; readonly column: string } | null
  /** What the kind of field demands of every value, as SQL; null for nothing. */
  readonly check: string | null
}

export interface IndexSchema {
  readonly name: string
  readonly columns: readonly { readonly name: string; readonly descending: boolean }[]
  readonly unique: boolean
  /** A partial index's condition, as SQL. */
  readonly condition: string | null
}

export interface CheckSchema {
  readonly name: string
  readonly sql: string
}

/**
 * What rows that are there already get, by column: for a new column its value, for one that loses its nulls what
 * replaces them.
 */
export type Fills = ReadonlyMap<string, DatabaseValue>
