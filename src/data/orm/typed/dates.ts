import type { ExtractPart, TruncPart, ZoneOptions } from '../functions/dates.ts'
import * as runtime from '../runtime.ts'
import type { Arg, Derived, Fixed, Reading } from '../types/expressions.ts'
import type { DateString, Plain, TimeString } from '../types/values.ts'

/** Dates and times. https://docs.djangoproject.com/en/stable/ref/models/database-functions/#date-functions */
export interface TruncOptions extends ZoneOptions {
  /** What there is to be: `field.date()` of a moment, `field.time()`, `field.datetime()`. Left out, what there was. */
  readonly output?: unknown
}
type Truncated<A, O> = O extends { readonly output: infer F } ? Derived<Plain<F>, A> : Reading<'value', A>
type Extracting = <const A extends Arg>(of: A, options?: ZoneOptions) => Derived<number, A>
type Truncating = <const A extends Arg, const O extends TruncOptions = {}>(of: A, options?: O) => Truncated<A, O>

/** `EXTRACT(YEAR FROM "created")`: a part as a whole number, by the clocks of `timezone` (UTC where left out). */
export const Extract = runtime.Extract as unknown as <const A extends Arg>(
  of: A,
  part: ExtractPart,
  options?: ZoneOptions,
) => Derived<number, A>

/** `EXTRACT(YEAR FROM "created")`. */
export const ExtractYear = runtime.ExtractYear as unknown as Extracting

/** The year to which the ISO week belongs. */
export const ExtractIsoYear = runtime.ExtractIsoYear as unknown as Extracting

/** 1 to 4. */
export const ExtractQuarter = runtime.ExtractQuarter as unknown as Extracting

/** 1 to 12. */
export const ExtractMonth = runtime.ExtractMonth as unknown as Extracting

/** The week by ISO 8601, 1 to 53. */
export const ExtractWeek = runtime.ExtractWeek as unknown as Extracting

/** From Sunday, 1, to Saturday, 7. */
export const ExtractWeekDay = runtime.ExtractWeekDay as unknown as Extracting

/** From Monday, 1, to Sunday, 7. */
export const ExtractIsoWeekDay = runtime.ExtractIsoWeekDay as unknown as Extracting

/** 1 to 31; of a length of time its whole days. */
export const ExtractDay = runtime.ExtractDay as unknown as Extracting

/** 0 to 23. */
export const ExtractHour = runtime.ExtractHour as unknown as Extracting

/** 0 to 59. */
export const ExtractMinute = runtime.ExtractMinute as unknown as Extracting

/** 0 to 59. */
export const ExtractSecond = runtime.ExtractSecond as unknown as Extracting

/** `DATE_TRUNC('month', "created")`: down to a year, month, hour …, by the clocks of `timezone`. `output` says as what: a date of a moment. */
export const Trunc = runtime.Trunc as unknown as <const A extends Arg, const O extends TruncOptions = {}>(
  of: A,
  part: TruncPart,
  options?: O,
) => Truncated<A, O>

/** `DATE_TRUNC('year', "created")`. */
export const TruncYear = runtime.TruncYear as unknown as Truncating

/** Its first day. */
export const TruncQuarter = runtime.TruncQuarter as unknown as Truncating

/** Its first day. */
export const TruncMonth = runtime.TruncMonth as unknown as Truncating

/** Its Monday. */
export const TruncWeek = runtime.TruncWeek as unknown as Truncating

/** Its beginning. */
export const TruncDay = runtime.TruncDay as unknown as Truncating

/** Its beginning. */
export const TruncHour = runtime.TruncHour as unknown as Truncating

/** Its beginning. */
export const TruncMinute = runtime.TruncMinute as unknown as Truncating

/** Its beginning. */
export const TruncSecond = runtime.TruncSecond as unknown as Truncating

/** `("created" AT TIME ZONE 'UTC')::date`: the day of a moment. */
export const TruncDate = runtime.TruncDate as unknown as <const A extends Arg>(
  of: A,
  options?: ZoneOptions,
) => Derived<DateString, A>

/** `("created" AT TIME ZONE 'UTC')::time`: the time of day of a moment. */
export const TruncTime = runtime.TruncTime as unknown as <const A extends Arg>(
  of: A,
  options?: ZoneOptions,
) => Derived<TimeString, A>

/** `STATEMENT_TIMESTAMP()`: the moment at which the statement runs, by the clock of the database. */
export const Now = runtime.Now as unknown as () => Fixed<Date>
