import { currentLocale } from '../../../web/i18n/index.ts'
import { writeWhole } from '../strftime.ts'
import { type Moment, parseMoment } from '../strptime.ts'
import { TextInput } from './text.ts'
import type { Attributes, WidgetContext } from './widget.ts'

/** The digits of a `Date`, which its input has put into the form's zone. */
function digitsOf(date: Date): Moment {
  return {
    year: date.getUTCFullYear(),
    month: date.getUTCMonth() + 1,
    day: date.getUTCDate(),
    hour: date.getUTCHours(),
    minute: date.getUTCMinutes(),
    second: date.getUTCSeconds(),
    fraction: `${String(date.getUTCMilliseconds()).padStart(3, '0')}000`,
  }
}

/**
 * What dates and times of day share. As a browser's own control they are written as HTML says; in a text box (`type` 'text' or
 * 'hidden') in the first of `formats`, or of the formats of the language in force, that loses nothing.
 */
export abstract class MomentWidget extends TextInput {
  /** In `strptime` notation; null for those of the language. */
  readonly formats: readonly string[] | null

  constructor(type: string, attrs?: Attributes, formats: readonly string[] | null = null) {
    super(type, attrs)
    this.formats = formats
  }

  /** The same as a text box. */
  abstract asText(formats?: readonly string[] | null): MomentWidget
  /** The same, not shown. */
  abstract asHidden(): MomentWidget

  protected abstract momentOf(value: Date | string): Moment | null
  protected abstract localFormats(): readonly string[]
  protected abstract formatNative(value: Date | string): string | null

  override localized(): MomentWidget {
    return this.asText(this.formats)
  }

  /** A browser counts minutes from the value that it is given, so that 10:00:30 could not become 10:00:15. */
  override context(name: string, value: unknown, attrs: Attributes): WidgetContext {
    const shown = this.format(value)
    const hasSeconds = (this.type === 'time' || this.type === 'datetime-local') && /:\d\d:\d\d$/.test(shown ?? '')
    return super.context(name, value, hasSeconds ? { step: this.attrs['step'] ?? 1, ...attrs } : attrs)
  }

  override format(value: unknown): string | null {
    if (value === '') return ''
    if (!(value instanceof Date) && typeof value !== 'string') return super.format(value)
    if (this.type !== 'text' && this.type !== 'hidden') return this.formatNative(value)
    const moment = this.momentOf(value)
    return moment === null ? super.format(value) : writeWhole(moment, this.formats ?? this.localFormats())
  }
}

/** `<input type="date">`, or of type 'text' where dates are written in the language's own way. */
export class DateWidget extends MomentWidget {
  constructor(attrs?: Attributes, type: 'date' | 'text' | 'hidden' = 'date', formats?: readonly string[] | null) {
    super(type, attrs, formats)
  }

  asText(formats?: readonly string[] | null): DateWidget {
    return new DateWidget(this.attrs, 'text', formats)
  }

  asHidden(): DateWidget {
    return new DateWidget(this.attrs, 'hidden', this.formats)
  }

  protected momentOf(value: Date | string): Moment | null {
    if (typeof value === 'string') return parseMoment(value, '%Y-%m-%d')
    const { year, month, day } = digitsOf(value)
    return { year: year!, month: month!, day: day! }
  }

  protected localFormats(): readonly string[] {
    return currentLocale().formats.DATE_INPUT_FORMATS
  }

  protected formatNative(value: Date | string): string | null {
    return value instanceof Date ? value.toISOString().slice(0, 10) : value
  }
}

/** `<input type="time">`: seconds only where there are any. */
export class TimeWidget extends MomentWidget {
  constructor(attrs?: Attributes, type: 'time' | 'text' | 'hidden' = 'time', formats?: readonly string[] | null) {
    super(type, attrs, formats)
  }

  asText(formats?: readonly string[] | null): TimeWidget {
    return new TimeWidget(this.attrs, 'text', formats)
  }

  asHidden(): TimeWidget {
    return new TimeWidget(this.attrs, 'hidden', this.formats)
  }

  protected momentOf(value: Date | string): Moment | null {
    if (typeof value === 'string') return parseMoment(value, '%H:%M:%S.%f') ?? parseMoment(value, '%H:%M:%S')
    const { hour, minute, second, fraction } = digitsOf(value)
    return { hour: hour!, minute: minute!, second: second!, fraction: fraction! }
  }

  protected localFormats(): readonly string[] {
    return currentLocale().formats.TIME_INPUT_FORMATS
  }

  protected formatNative(value: Date | string): string | null {
    const text = typeof value === 'string' ? value : value.toISOString().slice(11, 19)
    const shown = text.replace(/\.\d+$/, '')
    return shown.endsWith(':00') && shown.length === 8 ? shown.slice(0, 5) : shown
  }
}

/** `<input type="datetime-local">`: the digits of the `Date`, which the input has put into the form's zone. */
export class DateTimeWidget extends MomentWidget {
  constructor(
    attrs?: Attributes,
    type: 'datetime-local' | 'text' | 'hidden' = 'datetime-local',
    formats?: readonly string[] | null,
  ) {
    super(type, attrs, formats)
  }

  asText(formats?: readonly string[] | null): DateTimeWidget {
    return new DateTimeWidget(this.attrs, 'text', formats)
  }

  asHidden(): DateTimeWidget {
    return new DateTimeWidget(this.attrs, 'hidden', this.formats)
  }

  protected momentOf(value: Date | string): Moment | null {
    return value instanceof Date ? digitsOf(value) : null
  }

  protected localFormats(): readonly string[] {
    return currentLocale().formats.DATETIME_INPUT_FORMATS
  }

  protected formatNative(value: Date | string): string | null {
    if (typeof value === 'string') return value
    const text = value.toISOString().slice(0, 19)
    return text.endsWith(':00') ? text.slice(0, 16) : text
  }
}
