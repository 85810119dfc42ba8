import { schedulesErrors } from './errors.ts'
import type { Interval, Rule } from './rule.ts'

const units: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 }
const longest = 400 * 86_400_000

/**
 * Every so often, counted from 1970 in UTC: `every: '15m'` is at 0, 15, 30 and 45 past each hour, and `'1d'` at midnight
 * UTC, whenever the process was started. So all processes have the same moments. Time zones have no say.
 */
export function intervalRule(name: string, { every }: Interval): Rule {
  const length = typeof every === 'number' ? every : lengthOf(every)
  if (!Number.isInteger(length) || length < 1000 || length > longest)
    throw schedulesErrors.BAD_INTERVAL({ name, every: String(every) })
  const at = (count: number) => new Date(count * length)
  return {
    text: `every ${typeof every === 'number' ? `${every / 1000}s` : every}`,
    next: (after) => at(Math.floor(after.getTime() / length) + 1),
    latest: (moment) => at(Math.floor(moment.getTime() / length)),
  }
}

/** Milliseconds of '1h30m'; NaN where it cannot be read. */
function lengthOf(text: string): number {
  if (text.length > 30 || !/^(?:\d{1,9}[smhdw])+$/.test(text)) return Number.NaN
  let sum = 0
  for (const [, number, unit] of text.matchAll(/(\d{1,9})([smhdw])/g)) sum += Number(number) * units[unit!]!
  return sum
}
