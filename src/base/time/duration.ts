// Durations are milliseconds; a fraction holds microseconds.

const standard = /^(?:(-?\d+) (?:days?, )?)?(-)?(?:(?:(\d+):)?(\d+):)?(\d+)(?:[.,](\d{1,6})\d{0,6})?$/
const iso =
  /^([-+])?P(?:(\d+(?:[.,]\d+)?)D)?(?:T(?:(\d+(?:[.,]\d+)?)H)?(?:(\d+(?:[.,]\d+)?)M)?(?:(\d+(?:[.,]\d+)?)S)?)?$/
const interval = /^(?:(-?\d+) days? ?)?(?:([-+])?(\d+):(\d\d):(\d\d)(?:\.(\d{1,6}))?)?$/

const second = 1000
const minute = 60 * second
const hour = 60 * minute
const day = 24 * hour

const fraction = (digits: string | undefined) => Number((digits ?? '').padEnd(6, '0')) / 1000

/**
 * Milliseconds of `4 5:15:30.25`, `4 days, 5:15:30`, `P4DT5H15M30S` or PostgreSQL's `4 days 05:15:30`, which for nothing is
 * the empty text; null where the text is none of them. Django's `parse_duration`.
 */
export function parseDuration(text: string): number | null {
  const plain = standard.exec(text)
  if (plain !== null) {
    const [, days, sign, hours, minutes, seconds, digits] = plain
    const time = Number(hours ?? 0) * hour + Number(minutes ?? 0) * minute + Number(seconds) * second + fraction(digits)
    return round(Number(days ?? 0) * day + (sign === '-' ? -time : time))
  }
  const written = iso.exec(text)
  if (written !== null) {
    const [, sign, days, hours, minutes, seconds] = written
    const number = (part: string | undefined) => Number((part ?? '0').replace(',', '.'))
    const size = (number(hours) * hour + number(minutes) * minute + number(seconds) * second) * (sign === '-' ? -1 : 1)
    return round(number(days) * day * (sign === '-' ? -1 : 1) + size)
  }
  const between = interval.exec(text)
  if (between === null) return null
  const [, days, sign, hours, minutes, seconds, digits] = between
  const time =
    Number(hours ?? 0) * hour + Number(minutes ?? 0) * minute + Number(seconds ?? 0) * second + fraction(digits)
  return round(Number(days ?? 0) * day + (sign === '-' ? -time : time))
}

function round(milliseconds: number): number {
  return Math.round(milliseconds * 1000) / 1000
}

const two = (n: number) => String(n).padStart(2, '0')

function split(milliseconds: number): { days: number; hours: number; minutes: number; seconds: number; micro: number } {
  const microseconds = Math.round(milliseconds * 1000)
  const days = Math.floor(microseconds / (day * 1000))
  const rest = microseconds - days * day * 1000
  const seconds = Math.floor(rest / 1_000_000)
  return {
    days,
    hours: Math.floor(seconds / 3600),
    minutes: Math.floor(seconds / 60) % 60,
    seconds: seconds % 60,
    micro: rest % 1_000_000,
  }
}

/** `4 05:15:30.250000`, without the days where there are none. Django's `duration_string`. */
export function durationText(milliseconds: number): string {
  const { days, hours, minutes, seconds, micro } = split(milliseconds)
  const digits = micro === 0 ? '' : `.${String(micro).padStart(6, '0')}`
  return `${days === 0 ? '' : `${days} `}${two(hours)}:${two(minutes)}:${two(seconds)}${digits}`
}

/** `P4DT05H15M30.250000S`. Django's `duration_iso_string`. */
export function isoDuration(milliseconds: number): string {
  const { days, hours, minutes, seconds, micro } = split(Math.abs(milliseconds))
  const digits = micro === 0 ? '' : `.${String(micro).padStart(6, '0')}`
  return `${milliseconds < 0 ? '-' : ''}P${days}DT${two(hours)}H${two(minutes)}M${two(seconds)}${digits}S`
}
