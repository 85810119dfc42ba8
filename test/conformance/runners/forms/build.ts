import * as forms from '../../../../src/apps/forms/index.ts'
import { ValidationError } from '../../../../src/base/schema/index.ts'
import { decode } from '../../values.ts'

type Input = forms.Input
type Widget = forms.Widget

export interface WidgetSpec {
  readonly type: string
  readonly attrs?: forms.Attributes
  readonly choices?: readonly unknown[]
  readonly render_value?: boolean
  readonly format?: string
  readonly widgets?: readonly WidgetSpec[] | Readonly<Record<string, WidgetSpec>>
  readonly years?: readonly number[]
  readonly empty_label?: string | readonly [string, string, string]
}

/** As the vectors' own: text is taken apart at its spaces. */
class SpacedWidget extends forms.MultiWidget {
  protected override decompress(value: unknown): readonly unknown[] {
    return typeof value === 'string' ? value.split(' ') : []
  }
}

function partsOf(widgets: WidgetSpec['widgets'] = []): forms.WidgetPart[] {
  if (!Array.isArray(widgets)) {
    return Object.entries(widgets as Record<string, WidgetSpec>).map(([name, spec]) => ({
      name,
      widget: buildWidget(spec),
    }))
  }
  return widgets.map((spec: WidgetSpec) => ({ widget: buildWidget(spec) }))
}

export interface FieldSpec {
  readonly name?: string
  readonly type: string
  readonly options: Readonly<Record<string, unknown>>
  readonly reject?: string
}

const formatsOf = (format: string | undefined): readonly string[] | null => (format === undefined ? null : [format])

/** Widgets that exist here, as Django draws them: dates in text boxes, no labels for the parts of a control. */
const widgets: Readonly<Record<string, (spec: WidgetSpec) => Widget>> = {
  TextInput: ({ attrs }) => new forms.TextInput('text', attrs),
  NumberInput: ({ attrs }) => new forms.NumberInput(attrs),
  EmailInput: ({ attrs }) => new forms.TextInput('email', attrs),
  URLInput: ({ attrs }) => new forms.TextInput('url', attrs),
  PasswordInput: ({ attrs, render_value }) => new forms.PasswordInput(attrs, { renderValue: render_value ?? false }),
  HiddenInput: ({ attrs }) => new forms.HiddenInput(attrs),
  MultipleHiddenInput: ({ attrs }) => new forms.MultipleHiddenInput(attrs),
  Textarea: ({ attrs }) => new forms.Textarea(attrs),
  DateInput: ({ attrs, format }) => new forms.DateWidget(attrs, 'text', formatsOf(format)),
  TimeInput: ({ attrs, format }) => new forms.TimeWidget(attrs, 'text', formatsOf(format)),
  DateTimeInput: ({ attrs, format }) => new forms.DateTimeWidget(attrs, 'text', formatsOf(format)),
  CheckboxInput: ({ attrs }) => new forms.CheckboxWidget(attrs),
  Select: ({ attrs }) => new forms.Select(attrs),
  SelectMultiple: ({ attrs }) => new forms.SelectMultiple(attrs),
  NullBooleanSelect: ({ attrs }) => new forms.NullBooleanSelect(attrs),
  RadioSelect: ({ attrs }) => new forms.RadioSelect(attrs),
  CheckboxSelectMultiple: ({ attrs }) => new forms.CheckboxSelectMultiple(attrs),
  FileInput: ({ attrs }) => new forms.FileWidget(attrs),
  ClearableFileInput: ({ attrs }) => new forms.ClearableFileWidget(attrs),
  MultiWidget: ({ attrs, widgets }) => new SpacedWidget(partsOf(widgets), attrs),
  SplitDateTimeWidget: ({ attrs }) => new forms.SplitDateTimeWidget(attrs, { kind: 'text' }),
  SplitHiddenDateTimeWidget: ({ attrs }) => new forms.SplitHiddenDateTimeWidget(attrs),
  SelectDateWidget: ({ attrs, years, empty_label }) =>
    new forms.SelectDateWidget(attrs, {
      labelled: false,
      ...(years === undefined ? {} : { years }),
      ...(empty_label === undefined ? {} : { emptyLabel: empty_label }),
    }),
}

export function buildWidget(spec: WidgetSpec): Widget {
  const make = widgets[spec.type]
  if (make === undefined) throw new TypeError(`no widget ${spec.type}`)
  return make(spec)
}

/** Django's choices (pairs, and groups as pairs of a name and pairs) as ours. */
export function choicesOf(choices: readonly unknown[]): forms.Choices {
  return choices.map((choice) => {
    const [value, label] = choice as [unknown, unknown]
    return Array.isArray(label) ? { group: String(value), choices: choicesOf(label) } : [value, label]
  }) as forms.Choices
}

