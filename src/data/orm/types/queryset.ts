import type { Limits } from '../../drivers/index.ts'
import type { DeleteResult } from '../runtime.ts'
import type {
  DateKind,
  DatesOptions,
  DatetimeKind,
  DatetimesOptions,
  ExplainOptions,
  Giving,
  ListItem,
  ListItems,
  ListValues,
  LockOptions,
  OwnRelations,
  Page,
  PageOptions,
  Recursing,
  Steps,
} from './combined.ts'
import type { AnyExpression, CheckedExpressions, Computable, Meant, OrderTerm, Pairs, With } from './expressions.ts'
import type { Attached, Deferred, Only, PrefetchChoice, PrefetchOf } from './loading.ts'
import type { Lookups } from './lookups.ts'
import type { ColumnPaths, Loaded, Paths, RelationPaths, ToOnePaths, Value } from './paths.ts'
import type { subquery } from './symbols.ts'
import type { Columns, DateString, Defaults, Keys, Many, PkOf, Plain, Relations, Row } from './values.ts'
import type { Changes, CheckedChanges, Demanded, DemandedOfEach, Given } from './writing.ts'

/** Every column of a model as `values()` gives it. */
export type ColumnValues<M> = { [K in Exclude<Columns<M>, Relations<M>>]: Plain<M[K]> } & Keys<M>

/** A relation to prefetch: its path, querysets by path, or a `Prefetch`. */
export type Prefetched = string | Readonly<Record<string, object>> | PrefetchOf<string, PrefetchChoice>
type Named = Readonly<Record<string, Computable>>
type Records<M, A, P extends readonly unknown[]> = { [K in P[number] & string]: Value<M, A, K> }

/** What `bulkCreate` may do otherwise. */
export interface BulkCreateOptions<M> {
  /** Rows of one statement at the most. */
  readonly batchSize?: number
  /** Passes over rows that a unique rule refuses; the rows that come back know no key that the database gave. */
  readonly ignoreConflicts?: boolean
  /** Writes `fields` into the row that has the same values of `unique`, which a unique rule must cover. */
  readonly updateConflicts?: {
    readonly fields: readonly Exclude<Columns<M>, ManyOf<M>>[]
    readonly unique: readonly (Exclude<Columns<M>, ManyOf<M>> | 'pk')[]
  }
}

/** A filter kept under a name: `static live = scope<Book>()((books) => books.filter({ status: 'live' }))`. */
export interface Scope<M, Args extends readonly unknown[], R> {
  (...args: Args): R
  readonly scopeOf?: M
}

/**
 * An immutable description of rows of model `M`; awaiting or iterating it runs it. `R` is what it gives, `A` what was
 * annotated. Semantics: https://docs.djangoproject.com/en/stable/ref/models/querysets/
 */
export interface QuerySet<M, R = Row<M>, A = {}> extends PromiseLike<R[]>, AsyncIterable<R> {
  readonly [subquery]: true
  /** Whether its rows come in an order: its own, or its model's. */
  readonly ordered: boolean

  /** Rows for which every lookup holds; also takes a `Q`. */
  filter<const L extends object, const N extends object = {}>(
    lookups: L & Lookups<M, A, L>,
    also?: N & Lookups<M, A, N>,
  ): QuerySet<M, R, A>
  /** Rows for which the lookups do not all hold. */
  exclude<const L extends object, const N extends object = {}>(
    lookups: L & Lookups<M, A, L>,
    also?: N & Lookups<M, A, N>,
  ): QuerySet<M, R, A>
  /** By paths, `-` for descending, '?' for chance, or expressions' `asc()` and `desc()`. Replaces an earlier order. */
  orderBy<const P extends readonly (string | OrderTerm)[]>(...paths: Paths<M, P, A>): QuerySet<M, R, A>
  /** The same rows in the opposite order. */
  reverse(): QuerySet<M, R, A>
  /** Each row once; with paths, the first of each combination of their values: `DISTINCT ON`, on PostgreSQL. */
  distinct<const P extends readonly string[]>(...paths: ColumnPaths<M, P, A>): QuerySet<M, R, A>
  all(): QuerySet<M, R, A>
  none(): QuerySet<M, R, A>
  /** Rows from one position up to another, which is not included. */
  slice(from: number, to?: number): QuerySet<M, R, A>
  /** On another of the project's databases. */
  using(database: string): QuerySet<M, R, A>
  /** Ends its statements, those of prefetches too, when a signal is aborted or after so many milliseconds each. */
  within(limits: Limits): QuerySet<M, R, A>

