const formatters = new Map<string, Intl.DateTimeFormat>()

function formatter(timezone: string): Intl.DateTimeFormat {
  let found = formatters.get(timezone)
  if (found === undefined) {
    found = new Intl.DateTimeFormat('en-US', {
      timeZone: timezone,
      hourCycle: 'h23',
      era: 'short',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    })
    formatters.set(timezone, found)
  }
  return found
}

/** The wall clock of an instant in a zone, as if it were UTC: milliseconds since 1970. */
export function wallClock(instant: number, timezone: string): number {
  if (timezone === 'UTC') return instant
  const parts: Record<string, string> = {}
  for (const { type, value } of formatter(timezone).formatToParts(instant)) parts[type] = value
  const year = parts['era'] === 'BC' ? 1 - Number(parts['year']) : Number(parts['year'])
  const date = new Date(0)
  date.setUTCFullYear(year, Number(parts['month']) - 1, Number(parts['day']))
  date.setUTCHours(Number(parts['hour']), Number(parts['minute']), Number(parts['second']))
  return date.getTime() + (((instant % 1000) + 1000) % 1000)
}

/**
 * The instant at which a zone's wall clock shows `wall` (milliseconds, as if it were UTC); null where the clock never
 * shows it or shows it twice, when summer time begins or ends.
 */
export function instantOf(wall: number, timezone: string): number | null {
  if (timezone === 'UTC') return wall
  const day = 86_400_000
  const offsets = new Set([wall - day, wall + day].map((near) => wallClock(near, timezone) - near))
  const fits = [...offsets].map((offset) => wall - offset).filter((instant) => wallClock(instant, timezone) === wall)
  return fits.length === 1 ? fits[0]! : null
}
