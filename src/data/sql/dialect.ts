import type { Aggregation, DatabaseName, DatabaseValue, Expression, Field, Transform } from '../query/index.ts'
import type { Fragment } from './fragment.ts'
import type { AggregateSql, CallSql, WindowSql } from './functions/call.ts'
import { mysql } from './mysql.ts'
import { postgres } from './postgres.ts'
import { sqlite } from './sqlite.ts'

/** The keys that lead into a JSON document. */
export type JsonKeys = readonly (string | number)[]

/** `left IN (the items of slot)`, as one parameter for the whole list. */
export type InMany = (left: Fragment, slot: number, encode: (value: unknown) => DatabaseValue) => Fragment

/** What a value of a JSON document is wanted for: to be told from others, to be put in order with them, or as a value. */
export type JsonUse = 'equal' | 'order' | 'value'

/** What a lock on rows can say. */
export interface RowLocks {
  /** Whose rows, where several are joined. */
  readonly of: boolean
  /** That others may still insert rows that point at these. */
  readonly weak: boolean
  /** Rows that may be absent can be locked. */
  readonly optional: boolean
}

/** Many rows that are written at once: each row's values as a row of a list, the key first. */
export interface ListedUpdate {
  readonly table: string
  readonly key: string
  /** The columns that are written, quoted. */
  readonly columns: readonly string[]
  /** The rows of VALUES: `(…), (…)`. */
  readonly rows: Fragment
}

/** How a plan is told. */
export interface ExplainOptions {
  readonly format?: string
  readonly [name: string]: unknown
}

/** The facts in which one database's SQL differs from another's. The compiler asks here and nowhere else. */
export interface Dialect {
  readonly database: DatabaseName
  /** A name from metadata as an identifier. */
  quote(name: string): string
  /** The placeholder of parameter `index`, counted from 1. */
  placeholder(index: number): string
  /** A placeholder may stand in several places. */
  readonly sharedParameters: boolean

  // ---- values --------------------------------------------------------------------------------------------------------

  /** A parameter that stands alone, with the type that the database cannot guess. */
  typed(of: Fragment, field: Field | null): Fragment
  /** A parameter that is compared with a column: any number may be, also one that the column could not hold. */
  compared(of: Fragment, field: Field | null): Fragment
  /** A placeholder as a column of a field and type would give it. */
  given(place: string, field: Field, type: string): string
  /** A value as the kind of a field; `from` says what it is. */
  cast(of: Fragment, field: Field, from: Field | null): Fragment
  /** A value as text, for lookups that compare text. */
  text(of: Fragment, field: Field | null): Fragment
  /** What was computed, as the kind of value that it is to be, where the database makes another one of it. */
  computed(of: Fragment, expression: Expression): Fragment
  arithmetic(expression: Extract<Expression, { kind: 'arithmetic' }>, left: Fragment, right: Fragment): Fragment
  /** How a list of `size` items of a field travels as one parameter; null where each item gets its own. */
  inMany(field: Field, size: number): InMany | null
  /** The first moment of a year, as a parameter that is compared with a date or a moment; any whole number. */
  newYear(year: number): string

  // ---- text ----------------------------------------------------------------------------------------------------------

  /** `left LIKE right` where `right` has `\` as its escape. */
  like(left: Fragment, right: Fragment, insensitive: boolean): Fragment
  regex(left: Fragment, right: Fragment, insensitive: boolean): Fragment
  /** A text's `\`, `%` and `_` escaped, for patterns that come from a column. */
  escapeLike(text: Fragment): Fragment
  concat(parts: readonly Fragment[]): Fragment

  // ---- functions -----------------------------------------------------------------------------------------------------

  /** What a transform computes; undefined where the database knows no such transform. */
  transform(transform: Transform, of: Fragment, from: Field | null): Fragment | undefined
  /** Lookups that only some databases have, or write in their own way, by name. */
  readonly lookups: Readonly<Record<string, (left: Fragment, right: Fragment, field: Field | null) => Fragment>>
  /** Whether a list has every item of another; throws where there are no lists. */
  arrayContains(whole: Fragment, part: Fragment): Fragment
  /** Functions that this database writes in its own way, by name. */
  readonly functions: Readonly<Record<string, CallSql>>
  readonly aggregates: Readonly<Record<string, AggregateSql>>
  /** Functions over windows that this database writes in its own way, by name. */
  readonly windows: Readonly<Record<string, WindowSql>>
  /** An aggregate's result as the kind of value that it is to be. */
  aggregated(of: Fragment, aggregate: Aggregation): Fragment

