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
    if (context.initial instanceof Date && `${date}T${time}` === this.#shownText(context.initial, context)) {
      return context.initial
    }
    return this.#moment.toValue(`${date} ${time}`, context)!
  }

  protected override decompress(value: Date, context: CleanContext): unknown {
    if (!(value instanceof Date)) return value
    const local = this.#moment.prepare(value, context)
    return [local, local]
  }

  /** The wall clock of a moment in the form's zone, to the second. */
  #shownText(value: Date, context: CleanContext): string {
    return (this.#moment.prepare(value, context) as Date).toISOString().slice(0, 19)
  }

  override hasChanged(initial: unknown, raw: unknown, context: CleanContext = bareContext): boolean {
    const [date, time] = (Array.isArray(raw) ? raw : []) as readonly unknown[]
    if (this.disabled || !(initial instanceof Date) || isEmptyValue(date) || isEmptyValue(time)) {
      return super.hasChanged(initial, raw, context)
    }
    const text = this.#shownText(initial, context)
    const dateInput = this.parts[0]![1]
    const timeInput = this.parts[1]![1]
    // A control without seconds must not make every time look changed.
    const seconds = /:\d+:/.test(textOf(time)) ? text.slice(11) : `${text.slice(11, 16)}:00`
    return dateInput.hasChanged(text.slice(0, 10), date, context) || timeInput.hasChanged(seconds, time, context)
  }
}
