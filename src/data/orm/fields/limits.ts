import { countCharacters, maxLength, maxValue, minValue } from '../../../base/schema/index.ts'
import type { Codec } from '../../query/index.ts'

/** Whole numbers that a column holds between two limits; any other may be compared with it. */
export function storedBetween(low: number, high: number): Codec {
  const atLeast = minValue(low)
  const atMost = maxValue(high)
  return Object.freeze({
    store: (value: number) => {
      if (value < low) atLeast(value)
      if (value > high) atMost(value)
      return value
    },
  })
}

/** Texts of at most `limit` characters, where the database itself would refuse a longer one. */
export function storedUpTo(limit: number): Codec {
  const atMost = maxLength(limit)
  return Object.freeze({
    store: (value: string) => {
      if (value.length > limit && countCharacters(value) > limit) atMost(value)
      return value
    },
  })
}