const coercions: Readonly<Record<string, (value: unknown) => unknown>> = {
  int(value) {
    if (!/^-?\d+$/.test(String(value))) throw new ValidationError('no number')
    return Number(value)
  },
  float: (value) => Number(value),
  bool: (value) => value === '1' || value === 'True',
  upper: (value) => String(value).toUpperCase(),
}

const names: Readonly<Record<string, string>> = {
  required: 'required',
  label: 'label',
  help_text: 'help',
  disabled: 'disabled',
  error_messages: 'messages',
  max_length: 'maxLength',
  min_length: 'minLength',
  min_value: 'min',
  max_value: 'max',
  max_digits: 'maxDigits',
  decimal_places: 'decimalPlaces',
  strip: 'strip',
  empty_value: 'empty',
  allow_unicode: 'allowUnicode',
  unpack_ipv4: 'unpackIpv4',
  allow_empty_file: 'allowEmpty',
  input_formats: 'formats',
  input_date_formats: 'dateFormats',
  input_time_formats: 'timeFormats',
  localize: 'localize',
  show_hidden_initial: 'showHiddenInitial',
  require_all_fields: 'requireAllFields',
}

/** One of Django's fields as an input. Throws a TypeError for what does not exist here. */
export function buildInput(spec: FieldSpec): Input {
  const options: Record<string, unknown> = {}
  for (const [name, value] of Object.entries(spec.options)) {
    if (name === 'initial') options['initial'] = decode(value)
    else if (name === 'widget') options['widget'] = buildWidget(value as WidgetSpec)
    else if (name === 'choices') options['choices'] = choicesOf(value as unknown[])
    else if (name === 'coerce') options['coerce'] = coercions[value as string]
    else if (name === 'protocol') options['protocol'] = String(value).toLowerCase()
    else if (name === 'fields') options['fields'] = (value as FieldSpec[]).map(buildInput)
    else if (name === 'regex') options['pattern'] = new RegExp(value as string)
    else if (names[name] !== undefined) options[names[name]] = decode(value)
  }
  if (spec.reject !== undefined) {
    options['clean'] = (value: unknown) => {
      if (value === spec.reject) throw new ValidationError(`rejected ${spec.reject}`, { code: 'rejected' })
    }
  }
  const made = make(spec.type, options)
  // Django draws dates in text boxes.
  if (options['widget'] === undefined) {
    if (made.type === 'date') made.widget = new forms.DateWidget({}, 'text')
    if (made.type === 'time') made.widget = new forms.TimeWidget({}, 'text')
    if (made.type === 'datetime') made.widget = new forms.DateTimeWidget({}, 'text')
    if (made.type === 'splitDateTime') made.widget = new forms.SplitDateTimeWidget({}, { kind: 'text' })
  }
  return made
}

function make(type: string, options: Record<string, unknown>): Input {
  const all = options as never
  switch (type) {
    case 'CharField':
      return new forms.CharInput(all)
    case 'IntegerField':
      return new forms.IntegerInput(all)
    case 'FloatField':
      return new forms.FloatInput(all)
    case 'DecimalField':
      return new forms.DecimalInput(all)
    case 'BooleanField':
      return new forms.BooleanInput(all)
    case 'NullBooleanField':
      return new forms.NullBooleanInput(all)
    case 'DateField':
      return new forms.DateInput(all)
    case 'TimeField':
      return new forms.TimeInput(all)
    case 'DateTimeField':
      return new forms.DateTimeInput(all)
    case 'EmailField':
      return new forms.EmailInput(all)
    case 'URLField':
      return new forms.UrlInput({ assumeScheme: 'http', ...options } as never)
    case 'UUIDField':
      return new forms.UuidInput(all)
    case 'SlugField':
      return new forms.SlugInput(all)
    case 'RegexField':
      return new forms.RegexInput(all)
    case 'GenericIPAddressField':
      return new forms.IpAddressInput(all)
    case 'ChoiceField':
      return new forms.ChoiceInput({ coerce: String, emptyLabel: null, ...options } as never)
    case 'TypedChoiceField':
      return new forms.ChoiceInput({ emptyLabel: null, ...options } as never)
    case 'MultipleChoiceField':
      return new forms.MultipleChoiceInput({ coerce: String, ...options } as never)
    case 'TypedMultipleChoiceField':
      return new forms.MultipleChoiceInput(all)
    case 'JSONField':
      return new forms.JsonInput(all)
    case 'DurationField':
      return new forms.DurationInput(all)
    case 'FileField':
      return new forms.FileInput(all)
    case 'SplitDateTimeField':
      return new forms.SplitDateTimeInput(all)
    case 'MultiValueField':
      return new forms.MultiInput(
        options['fields'] as Input[],
        {
          compress: (values: unknown) => (values as unknown[]).filter((each) => each !== null && each !== '').join(' '),
          decompress: (value: unknown) => String(value).split(' '),
          empty: '',
          ...options,
        } as never,
      )
    case 'ComboField':
      return new forms.ComboInput(options['fields'] as Input[], all)
    default:
      throw new TypeError(`no input for ${type}`)
  }
}
