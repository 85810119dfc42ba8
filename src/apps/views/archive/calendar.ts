import { instantOf, partsInZone } from '../../../base/time/index.ts'

/** A stretch of the calendar that an archive shows a page for. */
export type PeriodKind = 'year' | 'month' | 'week' | 'day'

/** A period: its first day, and the first day after it, as 'YYYY-MM-DD'. */
export interface Period {
  readonly kind: PeriodKind
  readonly start: string
  readonly end: string
}

const dayLength = 86_400_000

/** A day of the calendar as the number of days since 1970, or null where there is no such day. Years are 1 to 9999. */
export function dayNumber(year: number, month: number, day: number): number | null {
  if (!Number.isInteger(year) || year < 1 || year > 9999) return null
  const date = new Date(0)
  date.setUTCFullYear(year, month - 1, day)
  const real = date.getUTCFullYear() === year && date.getUTCMonth() === month - 1 && date.getUTCDate() === day
  return real ? date.getTime() / dayLength : null
}

/** 'YYYY-MM-DD' of a day. */
export function dayText(day: number): string {
  return new Date(day * dayLength).toISOString().slice(0, 10)
}

export function dayOf(text: string): number {
  return Date.parse(`${text}T00:00:00Z`) / dayLength
}

/** The period of a kind in which a day lies. Weeks are those of ISO 8601: they begin on Monday. */
export function periodAround(kind: PeriodKind, day: number): Period {
  const date = new Date(day * dayLength)
  const [year, month] = [date.getUTCFullYear(), date.getUTCMonth() + 1]
  if (kind === 'day') return period(kind, day, day + 1)
  if (kind === 'week') {
    const monday = day - ((date.getUTCDay() + 6) % 7)
    return period(kind, monday, monday + 7)
  }
  if (kind === 'month')
    return period(kind, firstOf(year, month), month === 12 ? firstOf(year + 1, 1) : firstOf(year, month + 1))
  return period(kind, firstOf(year, 1), firstOf(year + 1, 1))
}

/** The first day of a month; the year may be 10000, as the end of the last. */
function firstOf(year: number, month: number): number {
  const date = new Date(0)
  date.setUTCFullYear(year, month - 1, 1)
  return date.getTime() / dayLength
}

function period(kind: PeriodKind, from: number, to: number): Period {
  return { kind, start: dayText(from), end: endText(to) }
}

/** The day after 9999-12-31 has five digits of a year, which no database compares. */
function endText(day: number): string {
  const text = new Date(day * dayLength).toISOString()
  return text.startsWith('+') ? '9999-12-31' : text.slice(0, 10)
}

/** A week of ISO 8601 by its year and number, or null where the year has none of that number. */
export function isoWeek(year: number, week: number): Period | null {
  const fourth = dayNumber(year, 1, 4)
  if (fourth === null || !Number.isInteger(week) || week < 1 || week > 53) return null
  const monday = dayOf(periodAround('week', fourth).start) + (week - 1) * 7
  // The Thursday of a week lies in the year that the week belongs to.
  return new Date((monday + 3) * dayLength).getUTCFullYear() === year ? periodAround('week', monday) : null
}

/** The year and number of the ISO week in which a day lies. */
export function weekOf(day: number): { readonly year: number; readonly week: number } {
  const monday = dayOf(periodAround('week', day).start)
  const year = new Date((monday + 3) * dayLength).getUTCFullYear()
  const first = dayOf(periodAround('week', dayNumber(year, 1, 4)!).start)
  return { year, week: (monday - first) / 7 + 1 }
}

/** The day that a clock in a zone shows at an instant. */
export function dayAt(instant: Date, zone: string): string {
  const { year, month, day } = partsInZone(instant, zone)
  return dayText(dayNumber(year, month, day)!)
}

/** The instant at which a day begins in a zone: where clocks are put forward at midnight, the first one that there is. */
export function beginningOf(day: string, zone: string): Date {
  const [year, month, date] = day.split('-').map(Number) as [number, number, number]
  return instantOf({ year, month, day: date, hour: 0, minute: 0, second: 0, microsecond: 0 }, zone)
}
