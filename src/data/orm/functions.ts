import { use } from '../../base/context/index.ts'
import type { ModelInfo } from '../query/index.ts'
import type { AnyModelClass } from './class.ts'
import * as runtime from './runtime.ts'
import type { Aggregated, AggregateOptions, AnyExpression, Expression } from './types/expressions.ts'
import type { PrefetchChoice, PrefetchOf } from './types/loading.ts'
import type { Condition } from './types/lookups.ts'
import type { Prefetched } from './types/queryset.ts'
import type { condition } from './types/symbols.ts'
import type { AnyQuerySet } from './types/untyped.ts'

/**
 * Lookups that can be joined: `Person.filter(Q({ age__lt: 5 }).or({ age__gt: 90 }))`. They are checked by the model that
 * they are given to. Semantics: Django's `Q`.
 */
export const Q = runtime.Q as unknown as <const L extends object>(lookups: L) => Condition<L>

/** The value at a path, as the database has it: `update({ age: F('age').plus(1) })`. Semantics: Django's `F`. */
export const F = runtime.F as unknown as <const P extends string>(path: P) => Expression<readonly ['value', P]>

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