  // ---- JSON ----------------------------------------------------------------------------------------------------------

  /** The value at a path of a JSON document; JSON's null is no value where it can be told. */
  jsonValue(document: Fragment, path: JsonKeys, use: JsonUse): Fragment
  /** The same as JSON text, to select. */
  jsonText(document: Fragment, path: JsonKeys): Fragment
  /** The same as a plain text, for text lookups. */
  jsonString(document: Fragment, path: JsonKeys): Fragment
  /** Whether the value at a path is JSON's null, true or false. */
  jsonIs(document: Fragment, path: JsonKeys, value: null | boolean): Fragment
  /** NULL just where there is no value at a path. */
  jsonPresent(document: Fragment, path: JsonKeys): Fragment
  /** Whether what the path leads to has a key. */
  jsonHas(document: Fragment, path: JsonKeys, key: (values: readonly unknown[]) => string): Fragment
  /** Whether a document contains another; null where the database cannot tell. */
  readonly jsonContains: ((whole: Fragment, part: Fragment) => Fragment) | null
  /** A JSON text as a value that `jsonValue` can be compared with. */
  jsonComparable(text: Fragment, use: JsonUse): Fragment
  /** `left IN (the items of a JSON array)`, for lists too long for a parameter each. */
  inJson(left: Fragment, array: Fragment): Fragment

  // ---- statements ----------------------------------------------------------------------------------------------------

  readonly random: string
  /** Without a word, nulls are ordered before all values. */
  readonly nullsLow: boolean
  /** The database has `NULLS FIRST` and `NULLS LAST`. */
  readonly nullsPlaced: boolean
  /** Grouped and distinct rows are ordered by what is selected alone, which is said by its place. */
  readonly ordersByPlace: boolean
  /** Rows that are grouped and ordered by the same keep that order through a function over a window. */
  readonly groupsKeepOrder: boolean
  /** Where rows are grouped by their key, a condition on groups may speak of their other columns. */
  readonly groupsByKey: boolean
  /** The database has `FILTER (WHERE …)` for aggregates. */
  readonly filters: boolean
  /** Frames of windows that count groups of equal rows, or leave rows out. */
  readonly richFrames: boolean
  /** A subquery that is a table may speak of the rows of an enclosing query. */
  readonly correlatedTables: boolean
  /** A subquery at the right of IN may have a LIMIT. */
  readonly limitsInside: boolean
  /** In UPDATE and DELETE, a subquery at the right of IN that is not materialized is asked again for every row. */
  readonly repeatsInWrites: boolean
  /** The table of a DELETE may have another name in it. */
  readonly deletesAliased: boolean
  /** Rows that are computed once, for what asks for their `value`. */
  materialized(rows: Fragment): Fragment
  /** What stands before a statement to have its plan told; throws for options that the database does not have. */
  explain(options: ExplainOptions): string
  /** What stands after LIMIT where there is an offset and no limit. */
  readonly unlimited: string
  /** The most parameters that one statement takes. */
  readonly maxParameters: number
  /** The most bytes of a pattern of LIKE; null for any. */
  readonly longestPattern: number | null
  /** How the keys of inserted rows come back: from the last one (they follow each other), or as rows. */
  readonly insertedKeys: 'last' | 'returning'
  /** Put around an INSERT, into a table with this key, that passes over rows which break a unique rule. */
  ignoreConflicts(key: string): { readonly before: string; readonly after: string }
  /** What follows the VALUES of an INSERT that writes `columns` into the rows that already have the values of `unique`. */
  updateConflicts(unique: readonly string[], columns: readonly string[]): string
  /** UPDATE gives back what it wrote. */
  readonly updateReturning: boolean
  /** UPDATE of many rows, each with its own values. */
  updateListed(update: ListedUpdate): Fragment
  /** The values of a VALUES list need their types said. */
  readonly typedValues: boolean
  /** Many rows can be inserted as one list a column. */
  readonly listInserts: boolean
  /** INSERT of a row of nothing but defaults. */
  readonly defaultRow: string
  /** How the database locks rows for the rest of a transaction; null where it locks more than rows by itself. */
  readonly rowLocks: RowLocks | null
  /** The database has `DISTINCT ON (…)`. */
  readonly distinctOn: boolean
}

/** The databases that the compiler speaks. */
export const dialects: Readonly<Partial<Record<DatabaseName, Dialect>>> = { sqlite, postgres, mysql }