  /** Plain objects with just these paths; without paths, all columns. */
  values(): QuerySet<M, ColumnValues<M> & A, A>
  values<const P extends readonly string[]>(...paths: ColumnPaths<M, P, A>): QuerySet<M, Records<M, A, P>, A>
  /** Paths, and at the end expressions by name. */
  values<const P extends readonly string[], const N extends Named>(
    ...given: [...paths: ColumnPaths<M, P, A>, named: N & CheckedExpressions<M, A, N>]
  ): QuerySet<M, Records<M, A, P> & With<Pairs<M, A, N>>, A & With<Pairs<M, A, N>>>
  // Once more, since the compiler shows the errors of the last overload; the first is the cheap way to succeed.
  values<const P extends readonly string[]>(...paths: ColumnPaths<M, P, A>): QuerySet<M, Records<M, A, P>, A>
  /** Lists instead of objects; with one path and `{ flat: true }` the values themselves. */
  valuesList<const P extends string>(
    ...path: [...paths: ColumnPaths<M, [P], A>, options: { readonly flat: true }]
  ): QuerySet<M, Value<M, A, P>, A>
  valuesList<const E extends AnyExpression>(of: E, options: { readonly flat: true }): QuerySet<M, Meant<M, A, E>, A>
  valuesList<const P extends readonly ListItem[]>(...paths: ListItems<M, A, P>): QuerySet<M, ListValues<M, A, P>, A>

  /** Computes values beside each row, by name. */
  annotate<const N extends Named>(
    named: N & CheckedExpressions<M, A, N>,
  ): QuerySet<M, R & With<Pairs<M, A, N>>, A & With<Pairs<M, A, N>>>
  /** Values that may be named from here on, and are no part of the results. */
  alias<const N extends Named>(named: N & CheckedExpressions<M, A, N>): QuerySet<M, R, A & With<Pairs<M, A, N>>>

  /** The rows of any of the querysets, each once; all of them with `{ all: true }`. `UNION` */
  union(...others: readonly (Giving<R> | { readonly all: boolean })[]): QuerySet<M, R, A>
  /** The rows that are in all of the querysets. `INTERSECT` */
  intersection(...others: readonly Giving<R>[]): QuerySet<M, R, A>
  /** The rows that are in none of the others. `EXCEPT` */
  difference(...others: readonly Giving<R>[]): QuerySet<M, R, A>
  /** The rows that the conditions of either queryset ask for. Django's `|`. */
  or(other: Giving<R>): QuerySet<M, R, A>
  /** The rows that the conditions of both ask for. Django's `&`. */
  and(other: Giving<R>): QuerySet<M, R, A>
  /** These rows, and those that a relation to the same model leads to from them, again and again. `WITH RECURSIVE` */
  recurse<const D extends string = never>(
    relation: OwnRelations<M>,
    options?: Recursing<D>,
  ): QuerySet<M, R & Steps<D>, A & Steps<D>>
  /** As a subquery, computed once and by itself. `WITH … AS MATERIALIZED` */
  materialized(): QuerySet<M, R, A>
  /** Locks the rows until the transaction ends; only inside one. `FOR UPDATE`; nothing on SQLite. */
  selectForUpdate(options?: LockOptions): QuerySet<M, R, A>
  /** The dates at a path, cut down to a year, month, week or day, each once. */
  dates<const P extends string>(
    ...given: [...path: ColumnPaths<M, [P], A>, kind: DateKind, options?: DatesOptions]
  ): QuerySet<M, DateString, A>
  /** The moments at a path, cut down, each once. */
  datetimes<const P extends string>(
    ...given: [...path: ColumnPaths<M, [P], A>, kind: DatetimeKind, options?: DatetimesOptions]
  ): QuerySet<M, Date, A>
  /** A page of rows, by the values of the order: `cursorPage({ size: 20, after: cursor })`. */
  cursorPage(options: PageOptions): Promise<Page<R>>
  /** How the database would find the rows, in its own words. */
  explain(options?: ExplainOptions): Promise<string>

  /** Computes values of all rows together. */
  aggregate<const N extends Named>(named: N & CheckedExpressions<M, A, N>): Promise<With<Pairs<M, A, N>>>

