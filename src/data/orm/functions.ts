import { use } from '../../base/context/index.ts'
import type { ModelInfo } from '../query/index.ts'
import type { AnyModelClass } from './class.ts'
import * as runtime from './runtime.ts'
import type { SqlTag } from './types/combined.ts'
import type {
  Aggregated,
  AggregateOptions,
  AnyExpression,
  Arg,
  Args,
  Branch,
  Derived,
  Expression,
  Fixed,
  Holds,
  OnlyValue,
  PathsOf,
  Reading,
  Truth,
  Windowed,
  WindowOptions,
} from './types/expressions.ts'
import type { PrefetchChoice, PrefetchOf } from './types/loading.ts'
import type { Condition, Subquery as SubqueryType } from './types/lookups.ts'
import type { Prefetched } from './types/queryset.ts'
import type { condition } from './types/symbols.ts'
import type { AnyQuerySet } from './types/untyped.ts'
import type { Plain } from './types/values.ts'

/**
 * Lookups that can be joined: `Person.filter(Q({ age__lt: 5 }).or({ age__gt: 90 }))`. They are checked by the model that
 * they are given to. Semantics: Django's `Q`.
 */
export const Q = runtime.Q as unknown as <const L extends object>(lookups: L) => Condition<L>

/** The value at a path, as the database has it: `update({ age: F('age').plus(1) })`. Semantics: Django's `F`. */
export const F = runtime.F as unknown as <const P extends string>(path: P) => Expression<readonly ['value', P]>

/** A value where a text would be a path: `Concat('first', Value(' '), 'last')`. A parameter in SQL. Django's `Value`. */
export const Value = runtime.Value as unknown as <T>(value: T) => Fixed<T>

/** `CAST("a" AS …)`: a value as the kind that a field has, `Cast('year', field.char({ maxLength: 4 }))`. Django's `Cast`. */
export const Cast = runtime.Cast as unknown as <const A extends Arg, F>(of: A, field: F) => Derived<Plain<F>, A>

/** `COALESCE("a", "b")`: the first value that is not null. Django's `Coalesce`. */
export const Coalesce = runtime.Coalesce as unknown as <const A extends Args>(
  ...of: A
) => Reading<'coalesce', A[number]>

/** `WHEN … THEN …`: a branch of a `Case`, the value where lookups or a `Q` hold. A text is a path. Django's `When`. */
export const When = runtime.When as unknown as <const L extends object, const A extends Arg>(
  holds: L,
  then: A,
) => Branch<PathsOf<A> | Holds<L>>

/**
 * `CASE WHEN … THEN … ELSE … END`: the value of the first branch whose condition holds, else `default`, else null:
 * `Case(When({ pages__gt: 500 }, Value('long')), { default: Value('short') })`. Django's `Case`.
 */
export const Case = runtime.Case as unknown as {
  <const B extends readonly Branch<unknown>[]>(...branches: B): Reading<'nullable', B[number]>
  <const B extends readonly Branch<unknown>[], const D extends Arg>(
    ...branches: [...B, otherwise: { readonly default: D }]
  ): Reading<'value', B[number] | D>
}

/**
 * `EXISTS (SELECT …)`: whether a queryset has a row, as a condition or a value:
 * `Author.filter(Exists(Book.filter({ author: OuterRef('pk') })))`. Django's `Exists`.
 */
export const Exists = runtime.Exists as unknown as (rows: SubqueryType) => Truth

/** `(SELECT …)`: the one value of a queryset's first row, null where it has none. Django's `Subquery`. */
export const Subquery = runtime.Subquery as unknown as <R>(
  rows: SubqueryType & PromiseLike<R[]>,
) => Fixed<OnlyValue<R> | null>

/** A path of the enclosing query's row, inside a subquery; `OuterRef(OuterRef('pk'))` of the one around that. */
export const OuterRef = runtime.OuterRef as unknown as (path: string | Fixed<unknown>) => Fixed<unknown>

