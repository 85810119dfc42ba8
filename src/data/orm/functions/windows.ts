import type { Frame } from '../../query/index.ts'
import { floatField, integerField } from '../computed.ts'
import { ormErrors } from '../errors.ts'
import { orderTerm } from '../expressions/aggregate.ts'
import { CallRuntime } from '../expressions/call.ts'
import { operand } from '../expressions/operand.ts'
import { WindowRuntime } from '../expressions/window.ts'
import type { ExpressionRuntime } from '../expressions.ts'
import { call, fixedCount, oneOf, optionsOf } from './arguments.ts'

/** Functions over windows. https://docs.djangoproject.com/en/stable/ref/models/database-functions/#window-functions */

export interface WindowOptions {
  /** Paths or expressions whose equal values make a partition; left out, all rows are one. */
  readonly partitionBy?: unknown
  /** The order inside a partition: paths, `-` for descending, or `asc()` and `desc()`. */
  readonly orderBy?: unknown
  /** Which rows of the partition the function sees; left out, those up to the current one where there is an order. */
  readonly frame?: Frame
}

/** A function, or an aggregate, over the rows around each row: `Window(Sum('pages'), { partitionBy: 'author' })`. */
export function Window(of: ExpressionRuntime, options: WindowOptions = {}): ExpressionRuntime {
  const { partitionBy, orderBy, frame } = optionsOf('Window()', options) as WindowOptions
  const partition = partitionBy === undefined ? [] : [partitionBy].flat().map(operand)
  const order = orderBy === undefined ? [] : [orderBy].flat().map(orderTerm)
  return new WindowRuntime(operand(of), partition, order, frame === undefined ? null : checkedFrame(frame))
}

/** A frame is part of the SQL: nothing but what `RowRange` and `ValueRange` make passes. */
function checkedFrame(frame: Frame): Frame {
  if (frames.has(frame)) return frame
  throw ormErrors.BAD_ARGUMENT({
    where: 'Window(), as frame,',
    needs: 'a RowRange() or a ValueRange()',
    given: 'something else',
  })
}
const frames = new WeakSet<Frame>()

export interface RangeOptions {
  /** Rows that are left out although they are in the range. */
  readonly exclusion?: 'current row' | 'group' | 'ties' | null
}

function frame(where: string, kind: Frame['kind'], from: unknown, to: unknown, options: unknown): Frame {
  const bound = (given: unknown): number | null => {
    if (given === null || given === undefined) return null
    if (typeof given === 'number' && Number.isSafeInteger(given)) return given
    throw ormErrors.BAD_ARGUMENT({ where, needs: 'whole numbers, or null for no bound', given: 'something else' })
  }
  const { exclusion = null } = optionsOf(where, options)
  const [start, end] = [bound(from), bound(to)]
  if (start !== null && end !== null && start > end)
    throw ormErrors.BAD_ARGUMENT({ where, needs: 'a start that is not after the end', given: `${start} and ${end}` })
  const exclude = exclusion === null ? null : oneOf(where, exclusion, ['current row', 'group', 'ties'] as const)
  const made: Frame = Object.freeze({ kind, from: start, to: end, exclude })
  frames.add(made)
  return made
}

/** Rows from `from` to `to`, counted from the current one: -1 is the one before, null is open. */
export function RowRange(from: number | null = null, to: number | null = null, options?: RangeOptions): Frame {
  return frame('RowRange()', 'rows', from, to, options)
}
/** Rows whose value in the order differs by `from` to `to` from the current one's: null is open, 0 is equal. */
export function ValueRange(from: number | null = null, to: number | null = null, options?: RangeOptions): Frame {
  return frame('ValueRange()', 'range', from, to, options)
}

/** The number of the row in its partition, from 1. */
export function RowNumber(): ExpressionRuntime {
  return call('rowNumber', [], integerField)
}
/** One more than the number of rows that come before, equal ones alike. */
export function Rank(): ExpressionRuntime {
  return call('rank', [], integerField)
}
/** The same without gaps. */
export function DenseRank(): ExpressionRuntime {
  return call('denseRank', [], integerField)
}
/** The rank as a fraction, from 0 to 1. */
export function PercentRank(): ExpressionRuntime {
  return call('percentRank', [], floatField)
}
/** The part of the rows that come before or are equal, up to 1. */
export function CumeDist(): ExpressionRuntime {
  return call('cumeDist', [], floatField)
}
/** The number of the row's share, where the partition is divided into so many as equal ones. */
export function Ntile(buckets = 1): ExpressionRuntime {
  return call('ntile', [], integerField, { buckets: fixedCount('Ntile()', buckets, 1) })
}

export interface ShiftOptions {
  /** How many rows away; 1 where left out. */
  readonly offset?: number
  /** What there is where there is no such row, instead of null: a value or an expression. */
  readonly default?: unknown
}

function shifted(name: 'lag' | 'lead', where: string, of: unknown, options?: ShiftOptions): ExpressionRuntime {
  const { offset = 1, default: otherwise } = optionsOf(where, options)
  const settings = { offset: fixedCount(`${where}, as offset,`, offset, 1) }
  const all = otherwise === undefined || otherwise === null ? [of] : [of, otherwise]
  return new CallRuntime(name, all.map(operand), null, settings)
}
/** The value in an earlier row. */
export function Lag(of: unknown, options?: ShiftOptions): ExpressionRuntime {
  return shifted('lag', 'Lag()', of, options)
}
/** The value in a later row. */
export function Lead(of: unknown, options?: ShiftOptions): ExpressionRuntime {
  return shifted('lead', 'Lead()', of, options)
}
/** The value in the first row of the frame. */
export function FirstValue(of: unknown): ExpressionRuntime {
  return call('firstValue', [of])
}
/** The value in the last row of the frame, which without a frame is the current one. */
export function LastValue(of: unknown): ExpressionRuntime {
  return call('lastValue', [of])
}
/** The value in row `nth` of the frame, from 1. */
export function NthValue(of: unknown, nth = 1): ExpressionRuntime {
  return call('nthValue', [of], null, { nth: fixedCount('NthValue()', nth, 1) })
}
