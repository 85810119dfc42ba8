import * as runtime from '../runtime.ts'
import type { AnyExpression, Arg, Args, Derived, Fixed } from '../types/expressions.ts'

/** Functions of texts. https://docs.djangoproject.com/en/stable/ref/models/database-functions/#text-functions */
type Count = number | AnyExpression

/** `LOWER("name")`: in small letters. SQLite knows those of ASCII. */
export const Lower = runtime.Lower as unknown as <const A extends Arg>(of: A) => Derived<string, A>

/** `UPPER("name")`: in capitals. SQLite knows those of ASCII. */
export const Upper = runtime.Upper as unknown as <const A extends Arg>(of: A) => Derived<string, A>

/** `LENGTH("name")`: how many characters. */
export const Length = runtime.Length as unknown as <const A extends Arg>(of: A) => Derived<number, A>

/** `TRIM("name")`: without spaces at its ends. */
export const Trim = runtime.Trim as unknown as <const A extends Arg>(of: A) => Derived<string, A>

/** `LTRIM("name")`: without spaces at its beginning. */
export const LTrim = runtime.LTrim as unknown as <const A extends Arg>(of: A) => Derived<string, A>

/** `RTRIM("name")`: without spaces at its end. */
export const RTrim = runtime.RTrim as unknown as <const A extends Arg>(of: A) => Derived<string, A>

/** `COALESCE("a", '') || COALESCE("b", '')`: texts one after the other, null as an empty one. Other values come as their text. */
export const Concat = runtime.Concat as unknown as <const A extends Args>(...of: A) => Fixed<string, A[number]>

/** `SUBSTR("name", 2, 3)`: from character `position` (from 1) on, at most `length` characters. */
export const Substr = runtime.Substr as unknown as <
  const A extends Arg,
  const N extends Count,
  const L extends Count = never,
>(
  of: A,
  position: N,
  length?: L,
) => Derived<string, A | N | L>

/** `LEFT("name", 3)`: the first characters. */
export const Left = runtime.Left as unknown as <const A extends Arg, const N extends Count>(
  of: A,
  length: N,
) => Derived<string, A | N>

/** `RIGHT("name", 3)`: the last characters. */
export const Right = runtime.Right as unknown as <const A extends Arg, const N extends Count>(
  of: A,
  length: N,
) => Derived<string, A | N>

/** `REPEAT("name", 3)`: a text several times. */
export const Repeat = runtime.Repeat as unknown as <const A extends Arg, const N extends Count>(
  of: A,
  times: N,
) => Derived<string, A | N>

/** `LPAD("name", 8, ' ')`: just `length` characters, filled at the beginning or cut. `fill` is a space where left out. */
export const LPad = runtime.LPad as unknown as <
  const A extends Arg,
  const N extends Count,
  const C extends Arg = never,
>(
  of: A,
  length: N,
  fill?: C,
) => Derived<string, A | N | C>

/** `RPAD("name", 8, ' ')`: just `length` characters, filled at the end or cut. */
export const RPad = runtime.RPad as unknown as <
  const A extends Arg,
  const N extends Count,
  const C extends Arg = never,
>(
  of: A,
  length: N,
  fill?: C,
) => Derived<string, A | N | C>

/** `REPLACE("name", 'a', 'b')`: each `search` replaced, by nothing where `by` is left out. */
export const Replace = runtime.Replace as unknown as <
  const A extends Arg,
  const B extends Arg,
  const C extends Arg = never,
>(
  of: A,
  search: B,
  by?: C,
) => Derived<string, A | B | C>

/** `REVERSE("name")`: the characters from the last to the first. */
export const Reverse = runtime.Reverse as unknown as <const A extends Arg>(of: A) => Derived<string, A>

/** `STRPOS("name", 'a')`: where a text begins in another, from 1; 0 where it does not stand there. */
export const StrIndex = runtime.StrIndex as unknown as <const A extends Arg, const B extends Arg>(
  of: A,
  search: B,
) => Derived<number, A | B>

/** `CHR(65)`: the character of a code point. */
export const Chr = runtime.Chr as unknown as <const A extends Arg>(of: A) => Derived<string, A>

/** `ASCII("name")`: the code point of the first character. */
export const Ord = runtime.Ord as unknown as <const A extends Arg>(of: A) => Derived<number, A>

/** `MD5("name")`: a digest of the text in UTF-8, in hexadecimal digits. Not for passwords. */
export const MD5 = runtime.MD5 as unknown as <const A extends Arg>(of: A) => Derived<string, A>

/** A digest, as `MD5`. PostgreSQL needs its extension `pgcrypto` for it. */
export const SHA1 = runtime.SHA1 as unknown as <const A extends Arg>(of: A) => Derived<string, A>

/** A digest, as `MD5`. */
export const SHA224 = runtime.SHA224 as unknown as <const A extends Arg>(of: A) => Derived<string, A>

/** A digest, as `MD5`. */
export const SHA256 = runtime.SHA256 as unknown as <const A extends Arg>(of: A) => Derived<string, A>

/** A digest, as `MD5`. */
export const SHA384 = runtime.SHA384 as unknown as <const A extends Arg>(of: A) => Derived<string, A>

/** A digest, as `MD5`. */
export const SHA512 = runtime.SHA512 as unknown as <const A extends Arg>(of: A) => Derived<string, A>

/** `"name" COLLATE "nocase"`: compared and ordered by a collation of the database. */
export const Collate = runtime.Collate as unknown as <const A extends Arg>(
  of: A,
  collation: string,
) => Derived<string, A>
