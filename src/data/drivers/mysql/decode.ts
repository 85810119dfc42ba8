import type { DatabaseValue } from '../../query/index.ts'
import type { Row } from '../driver.ts'
import { Unreadable } from '../values.ts'
import type { Column } from './client.ts'

/** Types of columns in the protocol. https://mariadb.com/kb/en/result-set-packets/#field-types */
const type = { bigint: 8, bit: 16, geometry: 255 } as const
/** tinyint, smallint, integer, mediumint: always safe. */
const integers = new Set([1, 2, 3, 9])
/** The collation of what is no text. */
const binary = 63
const blobs = new Set([15, 249, 250, 251, 252, 253, 254, type.bit])

/** Makes the driver's value of the package's, in the column at `index`. */
interface Repair {
  readonly index: number
  readonly value: (value: never) => DatabaseValue
}

/** What has to be done to the rows of a result; null for nothing. */
export type Repairs = readonly Repair[] | null

export function repairsOf(columns: readonly Column[], wide: boolean): Repairs {
  const found: Repair[] = []
  columns.forEach((column, index) => {
    const value = repairOf(column, wide)
    if (value !== null) found.push({ index, value })
  })
  return found.length === 0 ? null : found
}

function repairOf(column: Column, wide: boolean): Repair['value'] | null {
  if (column.columnType === type.bigint) return wide ? null : safeInteger
  // The server gives an expression the least type that holds it: what is wide is told by the statement alone.
  if (integers.has(column.columnType)) return wide ? BigInt : null
  if (column.columnType === type.geometry) return (value: unknown) => JSON.stringify(value)
  if (column.isSet()) return (value: readonly string[]) => value.join(',')
  return column.collation.index === binary && blobs.has(column.columnType) ? bytes : null
}

function safeInteger(value: bigint): number {
  const number = Number(value)
  if (!Number.isSafeInteger(number)) throw new Unreadable('an integer beyond 2^53 - 1', true)
  return number
}

/** A copy: what the package gives is a piece of a larger buffer. */
const bytes = (value: Buffer) => new Uint8Array(value)

/** Makes the rows what the driver promises, in place. */
export function repair(rows: unknown[][], repairs: Repairs): readonly Row[] {
  if (repairs !== null)
    for (const row of rows)
      for (const { index, value } of repairs) if (row[index] !== null) row[index] = value(row[index] as never)
  return rows as readonly Row[]
}
