import { currentLocale, gettext } from '../../../web/i18n/index.ts'
import { type FieldValues, textOf } from '../data.ts'
import { isCalendarDay, parseMoment } from '../strptime.ts'
import { Select } from './choice.ts'
import type { DrawnPart } from './multi.ts'
import { type Attributes, Widget, type WidgetChoice, type WidgetContext } from './widget.ts'

type DatePart = 'year' | 'month' | 'day'

export interface SelectDateOptions {
  /** The years to choose from. Default: this one and the nine that follow. */
  readonly years?: readonly number[]
  /** Numbers of months with their names. Default: the names in the language in force. */
  readonly months?: Readonly<Record<number, string>>
  /** What "nothing" is called in the three lists: one for all, or year, month and day. Default '---'. */
  readonly emptyLabel?: string | readonly [year: string, month: string, day: string]
  /** Whether people read "Day", "Month", "Year" before the lists. Default true. */
  readonly labelled?: boolean
}

/** The parts of a date in the order in which a language writes them. */
function partsInOrder(): readonly DatePart[] {
  const parts = new Set<DatePart>()
  const format = currentLocale().formats.DATE_FORMAT.replace(/\\./g, '')
  for (const character of format) {
    if ('Yyo'.includes(character)) parts.add('year')
    if ('bEFMmnN'.includes(character)) parts.add('month')
    if ('dj'.includes(character)) parts.add('day')
  }
  for (const part of ['year', 'month', 'day'] as const) parts.add(part)
  return [...parts]
}

function labelOf(part: DatePart): string {
  switch (part) {
    case 'year':
      return gettext('Year')
    case 'month':
      return gettext('Month')
    default:
      return gettext('Day')
  }
}

/** A date chosen from three lists, in the language's order. What comes back is `YYYY-MM-DD`. */
export class SelectDateWidget extends Widget {
  readonly template = 'multi'
  override readonly group = true
  readonly #options: SelectDateOptions
  readonly #select = new Select()

  constructor(attrs?: Attributes, options: SelectDateOptions = {}) {
    super(attrs)
    this.#options = options
  }

  override idForLabel(): string | null {
    return null
  }

  override firstId(id: string): string {
    return `${id}_${partsInOrder()[0]}`
  }

  override read(data: FieldValues, files: FieldValues, name: string): unknown {
    const [year, month, day] = (['year', 'month', 'day'] as const).map((part) => data.get(`${name}_${part}`))
    if ([year, month, day].every((part) => part === null || part === undefined)) return super.read(data, files, name)
    const [y, m, d] = [year, month, day].map((part) => textOf(part ?? '').trim()) as [string, string, string]
    if (y === '' && m === '' && d === '') return null
    const known = [y, m, d].every((part) => /^\d+$/.test(part)) && isCalendarDay(Number(y), Number(m), Number(d))
    return known ? `${y.padStart(4, '0')}-${m.padStart(2, '0')}-${d.padStart(2, '0')}` : `${y || 0}-${m || 0}-${d || 0}`
  }

  override omitted(data: FieldValues, _files: FieldValues, name: string): boolean {
    return !['year', 'month', 'day'].some((part) => data.has(`${name}_${part}`))
  }

  override context(name: string, value: unknown, attrs: Attributes): WidgetContext {
    const base = super.context(name, null, attrs)
    const chosen = this.#chosen(value)
    const { id, required, ...rest } = base.attrs
    const parts = partsInOrder().map((part): DrawnPart => {
      const partId = `${typeof id === 'string' ? id : `id_${name}`}_${part}`
      const own = { ...rest, ...(required === true ? { required } : {}), id: partId }
      return {
        label: this.#options.labelled === false ? null : labelOf(part),
        id: partId,
        widget: this.#select.context(`${name}_${part}`, chosen[part], own, this.#choices(part, chosen)),
      }
    })
    return { ...base, parts }
  }

  #chosen(value: unknown): Readonly<Record<DatePart, string>> {
    const text = value instanceof Date ? value.toISOString().slice(0, 10) : textOf(value ?? '')
    const numbers = /^(\d{1,4})-(\d\d?)-(\d\d?)$/.exec(text)?.slice(1).map(Number) ?? this.#local(text)
    const [year, month, day] = numbers.map((number) => (number === 0 ? '' : String(number)))
    return { year: year ?? '', month: month ?? '', day: day ?? '' }
  }

  #local(text: string): readonly number[] {
    for (const format of currentLocale().formats.DATE_INPUT_FORMATS) {
      const moment = parseMoment(text, format)
      if (moment !== null) return [moment.year ?? 0, moment.month ?? 0, moment.day ?? 0]
    }
    return []
  }

  #choices(part: DatePart, chosen: Readonly<Record<DatePart, string>>): readonly WidgetChoice[] {
    const { emptyLabel = '---' } = this.#options
    const index = { year: 0, month: 1, day: 2 }[part]
    const empty = typeof emptyLabel === 'string' ? emptyLabel : emptyLabel[index]!
    return [['', empty] as const, ...this.#numbers(part, chosen[part])].map(([value, label]) => ({
      value,
      label,
      group: null,
    }))
  }

  #numbers(part: DatePart, chosen: string): readonly (readonly [number, string])[] {
    const { months, years = Array.from({ length: 10 }, (_, i) => new Date().getFullYear() + i) } = this.#options
    if (part === 'month') {
      const names = months ?? Object.fromEntries(currentLocale().names.months.map((name, i) => [i + 1, name]))
      return Object.entries(names).map(([month, name]) => [Number(month), name])
    }
    if (part === 'day') return Array.from({ length: 31 }, (_, i) => [i + 1, String(i + 1)])
    // A year that is not among those offered is not lost by showing the form.
    const offered = chosen === '' || years.includes(Number(chosen)) ? years : [Number(chosen), ...years]
    return offered.map((year) => [year, String(year)])
  }
}
