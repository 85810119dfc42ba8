import { gettextNoop } from '../../../base/schema/index.ts'
import { gettext } from '../../../web/i18n/index.ts'
import { isEmptyValue, textOf } from '../data.ts'
import { SplitDateTimeWidget } from '../widgets/split-date-time.ts'
import type { Widget } from '../widgets/widget.ts'
import { bareContext, type CleanContext, type InputOptions } from './input.ts'
import { DateInput, DateTimeInput, TimeInput } from './moments.ts'
import { MultiInput } from './multi.ts'

export interface SplitDateTimeOptions extends InputOptions<Date> {
  /** Accepted forms of the date in `strptime` notation. */
  readonly dateFormats?: readonly string[]
  readonly timeFormats?: readonly string[]
}

/** A date and a time of day in two controls, as a `Date`. Semantics: Django's `SplitDateTimeField`. */
export class SplitDateTimeInput extends MultiInput<Date> {
  override readonly type = 'splitDateTime'
  readonly #moment = new DateTimeInput()

  constructor(options: SplitDateTimeOptions = {}) {
    const { localize, dateFormats, timeFormats } = options
    const local = localize === undefined ? {} : { localize }
    const date = new DateInput({ ...local, ...(dateFormats === undefined ? {} : { formats: dateFormats }) })
    const time = new TimeInput({ ...local, ...(timeFormats === undefined ? {} : { formats: timeFormats }) })
    const isText = dateFormats !== undefined || timeFormats !== undefined
    const widget = new SplitDateTimeWidget(
      {},
      {
        labels: [gettext('Date'), gettext('Time')],
        dateFormats: dateFormats ?? null,
        timeFormats: timeFormats ?? null,
        kind: isText ? 'text' : 'native',
      },
    )
    super([date, time], options, widget, {
      invalid_date: gettextNoop('Enter a valid date.'),
      invalid_time: gettextNoop('Enter a valid time.'),
    })
  }

  override hiddenWidget(): Widget {
    return this.widget instanceof SplitDateTimeWidget ? this.widget.asHidden() : super.hiddenWidget()
  }

  protected override compress(values: unknown, context: CleanContext): Date {
    const [date, time] = values as readonly [string | null, string | null]
    if (date === null) throw this.refusal('invalid_date')
    if (time === null) throw this.refusal('invalid_time')
    // What comes back as it was shown is the moment that the form began with, as in one control.
    const { initial } = context
    if (initial instanceof Date) {
      const shown = this.#shown(initial, context)
      if (date === shown.date && shown.times.includes(time)) return initial
    }
    return this.#moment.toValue(`${date} ${time}`, context)!
  }

  protected override decompress(value: Date, context: CleanContext): unknown {
    if (!(value instanceof Date)) return value
    const local = this.#moment.prepare(value, context)
    return [local, local]
  }

  /** A moment by the clock of the form's zone; its time to the second and with its fraction. */
  #shown(value: Date, context: CleanContext): { readonly date: string; readonly times: readonly [string, string] } {
    const text = (this.#moment.prepare(value, context) as Date).toISOString()
    return { date: text.slice(0, 10), times: [text.slice(11, 19), `${text.slice(11, 23)}000`] }
  }

  protected override isWhole(value: unknown): boolean {
    return value instanceof Date
  }

  override hasChanged(initial: unknown, raw: unknown, context: CleanContext = bareContext): boolean {
    const [date, time] = (Array.isArray(raw) ? raw : []) as readonly unknown[]
    if (this.disabled || !(initial instanceof Date) || isEmptyValue(date) || isEmptyValue(time)) {
      return super.hasChanged(initial, raw, context)
    }
    const shown = this.#shown(initial, context)
    const dateInput = this.parts[0]![1]
    const timeInput = this.parts[1]![1]
    // A control without seconds must not make every time look changed.
    const hasSeconds = (textOf(time).match(/\d+/g)?.length ?? 0) > 2
    const times = hasSeconds ? shown.times : [`${shown.times[0].slice(0, 5)}:00`]
    return (
      dateInput.hasChanged(shown.date, date, context) ||
      times.every((each) => timeInput.hasChanged(each, time, context))
    )
  }
}
