import { type DateNames, englishNames } from '../../../base/time/index.ts'
import { usualCode } from './languages.ts'
import { namesTable } from './names-table.ts'
import { ofNearest } from './rows.ts'

let rows: ReadonlyMap<string, string> | undefined
const made = new Map<string, DateNames>()

/**
 * What a language calls months and days. Of a language that the table does not have, what `Intl` says, and English where that
 * does not know it either. Names are made when a language is first asked for.
 */
export function namesOf(code: string): DateNames {
  if (code === 'en' || code.startsWith('en-')) return englishNames
  let found = made.get(code)
  if (found === undefined) {
    rows ??= new Map(namesTable.split('\n').map((line) => [line.slice(0, line.indexOf('|')), line]))
    const row = ofNearest(usualCode(code), (each) => (each === '' ? undefined : rows!.get(each)))
    found = row === undefined ? unlisted(code) : listed(row)
    made.set(code, found)
  }
  return found
}

function unlisted(code: string): DateNames {
  return Intl.DateTimeFormat.supportedLocalesOf([code]).length === 0 ? englishNames : listed(`${code}|L|=|S|=|L|S|`)
}

function listed(row: string): DateNames {
  const columns = row.split('|')
  const [code, long, alternative, short, press, days, shortDays, parts, plain] = columns as [
    string,
    string,
    string,
    string,
    string,
    string,
    string,
    string,
    string?,
  ]
  const intl = new IntlNames(code)
  const months = list(long, monthLists, intl)
  const monthsShort = list(short, monthLists, intl)
  const [before, after, beforeCapital, afterCapital, midnight, noon] = (
    parts === '' ? 'a.m.,p.m.,AM,PM,midnight,noon' : parts
  ).split(',') as [string, string, string, string, string, string]
  return Object.freeze({
    months,
    monthsShort,
    monthsPress: pressNames(press, months, monthsShort, intl),
    monthsAlternative: alternative === '=' ? months : list(alternative, monthLists, intl),
    weekdays: list(days, dayLists, intl),
    weekdaysShort: list(shortDays, dayLists, intl),
    meridiem: [before, after] as const,
    meridiemCapital: [beforeCapital, afterCapital] as const,
    midnight,
    noon,
    ...(plain === 'b' ? { monthsSmall: monthsShort } : {}),
  })
}

type ListName = 'longMonths' | 'datedMonths' | 'shortMonths' | 'datedShortMonths' | 'longDays' | 'shortDays'

const monthLists: Readonly<Record<string, ListName>> = {
  L: 'longMonths',
  G: 'datedMonths',
  S: 'shortMonths',
  T: 'datedShortMonths',
}

const dayLists: Readonly<Record<string, ListName>> = { L: 'longDays', S: 'shortDays' }

/** A column of the table: names with commas, or the letter of a list of `Intl` with those of what is done to it. */
function list(column: string, lists: Readonly<Record<string, ListName>>, intl: IntlNames): readonly string[] {
  const name = /^[A-Z][cln]*3?$/.test(column) ? lists[column[0]!] : undefined
  if (name === undefined) return column.split(',')
  return intl.list(name).map((each) => {
    let shown = each
    if (column.includes('c')) shown = capital(shown)
    if (column.includes('l')) shown = shown.toLowerCase()
    if (column.includes('n')) shown = shown.replace(/\.$/, '')
    return column.includes('3') ? shown.slice(0, 3) : shown
  })
}

function pressNames(
  column: string,
  months: readonly string[],
  short: readonly string[],
  intl: IntlNames,
): readonly string[] {
  if (column === '=') return short
  if (!column.startsWith('*')) return list(column, monthLists, intl)
  const ways: Readonly<Record<string, (i: number) => string>> = {
    s: (i) => short[i]!,
    '.': (i) => `${short[i]}.`,
    m: (i) => months[i]!,
    ':': (i) => `${short[i]}.`.toLowerCase(),
    M: (i) => months[i]!.toLowerCase(),
    C: (i) => `${capital(short[i]!)}.`,
  }
  return Array.from(column.slice(1), (way, i) => ways[way]!(i))
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}

/** The lists that `Intl` has of a language. */
class IntlNames {
  readonly #code: string

  constructor(code: string) {
    this.#code = code
  }

  list(name: ListName): readonly string[] {
    switch (name) {
      case 'longMonths':
        return this.#months({ month: 'long' })
      case 'datedMonths':
        return this.#months({ month: 'long', day: 'numeric' })
      case 'shortMonths':
        return this.#months({ month: 'short' })
      case 'datedShortMonths':
        return this.#months({ month: 'short', day: 'numeric' })
      case 'longDays':
        return this.#days({ weekday: 'long' })
      default:
        return this.#days({ weekday: 'short' })
    }
  }

  #months(options: Intl.DateTimeFormatOptions): readonly string[] {
    return this.#parts(options, 'month', 12, (i) => Date.UTC(2024, i, 15))
  }

  #days(options: Intl.DateTimeFormatOptions): readonly string[] {
    // The first of September 2024 was a Sunday.
    return this.#parts(options, 'weekday', 7, (i) => Date.UTC(2024, 8, 1 + i))
  }

  #parts(
    options: Intl.DateTimeFormatOptions,
    type: Intl.DateTimeFormatPartTypes,
    count: number,
    time: (i: number) => number,
  ): readonly string[] {
    const format = new Intl.DateTimeFormat(this.#code, {
      ...options,
      timeZone: 'UTC',
      calendar: 'gregory',
      numberingSystem: 'latn',
    })
    return Array.from(
      { length: count },
      (_, i) => format.formatToParts(time(i)).find((part) => part.type === type)?.value ?? '',
    )
  }
}
