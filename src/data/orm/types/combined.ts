import type { LockOptions, RecurseOptions } from '../runtime.ts'
import type { AnyExpression, Meant, Named, With } from './expressions.ts'
import type { ColumnPaths, Value } from './paths.ts'
import type { condition, meaning, subquery } from './symbols.ts'
import type { Far, Relations, Row } from './values.ts'

export type { LockOptions }

/** A queryset that gives `R`, of whatever model. */
export interface Giving<R> extends PromiseLike<R[]> {
  readonly [subquery]: true
}

/** Relations that lead back to the same model. */
export type OwnRelations<M> = { [K in Relations<M>]: Far<M[K]> extends M ? K : never }[Relations<M>]
/** How `recurse` goes; `depth` names an annotation. */
export type Recursing<D extends string> = RecurseOptions & { readonly depth?: D }
/** The annotation that `recurse` makes. */
export type Steps<D extends string> = With<D extends string ? Named<D, number> : never>

/** Paths and expressions, each as `valuesList` gives it. */
export type ListValues<M, A, P extends readonly unknown[]> = {
  -readonly [I in keyof P]: P[I] extends string ? Value<M, A, P[I]> : Meant<M, A, P[I]>
}
/** The same, or what is wrong with a path. */
export type ListItems<M, A, P extends readonly unknown[]> = {
  [I in keyof P]: P[I] extends string ? ColumnPaths<M, [P[I]], A>[0] : P[I]
}
export type ListItem = string | AnyExpression

/** A page of rows, and the cursors of the pages beside it; null where there are none. */
export interface Page<R> {
  readonly rows: R[]
  readonly next: string | null
  readonly previous: string | null
}
/** Which page: the first, or the one after or before another's cursor. */
export interface PageOptions {
  /** Rows of a page at the most. */
  readonly size: number
  readonly after?: string | null
  readonly before?: string | null
}

/** How a plan is told. `format` and `analyze` (which runs the query) and the like are PostgreSQL's. */
export interface ExplainOptions {
  readonly format?: 'text' | 'json' | 'xml' | 'yaml'
  readonly analyze?: boolean
  readonly buffers?: boolean
  readonly costs?: boolean
  readonly settings?: boolean
  readonly summary?: boolean
  readonly timing?: boolean
  readonly verbose?: boolean
  readonly wal?: boolean
}

export type DateKind = 'year' | 'month' | 'week' | 'day'
export type DatetimeKind = DateKind | 'hour' | 'minute' | 'second'
export interface DatesOptions {
  readonly order?: 'asc' | 'desc'
}
export interface DatetimesOptions extends DatesOptions {
  /** Whose clocks are read: 'Europe/Paris'. UTC where left out. */
  readonly timezone?: string
}

/** SQL with values in it: a statement that gives `R`s, an expression, a condition. */
export interface Sql<R = Record<string, unknown>> extends AnyExpression, PromiseLike<R[]> {
  readonly [meaning]: readonly ['fixed', never, unknown]
  readonly [condition]: never
  /** Rows as objects, by the names of the columns: what awaiting gives. */
  records(): Promise<R[]>
  /** Rows as lists, in the order of the statement's columns. */
  rows(): Promise<readonly (readonly unknown[])[]>
  /** The first column of the first row; null where there is none. */
  value<T = unknown>(): Promise<T | null>
  /** For statements that write: how many rows changed. */
  run(): Promise<{ readonly changes: number; readonly lastKey: number | bigint | null }>
  /** On another of the project's databases. */
  using(database: string): Sql<R>
}
/** A name of a table or a column in SQL. */
export interface SqlName extends AnyExpression {
  readonly names: readonly string[]
}
/** The `sql` tag. */
export interface SqlTag {
  <R = Record<string, unknown>>(texts: TemplateStringsArray, ...values: unknown[]): Sql<R>
  /** A name, or a table's and a column's, quoted: `sql.id('app_book', 'title')`. */
  id(...names: string[]): SqlName
  /** Values, or SQL, with commas between them: `where id in (${sql.list([1, 2])})`. */
  list(values: readonly unknown[]): Sql
}
/** A row of a model with what else a statement gives. */
export type RawRow<M, R> = string extends keyof R ? Row<M> : Row<M> & Omit<R, keyof Row<M>>
