import type { ValueSchema } from '../../../base/schema/index.ts'
import { gettext, ngettext } from '../../../web/i18n/index.ts'
import type { BoundField, WidgetContext, WidgetGroup, WidgetOption } from '../../forms/index.ts'
import { type Cell, fieldCell, fill, localTime } from '../format.ts'
import type { ModelAdmin } from '../model-admin.ts'
import type { LookupView } from './relations/lookup-view.ts'
import { type ControlKind, controlKind, isGroup } from './widgets/kinds.ts'

/** A field as `form/field.html` draws it. */
export interface FieldView {
  /** Which of the parts of `form/widget/` draws its control. */
  readonly kind: ControlKind
  /** Several controls with one question. */
  readonly group: boolean
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
  /** The options under their headings, those without one first. */
  readonly groups: readonly WidgetGroup[]
  /** Further attributes of the control: `['data-combo', '…']`. */
  readonly extra: readonly (readonly [string, string])[]
  /** A control that draws itself. */
  readonly html: unknown
  /** What a read-only field shows, or the file that is there. */
  readonly cells: readonly Cell[]
  /** What a file has to be: its kinds and its size. */
  readonly limits: string
  /** Of a relation that is looked up. */
  readonly lookup: LookupView | null
  /** Ways to the rows of a relation, where this person may go them. */
  readonly related: RelatedLinks | null
  /** A link beside the label. */
  readonly link: { readonly url: string; readonly text: string } | null
}

/** Ways to add a row that a relation misses, and to open the one that is chosen. */
export interface RelatedLinks {
  readonly addUrl: string | null
  /** The place of the other model: 'shop/author'. */
  readonly addSlug: string
  readonly addText: string
  /** With `__pk__` where the key of the chosen row stands; null for who may not see such rows. */
  readonly rowUrl: string | null
  readonly openText: string
  /** The page of the row that is chosen now. */
  readonly openUrl: string | null
}

/** From how many options on a select gets a search field. */
const searched = 12

/** What a field has none of. */
export const nothing = {
  group: false,
  describedBy: '',
  style: '',
  widget: null,
  options: [],
  groups: [],
  extra: [],
  html: '',
  cells: [],
  limits: '',
  lookup: null,
  related: null,
  link: null,
} as const

/** A field that can be changed. `zone` is the IANA zone in which its times are shown. */
export function editableView(model: ModelAdmin, field: BoundField, inLine: number, zone = 'UTC'): FieldView {
  const schema = model.info.column(field.name)?.field.describe()
  const help = helpOf(field, schema, zone)
  const errorIds = field.errors.length > 0 ? [field.errorId] : []
  const describedBy = [...errorIds, ...(help === '' || field.id === '' ? [] : [field.helpId])].join(' ')
  const drawn = field.widgetContext()
  const kind = controlKind(
    model,
    field,
    drawn,
    (drawn.groups ?? []).flatMap(({ options }) => options),
  )
  const group = isGroup(kind)
  const widget = group
    ? drawn
    : field.widgetContext({ 'aria-describedby': describedBy === '' ? undefined : describedBy })
  const groups = (widget.groups ?? []).map((each) => ({
    ...each,
    options: told(each.options)
      .filter((option) => !(kind === 'choices' && field.required && option.value === ''))
      .map((option) => named(option, field.required)),
  }))
  const options = groups.flatMap((each) => each.options)
  return {
    ...nothing,
    kind,
    group,
    name: field.htmlName,
    id: field.id,
    label: field.label,
    help,
    helpId: field.helpId,
    describedBy,
    errors: field.errors.map((issue, index) => ({
      id: index === 0 ? field.errorId : `${field.errorId}_${index + 1}`,
      message: issue.message,
    })),
    optional: !field.required && kind !== 'check' && kind !== 'switch' && kind !== 'maybe',
    span: inLine > 1 ? Math.max(1, Math.floor(6 / inLine)) : usualSpan(kind, widget, schema?.maxLength),
    style: styleOf(widget, schema),
    widget,
    options,
    groups,
    extra: [
      ...(kind === 'select' && options.length > searched
        ? [['data-combo', searchChoices(options.filter((option) => option.value !== '').length)] as const]
        : []),
      ...slugSources(model, field),
    ],
    html: kind === 'custom' ? field.draw() : '',
    cells: (kind === 'file' || kind === 'image') && schema !== undefined ? currentCells(field, schema) : [],
    limits: schema?.kind === 'file' ? fileLimits(schema) : '',
  }
}

