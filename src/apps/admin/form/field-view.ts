import type { ValueSchema } from '../../../base/schema/index.ts'
import { gettext, ngettext } from '../../../web/i18n/index.ts'
import type { BoundField, WidgetContext, WidgetOption } from '../../forms/index.ts'
import { type Cell, fieldCell, fill } from '../format.ts'
import type { ModelAdmin } from '../model-admin.ts'
import { capitalise } from '../paths.ts'
import type { AnyRow } from '../registration.ts'
import type { Lookup } from './lookup.ts'
import { isOfPermissions } from './permissions-input.ts'

/** A field as `form/field.html` draws it. */
export interface FieldView {
  /** Which of the prototype's parts: see `form/field.html`. */
  readonly kind:
    | 'input'
    | 'textarea'
    | 'json'
    | 'select'
    | 'check'
    | 'choices'
    | 'picker'
    | 'custom'
    | 'file'
    | 'static'
    | 'lookup'
  readonly name: string
  readonly id: string
  readonly label: string
  readonly help: string
  readonly helpId: string
  /** The ids of its errors and help, for a group of controls. */
  readonly describedBy: string
  readonly errors: readonly { readonly id: string; readonly message: string }[]
  readonly optional: boolean
  /** Of the six columns of the form. */
  readonly span: number
  /** Further classes of the control, with a space before each. */
  readonly style: string
  readonly widget: WidgetContext | null
  readonly options: readonly WidgetOption[]
  /** Further attributes of the control, escaped: ` data-combo="…"`. */
  readonly extra: readonly (readonly [string, string])[]
  /** A control that draws itself. */
  readonly html: unknown
  /** What a read-only field shows, or the file that is there. */
  readonly cells: readonly Cell[]
  /** For a lookup: the text that it holds, and the key of the row that has this name. */
  readonly lookup: { readonly text: string; readonly key: string } | null
  readonly link: { readonly url: string; readonly text: string } | null
}

/** Up to how many choices are shown as radio buttons, and rows as a list of boxes. */
const radios = 5
const boxes = 60
/** From how many options on a select gets a search field. */
const searched = 12

const nothing = {
  describedBy: '',
  style: '',
  widget: null,
  options: [],
  extra: [],
  html: '',
  cells: [],
  lookup: null,
  link: null,
} as const

/** A field that can be changed. */
export function editableView(model: ModelAdmin, field: BoundField, inLine: number): FieldView {
  const widget = field.widgetContext()
  const options = (widget.groups ?? []).flatMap((group) => group.options)
  const kind = kindOf(model, field, widget, options)
  const schema = model.info.column(field.name)?.field.describe()
  return {
    ...nothing,
    kind,
    name: field.htmlName,
    id: field.id,
    label: field.label,
    help: field.help,
    helpId: field.helpId,
    describedBy: field.describedBy,
    errors: field.errors.map((issue, index) => ({
      id: index === 0 ? field.errorId : `${field.errorId}_${index + 1}`,
      message: issue.message,
    })),
    optional: !field.required && kind !== 'check',
    span: inLine > 1 ? Math.max(1, Math.floor(6 / inLine)) : usualSpan(kind, widget, schema?.maxLength),
    style: styleOf(widget, schema?.format),
    widget,
    options:
      kind === 'choices' && field.required
        ? options.filter((option) => option.value !== '')
        : options.map((option) => named(option, field.required)),
    extra: [
      ...(kind === 'select' && options.length > searched
        ? [['data-combo', searchChoices(options.filter((option) => option.value !== '').length)] as const]
        : []),
      ...slugSources(model, field),
    ],
    html: kind === 'custom' ? field.draw() : '',
    cells: kind === 'file' && schema !== undefined ? currentCells(field, schema) : [],
  }
}

/** The file that a field has now; none for a new row. */
function currentCells(field: BoundField, schema: ValueSchema): readonly Cell[] {
  const { initial } = field
  return initial === null || initial === '' ? [] : [fieldCell(schema, initial, 'UTC')]
}

