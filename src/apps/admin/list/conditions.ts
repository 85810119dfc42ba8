import { type AnyQuerySet, Q, untyped } from '../../../data/orm/index.ts'
import type { ModelInfo } from '../../../data/query/index.ts'
import type { ModelPath } from '../paths.ts'

/** A condition on rows, which can be joined and denied. */
export interface Condition {
  and(other: object): Condition
  or(other: object): Condition
  not(): Condition
}

/** Lookups by path as a condition. */
export function where(lookups: Readonly<Record<string, unknown>>): Condition {
  return Q(lookups)
}

/** What no row fulfils. */
export function nothing(): Condition {
  return Q({ pk__in: [] })
}

/** One of them holds; of none, nothing does. */
export function anyOf(conditions: readonly Condition[]): Condition {
  const [first, ...more] = conditions
  return more.reduce((all, next) => all.or(next), first ?? nothing())
}

/** All of them hold. Null for none. */
export function allOf(conditions: readonly Condition[]): Condition | null {
  const [first, ...more] = conditions
  return first === undefined ? null : more.reduce((all, next) => all.and(next), first)
}

/**
 * A condition across a to-many relation, as one on the row itself: each may be answered by another related row, a row for which several
 * answer is one row still, and no number of conditions joins too many tables.
 */
export function ofItsOwn(info: ModelInfo, condition: Condition, toMany: boolean): Condition {
  return toMany ? Q({ pk__in: keysOf(untyped(info).filter(condition)) }) : condition
}

/** There is no value at the end of a path; an empty text is none. */
export function isEmpty({ path, schema, ofRows }: ModelPath): Condition {
  const isText = !ofRows && (schema?.kind === 'string' || schema?.kind === 'text')
  return anyOf([where({ [`${path}__isnull`]: true }), ...(isText ? [where({ [path]: '' })] : [])])
}

/** The keys of rows, for `pk__in`. */
export function keysOf(rows: AnyQuerySet): AnyQuerySet<Record<string, unknown>> {
  return rows.orderBy().values('pk')
}
