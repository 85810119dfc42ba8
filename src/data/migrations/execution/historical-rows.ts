import type { AnyExpression, AnyQuerySet, AnyRow, Condition, KeyedModel } from '../../orm/index.ts'

type Names<R> = keyof R & string
type Path<R> = Names<R> | 'pk' | `${Names<R>}__${string}`

/** A row in the shape that the migration gives it, with what every row has: `pk`, `save()`, `delete()`. */
export type HistoricalRow<R> = KeyedModel & R

/** Values by column, or what the database computes them from. */
export type HistoricalValues<R> = { readonly [K in Names<R>]?: R[K] | AnyExpression }

/** A column's value, or lookups that begin with its name, whose values are not checked; or a `Q`. */
export type HistoricalLookups<R> =
  | (HistoricalValues<R> & { readonly pk?: unknown } & { readonly [path in `${Names<R> | 'pk'}__${string}`]?: unknown })
  | Condition<unknown>

type Chained =
  | 'filter'
  | 'exclude'
  | 'orderBy'
  | 'reverse'
  | 'distinct'
  | 'all'
  | 'none'
  | 'slice'
  | 'using'
  | 'within'
  | 'selectForUpdate'
type Written = 'build' | 'create' | 'bulkCreate' | 'bulkUpdate' | 'getOrCreate' | 'updateOrCreate' | 'update'
type Same = 'reverse' | 'all' | 'none' | 'slice' | 'using' | 'within' | 'selectForUpdate'

type Returning<T, R> = T extends (...args: infer A) => unknown ? (...args: A) => R : never

/**
 * A queryset of `apps.model<R>(label)`: the names of `R` are checked wherever they are written, and rows have its types.
 * That the model really is so is not: a migration says what it knows. Other methods are those of an untyped queryset.
 */
export interface HistoricalRows<R extends object>
  extends Omit<AnyQuerySet<HistoricalRow<R>>, Chained | Written>,
    HistoricalChain<R> {
  filter(...lookups: HistoricalLookups<R>[]): HistoricalRows<R>
  exclude(...lookups: HistoricalLookups<R>[]): HistoricalRows<R>
  orderBy(...paths: (Path<R> | `-${Path<R>}`)[]): HistoricalRows<R>
  distinct(...paths: Path<R>[]): HistoricalRows<R>
  get(...lookups: HistoricalLookups<R>[]): Promise<HistoricalRow<R>>
  build(values: HistoricalValues<R>): HistoricalRow<R>
  create(values: HistoricalValues<R>): Promise<HistoricalRow<R>>
  bulkCreate(
    rows: readonly (HistoricalValues<R> | HistoricalRow<R>)[],
    options?: {
      readonly batchSize?: number
      readonly ignoreConflicts?: boolean
      readonly updateConflicts?: { readonly fields: readonly Names<R>[]; readonly unique: readonly Names<R>[] }
    },
  ): Promise<HistoricalRow<R>[]>
  bulkUpdate(
    rows: readonly HistoricalRow<R>[],
    fields: readonly Names<R>[],
    options?: { readonly batchSize?: number },
  ): Promise<number>
  getOrCreate(
    lookups: HistoricalValues<R>,
    defaults?: HistoricalValues<R>,
  ): Promise<[row: HistoricalRow<R>, created: boolean]>
  updateOrCreate(
    lookups: HistoricalValues<R>,
    defaults?: HistoricalValues<R>,
    options?: { readonly createDefaults?: HistoricalValues<R> },
  ): Promise<[row: HistoricalRow<R>, created: boolean]>
  update(values: HistoricalValues<R>): Promise<number>
}

type HistoricalChain<R extends object> = { [K in Same]: Returning<AnyQuerySet<AnyRow>[K], HistoricalRows<R>> }
