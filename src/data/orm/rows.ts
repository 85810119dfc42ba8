import type { ModelInfo } from '../query/index.ts'

export interface SaveOptions {
  /** Write just these properties. */
  readonly fields?: readonly string[]
  /** INSERT even where the key is set; UPDATE and nothing else. */
  readonly force?: 'insert' | 'update'
}

/** An unsaved row of `info`'s class with defaults filled in; `values` by property or attribute (`author`, `author_id`, `pk`). */
export declare function buildRow(info: ModelInfo, values: Readonly<Record<string, unknown>>): object
/** Builds and inserts. */
export declare function createRow(info: ModelInfo, values: Readonly<Record<string, unknown>>): Promise<object>
/** Inserts a new row; of a fetched one writes the changed columns. Resolves to the row. */
export declare function saveRow<R extends object>(row: R, options?: SaveOptions): Promise<R>
/** Django's delete: collects dependents; `[total, { 'app.Model': count }]`. */
export declare function deleteRow(row: object): Promise<[number, Record<string, number>]>
/** Reads the row again (all columns, or those of `fields`), and forgets its loaded relations. */
export declare function refreshRow<R extends object>(row: R, fields?: readonly string[]): Promise<R>
/** The value of the key, null where the row has none yet. */
export declare function rowKey(row: object): unknown
export declare function rowInfo(row: object): ModelInfo
/** False for a row that was built and never saved, or deleted. */
export declare function isSaved(row: object): boolean
export declare function rowToJson(row: object): Record<string, unknown>
