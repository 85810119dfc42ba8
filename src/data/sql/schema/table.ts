import type { DatabaseValue } from '../../query/index.ts'

/** A table as the models mean it, in one database's terms: what DDL is made from. Plain data. */
export interface TableSchema {
  readonly name: string
  readonly columns: readonly ColumnSchema[]
  /** Everything that stands as an index of its own: of fields, of `meta.indexes`, unique rules. */
  readonly indexes: readonly IndexSchema[]
  /** Checks with a name, `meta.constraints`. */
  readonly checks: readonly CheckSchema[]
  /** What the database says of the table to people; null for nothing, and where the database keeps no comments. */
  readonly comment: string | null
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
  /** The value that the database gives a new row, as SQL; null for none. */
  readonly default: string | null
  /** What the database computes the column from, as SQL. */
  readonly generated: { readonly sql: string; readonly stored: boolean } | null
  readonly comment: string | null
}

export interface IndexSchema {
  readonly name: string
  /** Each as SQL: a column's quoted name or an expression in parentheses, with operator class and DESC. */
  readonly columns: readonly string[]
  readonly unique: boolean
  /** A partial index's condition, as SQL. */
  readonly condition: string | null
  /** Columns that the index carries along, so that a query need not look into the table. */
  readonly include: readonly string[]
  /** The kind of index: 'gin', 'brin'; null for the usual one. */
  readonly using: string | null
  /** When a unique rule is looked at: null for after each statement. */
  readonly deferrable: 'deferred' | 'immediate' | null
  /** Whether nulls differ from each other; null where the model does not say. */
  readonly nullsDistinct: boolean | null
}

export interface CheckSchema {
  readonly name: string
  readonly sql: string
}

/** A plain column: what else a column may have is put over it. */
export const plainColumn = {
  null: false,
  unique: false,
  primaryKey: false,
  counts: false,
  references: null,
  check: null,
  default: null,
  generated: null,
  comment: null,
} as const

/** A plain index: what else an index may have is put over it. */
export const plainIndex = {
  unique: false,
  condition: null,
  include: [],
  using: null,
  deferrable: null,
  nullsDistinct: null,
} as const

/**
 * What rows that are there already get, by column: for a new column its value, for one that loses its nulls what
 * replaces them.
 */
export type Fills = ReadonlyMap<string, DatabaseValue>

/** A table that takes another form. */
export interface AlteredTable {
  readonly from: TableSchema
  readonly to: TableSchema
  readonly fills?: Fills
  /**
   * Checks and foreign keys that it gets hold for rows to come; those that are there are looked at by `validate`. Where a
   * database cannot tell the two apart, they hold for all at once.
   */
  readonly unvalidated?: true
}

/** A rule of a table that was put on without a look at its rows: a check by name, or the foreign key of a column. */
export type UnvalidatedRule = { readonly check: string } | { readonly column: ColumnSchema }

/** What one step does to the tables. */
export interface TableChanges {
  readonly created?: readonly TableSchema[]
  readonly altered?: readonly AlteredTable[]
  readonly dropped?: readonly TableSchema[]
}
