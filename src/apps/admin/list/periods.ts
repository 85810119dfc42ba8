import type { ValueSchema } from '../../../base/schema/index.ts'
import { instantOf } from '../../../base/time/index.ts'
import { localTime } from '../format.ts'
import { type Condition, where } from './conditions.ts'

/** Days from `from` on and before `until`, as '2026-03-01'; null where it is open. */
export interface Period {
  readonly from: string | null
  readonly until: string | null
}

/** The periods that have a name in the address, counted from today. */
export const namedPeriods = ['today', '7days', 'month', 'year'] as const
export type NamedPeriod = (typeof namedPeriods)[number]

/** The date in a zone: '2026-03-04'. */
export function todayIn(zone: string, now = new Date()): string {
  return localTime(now, zone).slice(0, 10)
}

/** '2026', '2026-03' or '2026-03-04' as the days that it has; null for what is no date. Years are 1 to 9998. */
export function calendarPeriod(text: string): Period | null {
  const [, year, month, day] = /^(\d{4})(?:-(\d{1,2}))?(?:-(\d{1,2}))?$/.exec(text) ?? []
  if (year === undefined || Number(year) < 1 || Number(year) > 9998) return null
  const parts = [Number(year), Number(month ?? 1), Number(day ?? 1)] as const
  const from = isoDate(...parts)
  if (Number(from.slice(5, 7)) !== parts[1] || Number(from.slice(8)) !== parts[2]) return null
  const [y, m, d] = parts
  const until =
    day !== undefined ? isoDate(y, m, d + 1) : month !== undefined ? isoDate(y, m + 1, 1) : isoDate(y + 1, 1, 1)
  return { from, until }
}

/** The days that a name stands for. */
export function namedPeriod(name: NamedPeriod, today: string): Period {
  if (name === 'month') return calendarPeriod(today.slice(0, 7))!
  if (name === 'year') return calendarPeriod(today.slice(0, 4))!
  return { from: name === 'today' ? today : shifted(today, -6), until: shifted(today, 1) }
}

/** The date so many days later. */
export function shifted(date: string, days: number): string {
  const [year, month, day] = date.split('-').map(Number) as [number, number, number]
  return isoDate(year, month, day + days)
}

function isoDate(year: number, month: number, day: number): string {
  const date = new Date(0)
  date.setUTCFullYear(year, month - 1, day)
  return date.toISOString().slice(0, 10)
}

/** Where a day begins, as a column of the kind holds it: the date, or the moment at which it begins in the zone. */
export function beginning({ kind }: Pick<ValueSchema, 'kind'>, date: string, zone: string): string | Date {
  if (kind === 'date') return date
  const [year, month, day] = date.split('-').map(Number) as [number, number, number]
  return instantOf({ year, month, day, hour: 0, minute: 0, second: 0, microsecond: 0 }, zone)
}

/** The condition that the value at a path lies in a period. */
export function inPeriod(path: string, schema: ValueSchema, { from, until }: Period, zone: string): Condition {
  return where({
    ...(from !== null && { [`${path}__gte`]: beginning(schema, from, zone) }),
    ...(until !== null && { [`${path}__lt`]: beginning(schema, until, zone) }),
  })
}
