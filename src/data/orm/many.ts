import type { Conditions, QuerySetRuntime } from './queryset.ts'

/** The far rows of a to-many relation of one row: `article.tags`, `author.books`. */
export declare class ManyRuntime implements AsyncIterable<object> {
  all(): QuerySetRuntime
  filter(...conditions: Conditions[]): QuerySetRuntime
  exclude(...conditions: Conditions[]): QuerySetRuntime
  orderBy(...paths: string[]): QuerySetRuntime
  get(...conditions: Conditions[]): Promise<object>
  first(): Promise<object | null>
  count(): Promise<number>
  exists(): Promise<boolean>
  create(values: Readonly<Record<string, unknown>>, through?: Readonly<Record<string, unknown>>): Promise<object>
  add(...rows: unknown[]): Promise<void>
  remove(...rows: unknown[]): Promise<void>
  set(rows: readonly unknown[]): Promise<void>
  clear(): Promise<void>
  /** The rows, read for every row of the same batch in one query. */
  load(): Promise<readonly object[]>
  [Symbol.asyncIterator](): AsyncIterator<object>
}
