import { TextInput } from './text.ts'
import type { Attributes } from './widget.ts'

/** `<input type="date">`, or of type 'text' where a site wants its own calendar. */
export class DateWidget extends TextInput {
  constructor(attrs?: Attributes, type: 'date' | 'text' = 'date') {
    super(type, attrs)
  }

  override format(value: unknown): string | null {
    if (value === '') return ''
    return value instanceof Date ? value.toISOString().slice(0, 10) : super.format(value)
  }
}

/** `<input type="time">`: seconds only where there are any. */
export class TimeWidget extends TextInput {
  constructor(attrs?: Attributes, type: 'time' | 'text' = 'time') {
    super(type, attrs)
  }

  override format(value: unknown): string | null {
    const text = value instanceof Date ? value.toISOString().slice(11, 19) : super.format(value)
    if (text === null || this.type === 'text') return text
    const shown = text.replace(/\.\d+$/, '')
    return shown.endsWith(':00') && shown.length === 8 ? shown.slice(0, 5) : shown
  }
}

/** `<input type="datetime-local">`: the digits of the `Date`, which the input has put into the form's zone. */
export class DateTimeWidget extends TextInput {
  constructor(attrs?: Attributes, type: 'datetime-local' | 'text' = 'datetime-local') {
    super(type, attrs)
  }

  override format(value: unknown): string | null {
    if (!(value instanceof Date)) return super.format(value)
    const text = value.toISOString().slice(0, 19)
    if (this.type === 'text') return text.replace('T', ' ')
    return text.endsWith(':00') ? text.slice(0, 16) : text
  }
}
