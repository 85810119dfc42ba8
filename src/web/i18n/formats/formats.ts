import { formatsTable } from './formats-table.ts'
import { dateInputs, datetimeInputs, timeInputs } from './input-table.ts'
import { usualCode } from './languages.ts'
import { ofNearest, rowsByCode } from './rows.ts'

/**
 * How a language writes dates and numbers. The names are those of Django's settings
 * (https://docs.djangoproject.com/en/stable/ref/settings/#i18n-l10n), since templates name formats by them; dates are in
 * Django's format characters.
 */
export interface LocaleFormats {
  readonly DATE_FORMAT: string
  readonly DATETIME_FORMAT: string
  readonly TIME_FORMAT: string
  readonly YEAR_MONTH_FORMAT: string
  readonly MONTH_DAY_FORMAT: string
  readonly SHORT_DATE_FORMAT: string
  readonly SHORT_DATETIME_FORMAT: string
  /** Sunday is 0. */
  readonly FIRST_DAY_OF_WEEK: number
  readonly DECIMAL_SEPARATOR: string
  readonly THOUSAND_SEPARATOR: string
  /** Digits of a group, or of each group in turn from the right; 0 for none. */
  readonly NUMBER_GROUPING: number | readonly number[]
  /** Formats that forms accept, in the notation of `strptime`. */
  readonly DATE_INPUT_FORMATS: readonly string[]
  readonly DATETIME_INPUT_FORMATS: readonly string[]
  readonly TIME_INPUT_FORMATS: readonly string[]
}

/** The tables taken apart: when a language's formats are first needed, not when the program starts. */
interface Tables {
  readonly formats: ReadonlyMap<string, string>
  readonly dates: ReadonlyMap<string, string>
  readonly datetimes: ReadonlyMap<string, string>
  readonly times: ReadonlyMap<string, string>
}

/** One of the languages that write everything as Django does without a language. */
const withoutOwn = 'af'

let tables: Tables | undefined
const made = new Map<string, LocaleFormats>()

/** The formats of a language, of what it is a variant of ('de' for 'de-at'), or those that Django has without a language. */
export function formatsOf(code: string): LocaleFormats {
  tables ??= {
    formats: rowsByCode(formatsTable),
    dates: rowsByCode(dateInputs),
    datetimes: rowsByCode(datetimeInputs),
    times: rowsByCode(timeInputs),
  }
  const known = ofNearest(usualCode(code), (each) => (tables!.formats.has(each) ? each : undefined)) ?? ''
  let found = made.get(known)
  if (found === undefined) {
    found = build(known, tables)
    made.set(known, found)
  }
  return found
}

function build(code: string, { formats, dates, datetimes, times }: Tables): LocaleFormats {
  const columns = formats.get(code === '' ? withoutOwn : code)!.split(' | ')
  const [date, datetime, time, yearMonth, monthDay, short, shortDatetime, first, numbers] = columns.map(shown) as [
    string,
    string,
    string,
    string,
    string,
    string,
    string,
    string,
    string,
  ]
  const thousand = numbers[1]!
  const inputs = (table: ReadonlyMap<string, string>) => (table.get(code) ?? table.get('')!).split(' | ')
  return Object.freeze({
    DATE_FORMAT: date,
    DATETIME_FORMAT: datetime === '+' ? `${date} ${time}` : datetime,
    TIME_FORMAT: time,
    YEAR_MONTH_FORMAT: yearMonth,
    MONTH_DAY_FORMAT: monthDay,
    SHORT_DATE_FORMAT: short,
    SHORT_DATETIME_FORMAT: shortDatetime === '+' ? `${short} ${time}` : shortDatetime,
    FIRST_DAY_OF_WEEK: Number(first),
    DECIMAL_SEPARATOR: numbers[0]!,
    THOUSAND_SEPARATOR: thousand === '-' ? '' : thousand,
    NUMBER_GROUPING: Number(numbers.slice(2)),
    DATE_INPUT_FORMATS: inputs(dates),
    DATETIME_INPUT_FORMATS: datetimeList(inputs(datetimes), datetimes.has(code)),
    TIME_INPUT_FORMATS: inputs(times),
  })
}

/** The signs that stand for characters which cannot be seen. */
function shown(column: string): string {
  return column.replaceAll('_', '\u00a0').replaceAll('~', '\u200f')
}

/** Every list that a language has of its own ends with ISO 8601, which is read in all languages. */
function datetimeList(patterns: readonly string[], own: boolean): readonly string[] {
  const clocks = ['%H:%M:%S', '%H:%M:%S.%f', '%H:%M']
  const all = patterns.flatMap((each) =>
    each.endsWith(' *') ? clocks.map((clock) => each.slice(0, -1) + clock) : each,
  )
  const iso = [...clocks.map((clock) => `%Y-%m-%d ${clock}`), '%Y-%m-%d']
  return own ? [...all, ...iso.filter((each) => !all.includes(each))] : all
}
