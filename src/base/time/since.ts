const minute = 60
const hour = 60 * minute
const day = 24 * hour

/** The parts into which `timeSince` takes a time. */
export type TimeUnit = 'year' | 'month' | 'week' | 'day' | 'hour' | 'minute'

/** Units from weeks down; the days of a month are counted in the calendar. */
const units: readonly (readonly [name: TimeUnit, seconds: number])[] = [
  ['week', 7 * day],
  ['day', day],
  ['hour', hour],
  ['minute', minute],
]

/** How a count of a unit is worded: `3 hours`. The space does not break. */
export type UnitText = (count: number, unit: TimeUnit) => string

/** How the texts of units are worded and joined. */
export interface SinceWords {
  /** Default: English. */
  readonly word?: UnitText
  /** Between two units. Default: ', '. */
  readonly separator?: string
}

const english: UnitText = (count, unit) => `${count}\u00a0${unit}${count === 1 ? '' : 's'}`

/**
 * The time from `from` to `to` in its two largest units that are next to each other: `2 weeks, 3 days`. `0 minutes` where
 * `to` is not after `from`. Semantics: Django's `timesince`
 * (https://docs.djangoproject.com/en/stable/ref/templates/builtins/#timesince), months and years counted in the calendar.
 */
export function timeSince(from: Date, to: Date, words: SinceWords = {}): string {
  const word = words.word ?? english
  if (!(to.getTime() - from.getTime() >= minute * 1000)) return word(0, 'minute')
  let months = (to.getUTCFullYear() - from.getUTCFullYear()) * 12 + (to.getUTCMonth() - from.getUTCMonth())
  const earlierInMonth =
    to.getUTCDate() < from.getUTCDate() || (to.getUTCDate() === from.getUTCDate() && timeOfDay(to) < timeOfDay(from))
  if (earlierInMonth) months--
  const years = Math.floor(months / 12)
  months %= 12
  const counts: [TimeUnit, number][] = [
    ['year', years],
    ['month', months],
  ]
  let seconds = Math.floor((to.getTime() - pivot(from, years, months).getTime()) / 1000)
  for (const [name, size] of units) {
    counts.push([name, Math.floor(seconds / size)])
    seconds %= size
  }
  const first = counts.findIndex(([, count]) => count > 0)
  const [name, count] = counts[first]!
  const next = counts[first + 1]
  const text = word(count, name)
  return next !== undefined && next[1] > 0 ? text + (words.separator ?? ', ') + word(next[1], next[0]) : text
}

/** How long until `to`, from `now`. */
export function timeUntil(to: Date, now: Date, words?: SinceWords): string {
  return timeSince(now, to, words)
}

function timeOfDay(date: Date): number {
  return (
    ((date.getUTCHours() * 60 + date.getUTCMinutes()) * 60 + date.getUTCSeconds()) * 1000 + date.getUTCMilliseconds()
  )
}

/** `date` that many years and months later, on the last day of the month where the month is too short. */
function pivot(date: Date, years: number, months: number): Date {
  if (years === 0 && months === 0) return date
  const month = date.getUTCMonth() + months
  const year = date.getUTCFullYear() + years + Math.floor(month / 12)
  const last = new Date(Date.UTC(2000 + (year % 400), (month % 12) + 1, 0)).getUTCDate()
  // To the second, as Django has it: a week that lacks some milliseconds is one.
  const moved = new Date(Math.floor(date.getTime() / 1000) * 1000)
  moved.setUTCFullYear(year, month % 12, Math.min(date.getUTCDate(), last))
  return moved
}