/** The file that a field has now; none for a new row. */
function currentCells(field: BoundField, schema: ValueSchema): readonly Cell[] {
  const { initial } = field
  return initial === null || initial === '' ? [] : [fieldCell(schema, initial, 'UTC')]
}

/** The help of the field, and what its kind has to say: in which zone a time is. */
function helpOf(field: BoundField, schema: ValueSchema | undefined, zone: string): string {
  const own = []
  if (field.input.type === 'datetime') own.push(zoneText(zone, field.initial))
  if (schema?.kind === 'duration') own.push(gettext('As in 1 h 30 min, or 1:30:00.'))
  return [field.help, ...own].filter((text) => text !== '').join(' ')
}

/** 'Europe/Paris, UTC+1.': the zone, and how far it is from UTC at the moment that is shown. */
function zoneText(zone: string, shown: unknown): string {
  if (zone === 'UTC') return gettext('In UTC.')
  const at = shown instanceof Date && !Number.isNaN(shown.getTime()) ? shown : new Date()
  const minutes = Math.round((Date.parse(`${localTime(at, zone)}Z`) - at.getTime()) / 60_000)
  const size = `${Math.floor(Math.abs(minutes) / 60)}${minutes % 60 === 0 ? '' : `:${String(Math.abs(minutes) % 60).padStart(2, '0')}`}`
  return fill(gettext('%(zone)s, UTC%(offset)s.'), { zone, offset: `${minutes < 0 ? '−' : '+'}${size}` })
}

function fileLimits({ accept, image, maxSize }: ValueSchema): string {
  const kinds = (image?.formats ?? accept ?? []).map((kind) =>
    kind.replace(/^(?:image|application)\/|^\./, '').toUpperCase(),
  )
  const size = maxSize === undefined ? '' : fill(gettext('Up to %(size)s.'), { size: sizeText(maxSize) })
  return [kinds.length === 0 ? '' : `${kinds.join(', ')}.`, size].filter((text) => text !== '').join(' ')
}

/** '412 kB', '8 MB'. */
function sizeText(bytes: number): string {
  if (bytes < 1_000_000) return `${Math.round(bytes / 1000)} kB`
  return `${Math.round(bytes / 100_000) / 10} MB`
}

/** Options of one name, told apart by their keys. */
function told(options: readonly WidgetOption[]): readonly WidgetOption[] {
  const counts = new Map<string, number>()
  for (const { label } of options) counts.set(label, (counts.get(label) ?? 0) + 1)
  return options.map((option) =>
    option.value !== '' && (counts.get(option.label) ?? 0) > 1
      ? { ...option, label: `${option.label} · #${option.value}` }
      : option,
  )
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
const narrowKinds: ReadonlySet<ControlKind> = new Set(['date', 'uuid', 'select', 'maybe'])

function usualSpan(kind: ControlKind, widget: WidgetContext, maxLength: number | undefined): number {
  if (kind === 'input' || kind === 'address')
    return narrow.has(widget.type ?? '') || isNumeric(widget) || (maxLength !== undefined && maxLength <= 100) ? 3 : 6
  return narrowKinds.has(kind) && widget.attrs['multiple'] !== true ? 3 : 6
}

function isNumeric(widget: WidgetContext): boolean {
  return widget.type === 'number' || widget.attrs['inputmode'] === 'decimal' || widget.attrs['inputmode'] === 'numeric'
}

const numbers = new Set(['decimal', 'number', 'integer', 'bigint', 'duration'])
const mono = new Set(['uuid', 'ip', 'ipv4', 'ipv6'])

function styleOf(widget: WidgetContext, schema: ValueSchema | undefined): string {
  const isNumber = schema !== undefined && numbers.has(schema.kind) && schema.choices === undefined
  if (widget.type === 'number' || (widget.type === 'text' && isNumber)) return ' n-input--num'
  return schema?.format !== undefined && mono.has(schema.format) ? ' n-input--mono' : ''
}

/** Which fields a slug follows while it is typed, by the ids of their controls. */
function slugSources(model: ModelAdmin, field: BoundField): (readonly [string, string])[] {
  const sources = model.prepopulated.get(field.name)
  if (sources === undefined) return []
  return [['data-slug-from', sources.map((name) => field.id.replace(field.name, name)).join(' ')]]
}
