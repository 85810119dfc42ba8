import { gettextNoop } from '../../../../base/schema/index.ts'
import type { Codec, DatabaseName, Transform } from '../../../query/index.ts'
import { plainCodec, refusal, type SchemaPart } from '../base.ts'
import { MomentField } from '../date/date.ts'
import { parseTime, timeText } from '../moments.ts'
import { timeTransform } from '../transforms.ts'

/** Databases with a type for times write fractions as short or as long as they like. */
const shortened: Codec = {
  decode: (raw: string) => {
    if (raw.length <= 8) return raw
    const fraction = raw.slice(9).padEnd(6, '0')
    return fraction === '000000' ? raw.slice(0, 8) : `${raw.slice(0, 8)}.${fraction}`
  },
}

/** A time of day, as the string 'HH:MM:SS' with '.ffffff' where there is a fraction. Django's `TimeField`. */
export class TimeField extends MomentField {
  readonly type = 'time'

  protected convert(value: unknown): string {
    if (value instanceof Date && !Number.isNaN(value.getTime())) return timeText(value)
    const parsed = typeof value === 'string' ? parseTime(value) : ({ wrong: 'form' } as const)
    if ('ok' in parsed) return parsed.ok
    if (parsed.wrong === 'form') {
      throw refusal(
        gettextNoop('“%(value)s” value has an invalid format. It must be in HH:MM[:ss[.uuuuuu]] format.'),
        value,
      )
    }
    throw refusal(
      gettextNoop('“%(value)s” value has the correct format (HH:MM[:ss[.uuuuuu]]) but it is an invalid time.'),
      value,
      'invalid_time',
    )
  }

  protected now(): string {
    return timeText(new Date())
  }

  protected schema(): SchemaPart {
    return { kind: 'time', ...this.part }
  }

  override transform(name: string): Transform | null {
    return timeTransform(name)
  }

  override codec(database: DatabaseName): Codec {
    return database === 'sqlite' ? plainCodec : shortened
  }

  columnType(database: DatabaseName): string {
    return database === 'mysql' ? 'time(6)' : 'time'
  }
}
