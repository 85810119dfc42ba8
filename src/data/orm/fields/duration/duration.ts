import { gettextNoop } from '../../../../base/schema/index.ts'
import { parseDuration } from '../../../../base/time/index.ts'
import type { Codec, DatabaseName } from '../../../query/index.ts'
import { BaseField, refusal, type SchemaPart } from '../base.ts'

/** Microseconds in a whole number: what Django keeps where the database has no type for intervals. */
const whole: Codec = {
  encode: (milliseconds: number) => Math.round(milliseconds * 1000),
  decode: (raw: number | bigint) => Number(raw) / 1000,
}

const day = 86_400_000
const interval: Codec = {
  encode: (milliseconds: number) => {
    const days = Math.floor(milliseconds / day)
    return `${days} days ${Math.round((milliseconds - days * day) * 1000)} microseconds`
  },
  decode: (raw: string) => fromIso(raw),
}

const parts = /^P(?:(-?\d+)Y)?(?:(-?\d+)M)?(?:(-?\d+)W)?(?:(-?\d+)D)?(?:T(?:(-?\d+)H)?(?:(-?\d+)M)?(?:(-?[\d.]+)S)?)?$/
/** Days of a year and a month are what Python's driver takes them for. */
const sizes = [365 * day, 30 * day, 7 * day, day, 3_600_000, 60_000]

/** PostgreSQL's `P1DT-2H30.5S`: each part has a sign of its own. */
function fromIso(text: string): number {
  const [, ...found] = parts.exec(text) ?? []
  const seconds = Math.round(Number(found.pop() ?? 0) * 1_000_000)
  const sum = (total: number, part: string | undefined, i: number) =>
    part === undefined ? total : total + Number(part) * sizes[i]! * 1000
  return found.reduce(sum, seconds) / 1000
}

/** Beyond this a number of milliseconds no longer tells microseconds apart: 285 years. */
const longest = Number.MAX_SAFE_INTEGER / 1000

/**
 * A length of time in milliseconds, as JavaScript counts it everywhere; fractions down to the microsecond. Takes texts like
 * '4 05:15:30.25' and 'P4DT5H15M30S'. Django's `DurationField`.
 */
export class DurationField extends BaseField {
  readonly type = 'duration'

  protected convert(value: unknown): number {
    const written = typeof value === 'string' ? value.trim() : null
    const given = written === null ? value : written === '' ? null : parseDuration(written)
    if (typeof given === 'number' && Math.abs(given) <= longest) return Math.round(given * 1000) / 1000
    if (typeof given === 'number' && !Number.isNaN(given))
      throw refusal(gettextNoop('“%(value)s” value is longer than 285 years.'), value, 'overflow')
    throw refusal(
      gettextNoop('“%(value)s” value has an invalid format. It must be in [DD] [[HH:]MM:]ss[.uuuuuu] format.'),
      value,
    )
  }

  protected schema(): SchemaPart {
    return { kind: 'duration' }
  }

  override codec(database: DatabaseName): Codec {
    return database === 'postgres' ? interval : whole
  }

  columnType(database: DatabaseName): string {
    return database === 'postgres' ? 'interval' : 'bigint'
  }
}
