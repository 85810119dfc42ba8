import * as runtime from '../runtime.ts'
import type { Arg, Fixed, Reading } from '../types/expressions.ts'

/** Functions of numbers. https://docs.djangoproject.com/en/stable/ref/models/database-functions/#math-functions */
/** `ABS("n")`: without its sign. */
export const Abs = runtime.Abs as unknown as <const A extends Arg>(of: A) => Reading<'value', A>

/** `CEIL("n")`: the least whole number that is not smaller. */
export const Ceil = runtime.Ceil as unknown as <const A extends Arg>(of: A) => Reading<'value', A>

/** `FLOOR("n")`: the greatest whole number that is not greater. */
export const Floor = runtime.Floor as unknown as <const A extends Arg>(of: A) => Reading<'value', A>

/** `SIGN("n")`: -1, 0 or 1. */
export const Sign = runtime.Sign as unknown as <const A extends Arg>(of: A) => Reading<'value', A>

/** `ROUND("n", 2)`: rounded to `places` after the point (0 where left out), before it where negative. The databases differ in where a half goes. */
export const Round = runtime.Round as unknown as <const A extends Arg>(
  of: A,
  options?: { readonly places?: number },
) => Reading<'value', A>

/** `SQRT("n")`. Where a function has no value (the root of -1), SQLite answers null and PostgreSQL refuses. */
export const Sqrt = runtime.Sqrt as unknown as <const A extends Arg>(of: A) => Reading<'fraction', A>

/** `POWER("a", "b")`: the first to the power of the second. */
export const Power = runtime.Power as unknown as <const A extends Arg, const B extends Arg>(
  a: A,
  b: B,
) => Reading<'fraction', A | B>

/** `MOD("a", "b")`: what remains of the first when it is divided by the second. */
export const Mod = runtime.Mod as unknown as <const A extends Arg, const B extends Arg>(
  a: A,
  b: B,
) => Reading<'fraction', A | B>

/** `EXP("n")`: e to the power of a number. */
export const Exp = runtime.Exp as unknown as <const A extends Arg>(of: A) => Reading<'fraction', A>

/** `LN("n")`: the natural logarithm. */
export const Ln = runtime.Ln as unknown as <const A extends Arg>(of: A) => Reading<'fraction', A>

/** `LOG("a", "b")`: the logarithm of the second to the base of the first. */
export const Log = runtime.Log as unknown as <const A extends Arg, const B extends Arg>(
  a: A,
  b: B,
) => Reading<'fraction', A | B>

/** `PI()`. */
export const Pi = runtime.Pi as unknown as () => Fixed<number>

/** `RANDOM()`: from 0 up to but not 1, another one for each row. */
export const Random = runtime.Random as unknown as () => Fixed<number>

/** `SIN("n")`; angles are in radians. */
export const Sin = runtime.Sin as unknown as <const A extends Arg>(of: A) => Reading<'fraction', A>

/** `COS("n")`. */
export const Cos = runtime.Cos as unknown as <const A extends Arg>(of: A) => Reading<'fraction', A>

/** `TAN("n")`. */
export const Tan = runtime.Tan as unknown as <const A extends Arg>(of: A) => Reading<'fraction', A>

/** `COT("n")`. */
export const Cot = runtime.Cot as unknown as <const A extends Arg>(of: A) => Reading<'fraction', A>

/** `ASIN("n")`. */
export const ASin = runtime.ASin as unknown as <const A extends Arg>(of: A) => Reading<'fraction', A>

/** `ACOS("n")`. */
export const ACos = runtime.ACos as unknown as <const A extends Arg>(of: A) => Reading<'fraction', A>

/** `ATAN("n")`. */
export const ATan = runtime.ATan as unknown as <const A extends Arg>(of: A) => Reading<'fraction', A>

/** `ATAN2("a", "b")`: the angle of the point (b, a). */
export const ATan2 = runtime.ATan2 as unknown as <const A extends Arg, const B extends Arg>(
  a: A,
  b: B,
) => Reading<'fraction', A | B>

/** `DEGREES("n")`. */
export const Degrees = runtime.Degrees as unknown as <const A extends Arg>(of: A) => Reading<'fraction', A>

/** `RADIANS("n")`. */
export const Radians = runtime.Radians as unknown as <const A extends Arg>(of: A) => Reading<'fraction', A>
