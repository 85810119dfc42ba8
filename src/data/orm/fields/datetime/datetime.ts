import { gettextNoop } from '../../../../base/schema/index.ts'
import type { Codec, DatabaseName, DatabaseValue, Transform } from '../../../query/index.ts'
import { refusal, type SchemaPart } from '../base.ts'
import { DateField, MomentField } from '../date/date.ts'
import { datetimeText, parseDatetime, parseStored } from '../moments.ts'
import { TimeField } from '../time/time.ts'
import { dateTransform, timeTransform } from '../transforms.ts'

/** A `Date` of the row's own: what is changed in place differs from what was read. */
const decode = (raw: DatabaseValue): Date => (raw instanceof Date ? new Date(raw) : parseStored(raw as string))
/** SQLite and MySQL have no zones: the text of the moment in UTC. */
const textual: Codec = { encode: datetimeText, decode }
/** `timestamptz` knows moments. */
const native: Codec = { encode: (value: Date) => new Date(value), decode }

const date: Transform = { name: 'date', arguments: [], output: new DateField({}) }
const time: Transform = { name: 'time', arguments: [], output: new TimeField({}) }

const first = Date.parse('0001-01-01T00:00:00Z')
const last = Date.parse('9999-12-31T23:59:59.999Z')

/** In the years 1 to 9999, which is what columns hold in four digits; an invalid date is nowhere. */
const inRange = (date: Date): boolean => date.getTime() >= first && date.getTime() <= last

/** A moment, as `Date`, to the millisecond; in the database always UTC. Django's `DateTimeField`. */
export class DatetimeField extends MomentField {
  readonly type = 'datetime'

  protected convert(value: unknown): Date {
    if (value instanceof Date && inRange(value)) return value
    const parsed = typeof value === 'string' ? parseDatetime(value) : ({ wrong: 'form' } as const)
    if ('ok' in parsed && inRange(parsed.ok)) return parsed.ok
    if ('wrong' in parsed && parsed.wrong === 'form') {
      throw refusal(
        gettextNoop(
          '“%(value)s” value has an invalid format. It must be in YYYY-MM-DD HH:MM[:ss[.uuuuuu]][TZ] format.',
        ),
        value,
      )
    }
    throw refusal(
      gettextNoop(
        '“%(value)s” value has the correct format (YYYY-MM-DD HH:MM[:ss[.uuuuuu]][TZ]) but it is an invalid date/time.',
      ),
      value,
      'invalid_datetime',
    )
  }

  protected now(): Date {
    return new Date()
  }

  protected schema(): SchemaPart {
    return { kind: 'datetime', ...this.part }
  }

  override codec(database: DatabaseName): Codec {
    return database === 'postgres' ? native : textual
  }

  override transform(name: string): Transform | null {
    return name === 'date' ? date : name === 'time' ? time : (dateTransform(name) ?? timeTransform(name))
  }

  columnType(database: DatabaseName): string {
    return { sqlite: 'datetime', postgres: 'timestamp with time zone', mysql: 'datetime(6)' }[database]
  }
}
