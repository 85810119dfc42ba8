export type ModelClass = abstract new (...args: never) => object
/** Lookups by path, or a Q. */
export type Conditions = Readonly<Record<string, unknown>> | object
/** Rows deleted in all, and by 'app.Model'. */
export type DeleteResult = [number, Record<string, number>]
type Values = Readonly<Record<string, unknown>>

/** An immutable description of rows; awaiting or iterating it runs it. */
export declare class QuerySetRuntime implements PromiseLike<unknown[]>, AsyncIterable<unknown> {
  readonly model: ModelClass
  all(): QuerySetRuntime
  none(): QuerySetRuntime
  filter(...conditions: Conditions[]): QuerySetRuntime
  exclude(...conditions: Conditions[]): QuerySetRuntime
  orderBy(...paths: unknown[]): QuerySetRuntime
  reverse(): QuerySetRuntime
  distinct(): QuerySetRuntime
  slice(from: number, to?: number): QuerySetRuntime
  values(...paths: string[]): QuerySetRuntime
  /** The last argument may be `{ flat: true }`. */
  valuesList(...paths: unknown[]): QuerySetRuntime
  annotate(named: Readonly<Record<string, object>>): QuerySetRuntime
  selectRelated(...paths: string[]): QuerySetRuntime
  /** Paths, or `{ path: queryset }`. */
  prefetchRelated(...paths: unknown[]): QuerySetRuntime
  using(database: string): QuerySetRuntime
  apply<R>(scope: (queryset: never) => R): R
  get(...conditions: Conditions[]): Promise<unknown>
  first(): Promise<unknown>
  last(): Promise<unknown>
  count(): Promise<number>
  exists(): Promise<boolean>
  aggregate(named: Readonly<Record<string, object>>): Promise<Record<string, unknown>>
  inBulk(keys?: readonly unknown[], field?: string): Promise<Map<unknown, unknown>>
  iterator(size?: number): AsyncIterable<unknown>
  build(values: Values): object
  ref(key: unknown): object
  create(values: Values): Promise<object>
  bulkCreate(
    rows: readonly (Values | object)[],
    options?: { batchSize?: number; ignoreConflicts?: boolean },
  ): Promise<object[]>
  bulkUpdate(rows: readonly object[], fields: readonly string[], options?: { batchSize?: number }): Promise<number>
  getOrCreate(lookups: Values, defaults?: Values): Promise<[object, boolean]>
  updateOrCreate(lookups: Values, defaults?: Values): Promise<[object, boolean]>
  update(values: Values): Promise<number>
  delete(): Promise<DeleteResult>
  then<A = unknown[], B = never>(
    resolve?: ((rows: unknown[]) => A | PromiseLike<A>) | null,
    reject?: ((reason: unknown) => B | PromiseLike<B>) | null,
  ): Promise<A | B>
  [Symbol.asyncIterator](): AsyncIterator<unknown>
}

export declare function querySetOf(model: ModelClass): QuerySetRuntime
