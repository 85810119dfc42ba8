import type { Frame } from '../../query/index.ts'
import { integerField } from '../computed.ts'
import { orderTerm } from '../expressions/aggregate.ts'
import { CallRuntime } from '../expressions/call.ts'
import { operand } from '../expressions/operand.ts'
import { WindowRuntime } from '../expressions/window.ts'
import type { ExpressionRuntime } from '../expressions.ts'

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
  const { partitionBy, orderBy, frame = null } = options
  const partition = partitionBy === undefined ? [] : [partitionBy].flat().map(operand)
  const order = orderBy === undefined ? [] : [orderBy].flat().map(orderTerm)
  return new WindowRuntime(of, partition, order, frame)
}

/** The number of the row in its partition, from 1. */
export function RowNumber(): ExpressionRuntime {
  return new CallRuntime('rowNumber', [], integerField)
}
