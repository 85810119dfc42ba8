import * as runtime from '../runtime.ts'
import type { Arg, Args, Fixed, Reading } from '../types/expressions.ts'
import type { meaning } from '../types/symbols.ts'
import type { Plain } from '../types/values.ts'

/** Choosing among values, JSON, and functions by name. */
/** `GREATEST("a", "b")`. Where one is null, SQLite answers null; PostgreSQL only where all are. */
export const Greatest = runtime.Greatest as unknown as <const A extends Args>(...of: A) => Reading<'value', A[number]>

/** `LEAST("a", "b")`. Where one is null, SQLite answers null; PostgreSQL only where all are. */
export const Least = runtime.Least as unknown as <const A extends Args>(...of: A) => Reading<'value', A[number]>

/** `NULLIF("a", "b")`: null where both are equal, else the first. */
export const NullIf = runtime.NullIf as unknown as <const A extends Arg, const B extends Arg>(
  a: A,
  b: B,
) => Reading<'nullable', A, B>

/** `JSONB_BUILD_OBJECT('title', "title")`: a JSON object of values by name. Django's `JSONObject`. */
export const JsonObject = runtime.JsonObject as unknown as <const T extends Readonly<Record<string, Arg>>>(
  values: T,
) => Fixed<{ [K in keyof T]: unknown }, T[keyof T]>

/** `JSONB_BUILD_ARRAY("a", "b")`: a JSON list of values. Django's `JSONArray`. */
export const JsonArray = runtime.JsonArray as unknown as <const A extends Args>(...of: A) => Fixed<unknown[], A[number]>

/**
 * `SOUNDEX("name")`: any function of the database, by its name. Say what it gives, `{ output: field.text() }`; left out, it is what
 * the arguments are. Django's `Func`, without its templates.
 */
export const Func = runtime.Func as unknown as <const A extends readonly (Arg | FuncOptions)[]>(
  name: string,
  ...given: A
) => A extends readonly [...infer Of, infer O extends FuncOptions]
  ? Fixed<Plain<O['output']> | null, Of[number]>
  : Reading<'nullable', A[number]>
/** The last argument of a `Func`: a field that says what it gives. */
interface FuncOptions {
  readonly output: unknown
  readonly [meaning]?: never
}
