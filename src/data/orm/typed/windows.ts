import type { ShiftOptions } from '../functions/windows.ts'
import * as runtime from '../runtime.ts'
import type { Arg, Fixed, Reading } from '../types/expressions.ts'

/** Functions for a `Window`. https://docs.djangoproject.com/en/stable/ref/models/database-functions/#window-functions */
/** `RANK()`: one more than the number of rows that come before, equal ones alike. */
export const Rank = runtime.Rank as unknown as () => Fixed<number>

/** `DENSE_RANK()`: the same without gaps. */
export const DenseRank = runtime.DenseRank as unknown as () => Fixed<number>

/** `PERCENT_RANK()`: the rank as a fraction, from 0 to 1. */
export const PercentRank = runtime.PercentRank as unknown as () => Fixed<number>

/** `CUME_DIST()`: the part of the rows that come before or are equal, up to 1. */
export const CumeDist = runtime.CumeDist as unknown as () => Fixed<number>

/** `NTILE(4)`: the number of the row's share, where the partition is divided into so many. */
export const Ntile = runtime.Ntile as unknown as (buckets?: number) => Fixed<number>

/** `LAG("title", 1)`: the value in an earlier row; where there is none, null or `default`. */
export const Lag = runtime.Lag as unknown as <const A extends Arg>(
  of: A,
  options?: ShiftOptions,
) => Reading<'nullable', A>

/** `LEAD("title", 1)`: the value in a later row; where there is none, null or `default`. */
export const Lead = runtime.Lead as unknown as <const A extends Arg>(
  of: A,
  options?: ShiftOptions,
) => Reading<'nullable', A>

/** `FIRST_VALUE("title")`: the value in the first row of the frame. */
export const FirstValue = runtime.FirstValue as unknown as <const A extends Arg>(of: A) => Reading<'value', A>

/** `LAST_VALUE("title")`: the value in the last row of the frame, which without a frame is the current one. */
export const LastValue = runtime.LastValue as unknown as <const A extends Arg>(of: A) => Reading<'value', A>

/** `NTH_VALUE("title", 2)`: the value in row `nth` of the frame, from 1. */
export const NthValue = runtime.NthValue as unknown as <const A extends Arg>(
  of: A,
  nth?: number,
) => Reading<'nullable', A>

/** `ROWS BETWEEN 1 PRECEDING AND CURRENT ROW` of `RowRange(-1, 0)`: a frame counted in rows; null is open. */
export const RowRange = runtime.RowRange
/** `RANGE BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW` of `ValueRange(null, 0)`: a frame counted in values. */
export const ValueRange = runtime.ValueRange
