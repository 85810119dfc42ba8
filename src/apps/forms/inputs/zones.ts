import { zoneOffset } from '../../../base/time/index.ts'

/** The wall clock of an instant in a zone, as if it were UTC: milliseconds since 1970. */
export function wallClock(instant: number, timezone: string): number {
  return instant + zoneOffset(new Date(instant), timezone) * 60_000
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
