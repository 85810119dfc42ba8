import type { Database, Row } from '../drivers/index.ts'
import type { ColumnInfo, ModelInfo } from '../query/index.ts'
import type { Decode } from '../sql/index.ts'
import type { Orm } from './orm.ts'

/** The driver's values that a row was made of; null for a row that is not in the database. */
export const raw: unique symbol = Symbol('nuages.raw')
/** What a row has in common with the others of its result. */
export const batch: unique symbol = Symbol('nuages.batch')
/** Related rows that are loaded, by property; null while there are none. */
export const related: unique symbol = Symbol('nuages.related')

/** The mark of relations that wait for the key of the row that they were given. */
export const waiting: unique symbol = Symbol('nuages.waiting')

/** Which columns the rows of a kind hold, and how they are made. */
export interface Layout {
  readonly info: ModelInfo
  readonly columns: readonly ColumnInfo[]
  readonly decoders: readonly (Decode | null)[]
  readonly Row: RowConstructor
}

export type RowConstructor = new (values: Row, batch: Batch, offset: number) => AnyRow

/** Rows that were read together. */
export interface Batch {
  readonly layout: Layout
  /** Where the first column stands in the raw values. */
  readonly offset: number
  /** All of them, for loading what they relate to at once. */
  readonly rows: AnyRow[]
  /** Null for rows that were built, not read. */
  readonly source: { readonly orm: Orm; readonly database: Database } | null
  /** The batches of rows that were read in the same query, in the order of the layout's relations. */
  readonly parts: readonly Batch[]
  /** Relations that are being loaded for all. */
  loading: Map<string, Promise<void>> | null
}

/** What is loaded, by property. */
export interface Loaded {
  [property: string]: unknown
  /** Relations that were given a row which had no key yet. */
  [waiting]?: Set<string>
}

/** A row as the runtime sees it. */
export interface AnyRow {
  [raw]: Row | null
  [batch]: Batch
  [related]: Loaded | null
  [attribute: string]: unknown
}

/** Whether a value is a row of some model. */
export function isRow(value: unknown): value is AnyRow {
  return typeof value === 'object' && value !== null && batch in value
}

/** The key of a row; null where it has none yet. */
export function keyOf(row: AnyRow): unknown {
  return row[row[batch].layout.info.key.attribute] ?? null
}

/** A loaded relation, or undefined. */
export function loaded(row: AnyRow, property: string): unknown {
  return row[related]?.[property]
}

export function setLoaded(row: AnyRow, property: string, value: unknown): void {
  const known = row[related]
  if (known === null) row[related] = { [property]: value }
  else known[property] = value
}