  /** Reads to-one relations along, in the same query: `selectRelated('author', 'author__country')`. */
  selectRelated<const P extends readonly string[]>(...paths: ToOnePaths<M, P>): QuerySet<M, R & Loaded<M, P>, A>
  /** Takes back what was to be read along. */
  selectRelated(nothing: null): QuerySet<M, R, A>
  /** Reads relations along, one query for each: paths, or `{ path: queryset }` to choose the rows. */
  prefetchRelated<const P extends readonly Prefetched[]>(
    ...paths: RelationPaths<M, P>
  ): QuerySet<M, R & Loaded<M, P> & Attached<M, P>, A>
  /** Takes back what was to be prefetched. */
  prefetchRelated(nothing: null): QuerySet<M, R, A>
  /** Rows without these columns, which are read by `row.load('text')`; null takes all back. The key is always there. */
  defer<const P extends readonly string[]>(...paths: ColumnPaths<M, P>): QuerySet<M, Deferred<M, R, P>, A>
  defer(nothing: null): QuerySet<M, Row<M> & A, A>
  /** Rows with these columns and the key alone: `Book.selectRelated('author').only('title', 'author__name')`. */
  only<const P extends readonly string[]>(...paths: ColumnPaths<M, P>): QuerySet<M, Only<M, R, P>, A>
  /** Applies a scope, or any function of a queryset. */
  apply<S>(scope: Scope<M, [], S> | ((queryset: QuerySet<M, R, A>) => S)): S

  /** The one row. Throws `DoesNotExist` or `MultipleObjectsReturned`. */
  get(): Promise<R>
  get<const L extends object>(lookups: L & Lookups<M, A, L>): Promise<R>
  first(): Promise<R | null>
  last(): Promise<R | null>
  /** The row with the least values of the paths, or of the model's `getLatestBy`. Throws `DoesNotExist`. */
  earliest<const P extends readonly string[]>(...paths: Paths<M, P, A>): Promise<R>
  /** The row with the greatest values of the paths, or of the model's `getLatestBy`. Throws `DoesNotExist`. */
  latest<const P extends readonly string[]>(...paths: Paths<M, P, A>): Promise<R>
  /** Whether a row is among these. */
  contains(row: object): Promise<boolean>
  count(): Promise<number>
  exists(): Promise<boolean>
  /** Rows by key, or by another unique field. */
  inBulk(keys?: readonly PkOf<M>[]): Promise<Map<PkOf<M>, R>>
  inBulk<const F extends Columns<M>>(keys: readonly Plain<M[F]>[], field: F): Promise<Map<Plain<M[F]>, R>>
  /** Rows in batches of `size`, not kept: for results that do not fit into memory. */
  iterator(size?: number): AsyncIterable<R>

  /** An unsaved row. */
  build(values: Given<M>): Row<M>
  /** Inserts a row; a relation is a row, a key, or `author_id`. `INSERT INTO … RETURNING` the key. */
  create<const V extends Given<M>>(values: V & Demanded<M, V>): Promise<Row<M>>
  /** Inserts many rows, several a statement. */
  bulkCreate<const V extends Given<M> | M>(
    rows: readonly (V & DemandedOfEach<M, V>)[],
    options?: BulkCreateOptions<M>,
  ): Promise<Row<M>[]>
  /** Writes these fields of rows that exist, many rows a statement. Resolves to the number of rows written. */
  bulkUpdate(
    rows: readonly M[],
    fields: readonly Exclude<Columns<M>, ManyOf<M>>[],
    options?: { readonly batchSize?: number },
  ): Promise<number>
  getOrCreate<const L extends object>(
    lookups: L & Lookups<M, A, L>,
    defaults?: Defaults<M>,
  ): Promise<[row: Row<M>, created: boolean]>
  updateOrCreate<const L extends object>(
    lookups: L & Lookups<M, A, L>,
    defaults?: Defaults<M>,
    options?: { readonly createDefaults?: Defaults<M> },
  ): Promise<[row: Row<M>, created: boolean]>
  /** Writes all rows in one statement. Resolves to their number. */
  update<const C extends Changes<M>>(changes: C & CheckedChanges<M, A, C>): Promise<number>
  /** Deletes all rows, and what depends on them. Resolves to how many, in all and by model. */
  delete(): Promise<DeleteResult>
}

type ManyOf<M> = { [K in Columns<M>]: NonNullable<M[K]> extends Many<infer _> ? K : never }[Columns<M>]
