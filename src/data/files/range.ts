import { filesErrors } from './errors.ts'
import type { ByteRange } from './storage.ts'

const isPlace = (value: number): boolean => Number.isSafeInteger(value) && value >= 0

/** The bytes that a range means in a file of `size`: from `start` up to and without `until`. Throws `NUAGES_FILES_BAD_RANGE`. */
export function partOf(name: string, size: number, { start = 0, end }: ByteRange): { start: number; until: number } {
  const until = end === undefined ? size : Math.min(end + 1, size)
  const whole = start === 0 && end === undefined
  if (!whole && (!isPlace(start) || (end !== undefined && !isPlace(end)) || start >= until))
    throw filesErrors.BAD_RANGE({ name, start, end, size })
  return { start, until }
}
