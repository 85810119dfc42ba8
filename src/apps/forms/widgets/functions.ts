import { formsErrors } from '../errors.ts'
import { CheckboxWidget } from './checkbox.ts'
import {
  CheckboxSelectMultiple,
  MultipleHiddenInput,
  NullBooleanSelect,
  RadioSelect,
  Select,
  SelectMultiple,
} from './choice.ts'
import { ClearableFileWidget, FileWidget } from './file.ts'
import { DateTimeWidget, DateWidget, TimeWidget } from './moments.ts'
import { MultiWidget, type WidgetPart } from './multi.ts'
import { type SelectDateOptions, SelectDateWidget } from './select-date.ts'
import { SplitDateTimeWidget, SplitHiddenDateTimeWidget } from './split-date-time.ts'
import { HiddenInput, NumberInput, PasswordInput, Textarea, TextInput } from './text.ts'
import type { Attributes, Widget } from './widget.ts'

export type { Widget }

/** The widgets by name: `widget.textarea({ rows: 4 })`. Each takes HTML attributes. */
export const widget = {
  text: (attrs?: Attributes) => new TextInput('text', attrs),
  search: (attrs?: Attributes) => new TextInput('search', attrs),
  tel: (attrs?: Attributes) => new TextInput('tel', attrs),
  color: (attrs?: Attributes) => new TextInput('color', attrs),
  /** `<input>` of another type: 'range', 'month'. */
  input: (type: string, attrs?: Attributes) => new TextInput(type, attrs),
  email: (attrs?: Attributes) => new TextInput('email', attrs),
  url: (attrs?: Attributes) => new TextInput('url', attrs),
  number: (attrs?: Attributes) => new NumberInput(attrs),
  password: (attrs?: Attributes) => new PasswordInput(attrs),
  hidden: (attrs?: Attributes) => new HiddenInput(attrs),
  multipleHidden: (attrs?: Attributes) => new MultipleHiddenInput(attrs),
  textarea: (attrs?: Attributes) => new Textarea(attrs),
  date: (attrs?: Attributes) => new DateWidget(attrs),
  time: (attrs?: Attributes) => new TimeWidget(attrs),
  datetime: (attrs?: Attributes) => new DateTimeWidget(attrs),
  /** A date from three lists. */
  selectDate: (attrs?: Attributes, options?: SelectDateOptions) => new SelectDateWidget(attrs, options),
  splitDateTime: (attrs?: Attributes) => new SplitDateTimeWidget(attrs),
  splitHiddenDateTime: (attrs?: Attributes) => new SplitHiddenDateTimeWidget(attrs),
  /** Several controls for one value. */
  multi: (parts: readonly (Widget | WidgetPart)[], attrs?: Attributes) => new MultiWidget(parts, attrs),
  checkbox: (attrs?: Attributes) => new CheckboxWidget(attrs),
  select: (attrs?: Attributes) => new Select(attrs),
  selectMultiple: (attrs?: Attributes) => new SelectMultiple(attrs),
  nullBoolean: (attrs?: Attributes) => new NullBooleanSelect(attrs),
  radios: (attrs?: Attributes) => new RadioSelect(attrs),
  checkboxes: (attrs?: Attributes) => new CheckboxSelectMultiple(attrs),
  file: (attrs?: Attributes) => new FileWidget(attrs),
  clearableFile: (attrs?: Attributes) => new ClearableFileWidget(attrs),
}

/** A widget by its name in `widget`. */
export type WidgetName = Exclude<keyof typeof widget, 'input' | 'multi'>

/** A widget, or the one of that name. */
export function widgetNamed(given: Widget | WidgetName): Widget {
  if (typeof given !== 'string') return given
  const names = Object.keys(widget).filter((name) => name !== 'input' && name !== 'multi')
  if (!names.includes(given)) throw formsErrors.UNKNOWN_WIDGET({ widget: given, known: names })
  return widget[given]()
}