/**
 * `SUM("pages") OVER (PARTITION BY …)`: a function, or an aggregate, over the rows around each row:
 * `Window(Sum('pages'), { partitionBy: 'author', orderBy: 'published' })`. Django's `Window`.
 */
export const Window = runtime.Window as unknown as <const A extends AnyExpression, const O extends WindowOptions = {}>(
  of: A,
  options?: O,
) => Windowed<A, O>
/** `ROW_NUMBER()`: the number of the row in its partition, from 1. For a `Window`. */
export const RowNumber = runtime.RowNumber as unknown as () => Fixed<number>

/** How many rows a path has; '*' for the rows themselves. Gives a number. `COUNT("books"."id")`. */
export const Count = runtime.Count as unknown as AggregateOf<'count'>
/** The sum of a path's values, null where there are none. `SUM("pages")`. */
export const Sum = runtime.Sum as unknown as AggregateOf<'nullable'>
/** The mean of a path's values, null where there are none: a `Decimal` of decimals, else a number. `AVG("pages")`. */
export const Avg = runtime.Avg as unknown as AggregateOf<'average'>
/** The least of a path's values, null where there are none. `MIN("pages")`. */
export const Min = runtime.Min as unknown as AggregateOf<'nullable'>
/** The greatest of a path's values, null where there are none. `MAX("pages")`. */
export const Max = runtime.Max as unknown as AggregateOf<'nullable'>

/** An aggregate function: of a path or an expression. */
export type AggregateOf<Kind extends string> = <
  const P extends string | AnyExpression,
  const O extends AggregateOptions = {},
>(
  of: P,
  options?: O,
) => Aggregated<Kind, P, O>

/**
 * Lookups that are only known at run time, for a typed queryset: `Book.filter(lookups(record))`. Checked when the query
 * runs, with the errors that name what is wrong.
 */
export function lookups(record: Readonly<Record<string, unknown>>): { readonly [condition]: never } {
  return runtime.Q(record) as never
}

/**
 * A path for `prefetchRelated` with a queryset that chooses its rows, and a property of their own to put them under:
 * `Author.prefetchRelated(Prefetch('books', { rows: Book.filter({ live: true }), toAttr: 'liveBooks' }))`. Semantics:
 * Django's `Prefetch` (https://docs.djangoproject.com/en/stable/ref/models/querysets/#prefetch-objects).
 */
export const Prefetch = runtime.Prefetch as unknown as <const P extends string, const O extends PrefetchChoice = {}>(
  path: P,
  options?: O,
) => PrefetchOf<P, O>

/**
 * Loads relations of rows that are there already, one query for each, as `prefetchRelated` does for those of a query.
 * Throws for rows of which some lack the relation. Django's `prefetch_related_objects`.
 */
export const prefetchRelatedObjects: (rows: readonly object[], ...paths: readonly Prefetched[]) => Promise<void> =
  runtime.prefetchRelatedObjects

/** What the current project knows of a model. Throws where the project does not have it. */
export function infoOf(model: AnyModelClass): ModelInfo {
  return use(runtime.ormService).registry.of(model)
}

/** A model's querysets for code that does not know the model: paths are strings, lookups records, rows `AnyRow`. */
export function untyped(model: AnyModelClass | ModelInfo): AnyQuerySet {
  return runtime.querySetOf(typeof model === 'function' ? model : model.model) as unknown as AnyQuerySet
}

/**
 * SQL: ``await sql`select name from blog_person where age > ${18}` `` gives objects by column; `.rows()` lists, `.value()` one
 * value, `.run()` writes. In `annotate`, `filter` and `orderBy` it is an expression. Each `${…}` is a parameter, an
 * expression, a queryset, `sql.id(…)`, `sql.list(…)` or SQL of its own, never text.
 */
export const sql = runtime.sql as unknown as SqlTag
