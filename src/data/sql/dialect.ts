import type { DatabaseName, Transform } from '../query/index.ts'
import type { Fragment } from './fragment.ts'
import { sqlite } from './sqlite.ts'

/** The facts in which one database's SQL differs from another's. The compiler asks here and nowhere else. */
export interface Dialect {
  readonly database: DatabaseName
  /** A name from metadata as an identifier. */
  quote(name: string): string
  /** The placeholder of parameter `index`, counted from 1. */
  placeholder(index: number): string
  /** `left LIKE right` where `right` has `\` as its escape. */
  like(left: Fragment, right: Fragment, insensitive: boolean): Fragment
  regex(left: Fragment, right: Fragment, insensitive: boolean): Fragment
  /** A text's `\`, `%` and `_` escaped, for patterns that come from a column. */
  escapeLike(text: Fragment): Fragment
  concat(parts: readonly Fragment[]): Fragment
  /** What a transform computes; undefined where the database knows no such transform. */
  transform(transform: Transform, of: Fragment): Fragment | undefined
  /** The value at a path of a JSON document, to order and compare; JSON's null is no value. */
  jsonValue(document: Fragment, path: readonly (string | number)[]): Fragment
  /** The same as JSON text, to select. */
  jsonText(document: Fragment, path: readonly (string | number)[]): Fragment
  /** The type of the value at a path: 'null', 'true', 'false' or another; NULL where there is no value. */
  jsonType(document: Fragment, path: readonly (string | number)[]): Fragment
  /** Whether there is a value at a path. */
  jsonHas(document: Fragment, path: Fragment): Fragment
  /** A JSON path from keys: `$."a"[0]`. */
  jsonPath(keys: readonly (string | number)[]): string
  /** A JSON text as a value that `jsonValue` can be compared with. */
  jsonComparable(text: Fragment): Fragment
  /** `left IN (the items of a JSON array)`, for lists too long for a parameter each. */
  inJson(left: Fragment, array: Fragment): Fragment
  /** A parameter as a whole number, whatever the driver makes of it. */
  integer(of: Fragment): Fragment
  /** An expression whose exact decimal comparison needs a hint. */
  decimal(of: Fragment): Fragment
  readonly random: string
  /** What stands after LIMIT where there is an offset and no limit. */
  readonly unlimited: string
  /** The most parameters that one statement takes. */
  readonly maxParameters: number
  /** How the keys of inserted rows come back: from the last one (they follow each other), or as rows. */
  readonly insertedKeys: 'last' | 'returning'
  /** Put around an INSERT that passes over rows which break a unique rule. */
  readonly ignoreConflicts: { readonly before: string; readonly after: string }
  /** What follows the VALUES of an INSERT that writes `columns` into the rows that already have the values of `unique`. */
  updateConflicts(unique: readonly string[], columns: readonly string[]): string
  /** INSERT of a row of nothing but defaults. */
  readonly defaultRow: string
}

/** The databases that the compiler speaks. */
export const dialects: Readonly<Partial<Record<DatabaseName, Dialect>>> = { sqlite }