/** A relation that is looked up: a text field, or the rows that what was typed may mean. */
export function lookupView(view: FieldView, { text, key, matches, problem }: Lookup): FieldView {
  const errors =
    problem === null ? view.errors : view.errors.slice(0, 1).map((error) => ({ ...error, message: problem }))
  const help = view.help === '' ? gettext('Write a part of its name, or its number.') : view.help
  if (matches.length === 0) return { ...view, kind: 'lookup', errors, help, lookup: { text, key } }
  const option = (value: string, label: string): WidgetOption => ({
    name: view.name,
    type: null,
    value,
    label,
    selected: value === '',
    id: null,
    attributes: view.widget!.attributes,
  })
  const options = [option('', gettext('Choose one')), ...matches.map((row) => option(String(row['pk']), String(row)))]
  return { ...view, kind: 'select', errors, options }
}

/** A field that is shown and not changed. */
export function readonlyView(
  model: ModelAdmin,
  name: string,
  row: AnyRow | null,
  many: readonly unknown[] | null,
  inLine: number,
  zone: string,
): FieldView {
  const column = model.info.column(name)
  const schema = column?.field.describe() ?? model.info.relations.get(name)?.field?.describe()
  const text = { kind: 'text', text: '' } as const
  const cells: Cell[] =
    many !== null && many.length > 0
      ? many.map((each) => ({ ...text, text: String(each) }))
      : [
          row === null || schema === undefined || many !== null
            ? { kind: 'empty', text: '—' }
            : shown(schema, row, name, zone),
        ]
  return {
    ...nothing,
    kind: 'static',
    name,
    id: `id_${name}`,
    label: capitalise(schema?.label ?? name),
    help: schema?.help ?? '',
    helpId: `id_${name}_helptext`,
    errors: [],
    optional: false,
    span: inLine > 1 ? Math.max(1, Math.floor(6 / inLine)) : 3,
    cells,
  }
}

function shown(schema: Parameters<typeof fieldCell>[0], row: AnyRow, name: string, zone: string): Cell {
  const value = row[name]
  if (schema.relation === undefined) return fieldCell(schema, value, zone)
  return value === null ? { kind: 'empty', text: '—' } : { kind: 'text', text: String(value) }
}

function kindOf(
  model: ModelAdmin,
  field: BoundField,
  widget: WidgetContext,
  options: readonly WidgetOption[],
): FieldView['kind'] {
  const schema = model.info.column(field.name)?.field.describe()
  switch (widget.template) {
    case 'input':
      return 'input'
    case 'textarea':
      return schema?.kind === 'json' ? 'json' : 'textarea'
    case 'checkbox':
      return 'check'
    case 'select':
      if (widget.attrs['multiple'] === true)
        return options.length <= boxes || isOfPermissions(model, field.name) ? 'picker' : 'select'
      return schema?.relation === undefined && options.length <= radios && field.required ? 'choices' : 'select'
    case 'clearableFile':
      return 'file'
    case 'options':
      return options[0]?.type === 'checkbox' ? 'picker' : 'choices'
    default:
      return 'custom'
  }
}

/** The dashes of an empty choice say nothing aloud. */
function named(option: WidgetOption, required: boolean): WidgetOption {
  if (option.value !== '' || !/^-+$/.test(option.label)) return option
  return { ...option, label: required ? gettext('Choose one') : gettext('None') }
}

function searchChoices(number: number): string {
  return fill(ngettext('Search %(count)d choice', 'Search %(count)d choices', number), { count: number })
}

const narrow = new Set(['number', 'date', 'time', 'datetime-local'])

function usualSpan(kind: FieldView['kind'], widget: WidgetContext, maxLength: number | undefined): number {
  if (kind === 'input') return narrow.has(widget.type ?? '') || (maxLength !== undefined && maxLength <= 100) ? 3 : 6
  return kind === 'select' && widget.attrs['multiple'] !== true ? 3 : 6
}

function styleOf(widget: WidgetContext, format: string | undefined): string {
  if (widget.type === 'number') return ' n-input--num'
  return format === 'uuid' || format === 'ip' || format === 'ipv4' || format === 'ipv6' ? ' n-input--mono' : ''
}

/** Which fields a slug follows while it is typed, by the ids of their controls. */
function slugSources(model: ModelAdmin, field: BoundField): (readonly [string, string])[] {
  const sources = model.prepopulated.get(field.name)
  if (sources === undefined) return []
  return [['data-slug-from', sources.map((name) => field.id.replace(field.name, name)).join(' ')]]
}
