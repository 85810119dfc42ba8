import type { Limits } from '../../drivers/index.ts'
import type { KeyedModel } from '../model.ts'
import type { DeleteResult } from '../runtime.ts'
import type {
  DateKind,
  DatesOptions,
  DatetimeKind,
  DatetimesOptions,
  ExplainOptions,
  LockOptions,
  Page,
  PageOptions,
} from './combined.ts'
import type { OrderTerm } from './expressions.ts'
import type { Prefetched } from './queryset.ts'

/** A row of a model that the code does not know. */
export type AnyRow = KeyedModel & Record<string, unknown>
/** Lookups by path, or a `Q`. */
export type AnyLookups = Readonly<Record<string, unknown>> | object
type Values = Readonly<Record<string, unknown>>

/** A queryset without types: what `QuerySet` does, for code that works on any model. Names are checked at run time. */
export interface AnyQuerySet<R = AnyRow> extends PromiseLike<R[]>, AsyncIterable<R> {
  /** Whether its rows come in an order: its own, or its model's. */
  readonly ordered: boolean
  filter(...lookups: AnyLookups[]): AnyQuerySet<R>
  exclude(...lookups: AnyLookups[]): AnyQuerySet<R>
  orderBy(...paths: (string | OrderTerm)[]): AnyQuerySet<R>
  reverse(): AnyQuerySet<R>
  distinct(...paths: string[]): AnyQuerySet<R>
  alias(named: Readonly<Record<string, object>>): AnyQuerySet<R>
  union(...others: (AnyQuerySet<R> | { readonly all: boolean })[]): AnyQuerySet<R>
  intersection(...others: AnyQuerySet<R>[]): AnyQuerySet<R>
  difference(...others: AnyQuerySet<R>[]): AnyQuerySet<R>
  or(other: AnyQuerySet<R>): AnyQuerySet<R>
  and(other: AnyQuerySet<R>): AnyQuerySet<R>
  recurse(relation: string, options?: { readonly depth?: string; readonly maxDepth?: number }): AnyQuerySet<R>
  materialized(): AnyQuerySet<R>
  selectForUpdate(options?: LockOptions): AnyQuerySet<R>
  dates(path: string, kind: DateKind, options?: DatesOptions): AnyQuerySet<string>
  datetimes(path: string, kind: DatetimeKind, options?: DatetimesOptions): AnyQuerySet<Date>
  cursorPage(options: PageOptions): Promise<Page<R>>
  explain(options?: ExplainOptions): Promise<string>
  all(): AnyQuerySet<R>
  none(): AnyQuerySet<R>
  slice(from: number, to?: number): AnyQuerySet<R>
  using(database: string): AnyQuerySet<R>
  within(limits: Limits): AnyQuerySet<R>
  values(...paths: (string | Readonly<Record<string, object>>)[]): AnyQuerySet<Record<string, unknown>>
  valuesList(path: string | object, options: { readonly flat: true }): AnyQuerySet<unknown>
  valuesList(...paths: (string | object)[]): AnyQuerySet<unknown[]>
  annotate(named: Readonly<Record<string, object>>): AnyQuerySet<R>
  aggregate(named: Readonly<Record<string, object>>): Promise<Record<string, unknown>>
  selectRelated(...paths: (string | null)[]): AnyQuerySet<R>
  defer(...paths: (string | null)[]): AnyQuerySet<R>
  only(...paths: string[]): AnyQuerySet<R>
  prefetchRelated(...paths: (Prefetched | null)[]): AnyQuerySet<R>
  apply<S>(scope: (queryset: AnyQuerySet<R>) => S): S
  get(...lookups: AnyLookups[]): Promise<R>
  first(): Promise<R | null>
  last(): Promise<R | null>
  earliest(...paths: string[]): Promise<R>
  latest(...paths: string[]): Promise<R>
  contains(row: object): Promise<boolean>
  count(): Promise<number>
  exists(): Promise<boolean>
  inBulk(keys?: readonly unknown[], field?: string): Promise<Map<unknown, R>>
  iterator(size?: number): AsyncIterable<R>
  build(values: Values): R
  /** A relation's value by key. */
  ref(key: unknown): { readonly pk: unknown; load(): Promise<AnyRow> }
  create(values: Values): Promise<R>
  bulkCreate(
    rows: readonly (Values | object)[],
    options?: {
      readonly batchSize?: number
      readonly ignoreConflicts?: boolean
      readonly updateConflicts?: { readonly fields: readonly string[]; readonly unique: readonly string[] }
    },
  ): Promise<R[]>
  bulkUpdate(
    rows: readonly object[],
    fields: readonly string[],
    options?: { readonly batchSize?: number },
  ): Promise<number>
  getOrCreate(lookups: Values, defaults?: Values): Promise<[row: R, created: boolean]>
  updateOrCreate(
    lookups: Values,
    defaults?: Values,
    options?: { readonly createDefaults?: Values },
  ): Promise<[row: R, created: boolean]>
  update(values: Values): Promise<number>
  delete(): Promise<DeleteResult>
}

/** A to-many relation of a row of a model that the code does not know: `row.tags as AnyMany`. */
export interface AnyMany extends AsyncIterable<AnyRow> {
  all(): AnyQuerySet
  /** The rows; for every row that was fetched together with this one, in one query. */
  load(): Promise<readonly AnyRow[]>
  filter(...lookups: AnyLookups[]): AnyQuerySet
  exclude(...lookups: AnyLookups[]): AnyQuerySet
  count(): Promise<number>
  create(values: Values, options?: { readonly through?: Values }): Promise<AnyRow>
  add(...rows: unknown[]): Promise<void>
  remove(...rows: unknown[]): Promise<void>
  set(rows: readonly unknown[], options?: { readonly through?: Values; readonly clear?: boolean }): Promise<void>
  clear(): Promise<void>
}
