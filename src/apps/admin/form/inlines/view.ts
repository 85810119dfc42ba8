import { gettext, ngettext } from '../../../../web/i18n/index.ts'
import { mayView } from '../../access.ts'
import { count, fill, isNumeric, named } from '../../format.ts'
import type { ModelAdmin } from '../../model-admin.ts'
import { capitalise } from '../../paths.ts'
import type { AnyRow } from '../../registration.ts'
import { type AdminRequest, listUrl, rowUrl } from '../../request.ts'
import type { FieldView } from '../field-view.ts'
import { fieldView } from '../fields.ts'
import { storedTexts } from '../save/values.ts'
import { versionOf } from '../save/version.ts'
import { type InlineRow, isEditable, type NestingForm } from './forms.ts'
import { isOrdered, orderText } from './order.ts'
import { hasField } from './plan.ts'
import type { InlineSet } from './sets.ts'

/** One line of the summary of what is wrong. */
export interface Problem {
  /** The id of what it is about; '' for the whole form. */
  readonly id: string
  readonly label: string
  readonly message: string
}

/** A row of an inline as `form/inline.html` draws it. */
export interface InlineItem {
  readonly id: string
  readonly title: string
  readonly number: number | string
  /** Its own page, where the inline links there. */
  readonly url: string | null
  readonly isNew: boolean
  /** An empty row for those without script. */
  readonly spare: boolean
  readonly gone: boolean
  readonly open: boolean
  readonly hidden: readonly (readonly [string, string])[]
  readonly order: { readonly name: string; readonly value: string; readonly label: string } | null
  readonly remove: { readonly name: string; readonly label: string } | null
  /** Offers to add a row anew that somebody deleted meanwhile. */
  readonly again: string | null
  readonly errors: readonly string[]
  readonly fields: readonly FieldView[]
  readonly below: readonly InlineView[]
  readonly problems: readonly Problem[]
}

/** An inline as `form/inline.html` draws it. */
export interface InlineView {
  readonly id: string
  readonly title: string
  readonly tab: string | null
  readonly isTable: boolean
  readonly nested: boolean
  readonly collapsible: boolean
  readonly open: boolean
  readonly count: string
  readonly heads: readonly { readonly label: string; readonly numeric: boolean }[]
  readonly columns: number
  readonly hidden: readonly (readonly [string, string])[]
  readonly prefix: string
  readonly items: readonly InlineItem[]
  readonly empty: InlineItem | null
  readonly ordered: boolean
  readonly canAdd: boolean
  readonly addName: string
  readonly addText: string
  readonly errors: readonly string[]
  /** Said where there are more rows than a form holds. */
  readonly cut: string
  readonly cutUrl: string | null
  readonly problems: readonly Problem[]
}

/** The form that the inlines stand in: lookups of their rows ask there. */
export interface InlinePage {
  readonly model: ModelAdmin
  /** Null for a new one. */
  readonly row: AnyRow | null
}

/** Draws the inlines of one row. */
export async function inlineViews(
  admin: AdminRequest,
  sets: readonly InlineSet[],
  of: InlinePage,
): Promise<readonly InlineView[]> {
  return Promise.all(sets.map((set) => inlineView(admin, set, of)))
}

async function inlineView(admin: AdminRequest, set: InlineSet, of: InlinePage): Promise<InlineView> {
  const { inline, forms, model, parent, prefix } = set
  const names = model.sections.flatMap((section) => section.lines.flat())
  const items = await drawnItems(admin, set, of)
  const empty = parent.mayWrite && set.mayAdd ? await formItem(admin, set, of, forms.emptyForm, null) : null
  const heads = names.map((name) => head(set, name))
  const errors = forms.isBound && parent.mayWrite ? forms.nonFormErrors.map((issue) => issue.message) : []
  const problems = [
    ...errors.map((message) => ({ id: inlineId(set), label: inline.title, message })),
    ...items.flatMap((item) => item.problems),
  ]
  const ordered = isOrdered(set) && parent.mayWrite
  const registered = admin.models.of(model.info)
  const canAdd = empty !== null && forms.canAdd
  return {
    id: inlineId(set),
    title: inline.title,
    tab: inline.tab,
    isTable: inline.layout === 'table',
    nested: parent.prefix !== '',
    collapsible: inline.collapsed || inline.layout === 'cards',
    open: !inline.collapsed || problems.length > 0,
    count: count(set.rows.length),
    heads,
    columns: heads.length + 2,
    hidden: parent.mayWrite ? management(set, ordered) : [],
    prefix,
    items,
    empty,
    ordered,
    canAdd,
    addName: forms.addName,
    addText: fill(gettext('Add %(name)s'), { name: model.one }),
    errors,
    cut: set.cut
      ? fill(gettext('The first %(count)s %(name)s are shown.'), {
          count: count(set.rows.length),
          name: named(set.rows.length, model.one, model.many),
        })
      : '',
    cutUrl: set.cut && registered !== undefined && mayView(admin, registered) ? listUrl(admin, registered) : null,
    problems,
  }
}

function inlineId({ inline, parent, prefix }: InlineSet): string {
  return parent.prefix === '' ? inline.id : `i-${prefix}`
}

function head({ model }: InlineSet, name: string): { label: string; numeric: boolean } {
  const schema = model.info.column(name)?.field.describe() ?? model.info.relations.get(name)?.field?.describe()
  const label = model.computed.get(name)?.label ?? schema?.label ?? name
  return { label: capitalise(String(label)), numeric: schema !== undefined && isNumeric(schema) }
}

/** How many forms there are: Django's management form, and the order in which they were drawn. */
function management(set: InlineSet, ordered: boolean): (readonly [string, string])[] {
  const { forms, prefix, inline } = set
  return [
    [`${prefix}-TOTAL_FORMS`, String(forms.forms.length)],
    [`${prefix}-INITIAL_FORMS`, String(forms.initialFormCount)],
    [`${prefix}-MIN_NUM_FORMS`, String(inline.min)],
    [`${prefix}-MAX_NUM_FORMS`, String(inline.max)],
    ...(ordered
      ? [[`${prefix}-_order`, String(set.forms.access.sent?.get(`${prefix}-_order`) ?? orderText(set))] as const]
      : []),
  ]
}

async function drawnItems(admin: AdminRequest, set: InlineSet, of: InlinePage): Promise<InlineItem[]> {
  const { forms, parent, rows } = set
  const indexes = forms.forms.map((_, index) => index)
  if (forms.isBound && isOrdered(set)) {
    const place = (index: number) =>
      Number(forms.access.sent?.get(`${forms.prefixOf(index)}-ORDER`) || Number.MAX_VALUE)
    indexes.sort((a, b) => place(a) - place(b) || a - b)
  }
  const shown = parent.mayWrite && (set.mayAdd || rows.some(isEditable)) ? indexes : []
  const items = await Promise.all(shown.map((index) => formItem(admin, set, of, forms.forms[index]!, index)))
  for (const [place, entry] of rows.entries())
    if (!isEditable(entry)) items.splice(place, 0, await staticItem(admin, set, entry, place))
  return items
}

/** A row that can be changed, or a new one; `index` is null for the one that scripts copy. */
async function formItem(
  admin: AdminRequest,
  set: InlineSet,
  of: InlinePage,
  form: NestingForm,
  index: number | null,
): Promise<InlineItem> {
  const { forms, inline } = set
  const at = forms.prefixOf(index)
  const entry = index === null ? null : forms.storedAt(index)
  const wasThere = index !== null && forms.wasThere(index)
  const isMarked = index !== null && forms.isBound && forms.access.sent?.has(`${at}-DELETE`) === true
  const model = entry?.model ?? set.model
  const row = entry?.row ?? null
  const lookups = set.lookups.get(at) ?? new Map()
  const names = set.model.sections.flatMap((section) => section.lines)
  const source = { of: of.model, row: of.row, name: inline.name }
  const drawn = { model, form, row, lookups, prefix: `${at}-`, inline: source }
  const own = isMarked || !isChecked(form) ? [] : (form.errors['__all__'] ?? []).map((issue) => issue.message)
  const keyErrors =
    isMarked || !isChecked(form) || !hasField(form, forms.access.keyName)
      ? []
      : form.field(forms.access.keyName as never).errors
  const errors = [...own, ...keyErrors.map((issue) => issue.message)]
  const views = await drawLines(admin, drawn, names, inline.layout === 'table')
  const fields = isMarked ? views.map((view) => ({ ...view, errors: [] })) : views
  const below = (await inlineViews(admin, set.below.get(form) ?? [], of)).filter(
    (each) => each.items.length > 0 || each.canAdd,
  )
  const title = row === null ? fill(gettext('New %(name)s'), { name: set.model.one }) : String(row)
  const who = row === null && index !== null ? `${capitalise(set.model.one)} ${index + 1}` : title
  const problems: Problem[] = [
    ...errors.map((message) => ({ id: `r-${at}`, label: who, message })),
    ...fields.flatMap((field) =>
      field.errors.map((error) => ({ id: field.id, label: `${who}, ${field.label}`, message: error.message })),
    ),
    ...(isMarked ? [] : below.flatMap((each) => each.problems)),
  ]
  const registered = admin.models.of(set.model.info)
  const version =
    index === null || !wasThere
      ? ''
      : forms.isBound
        ? forms.marksAt(index)
        : entry === null
          ? ''
          : versionOf(await storedTexts(model.info, entry.row, model.editable))
  return {
    id: `r-${at}`,
    title,
    number: index === null ? '' : index + 1,
    url:
      inline.showChangeLink && row !== null && registered !== undefined && mayView(admin, registered)
        ? rowUrl(admin, registered, row['pk'], 'change')
        : null,
    isNew: !wasThere,
    spare:
      inline.extra === null &&
      index !== null &&
      index >= Math.max(forms.initialFormCount, inline.min) &&
      !(forms.isBound && form.hasChanged),
    gone: isMarked,
    open: index === null || !wasThere || problems.length > 0,
    hidden: wasThere
      ? [
          [`${at}-${forms.access.keyName}`, forms.keyAt(index)],
          [`${at}-_version`, version],
        ]
      : [],
    order:
      hasField(form, 'ORDER') && isOrdered(set)
        ? { name: `${at}-ORDER`, value: orderValue(form), label: fill(gettext('Position of %(name)s'), { name: who }) }
        : null,
    remove: hasField(form, 'DELETE')
      ? { name: `${at}-DELETE`, label: fill(gettext('Remove %(name)s'), { name: who }) }
      : null,
    again:
      wasThere && entry === null && set.mayAdd && isChecked(form) && form.hasError(null, 'gone')
        ? `${at}-_again`
        : null,
    errors,
    fields,
    below,
    problems,
  }
}

function isChecked(form: NestingForm): boolean {
  return form.isBound
}

function orderValue(form: NestingForm): string {
  const value: unknown = form.field('ORDER' as never).value
  return value === null || value === undefined ? '' : String(value)
}

/** A row that this person only sees. */
async function staticItem(admin: AdminRequest, set: InlineSet, entry: InlineRow, place: number): Promise<InlineItem> {
  const { row, model } = entry
  const registered = admin.models.of(model.info)
  const lines = set.model.sections.flatMap((section) => section.lines)
  const prefix = `${set.prefix}-s${place}-`
  return {
    id: `r-${set.prefix}-s${place}`,
    title: String(row),
    number: place + 1,
    url:
      set.inline.showChangeLink && registered !== undefined && mayView(admin, registered)
        ? rowUrl(admin, registered, row['pk'], 'change')
        : null,
    isNew: false,
    spare: false,
    gone: false,
    open: false,
    hidden: [],
    order: null,
    remove: null,
    again: null,
    errors: [],
    fields: await drawLines(
      admin,
      { model, form: null, row: row as AnyRow, lookups: new Map(), prefix },
      lines,
      set.inline.layout === 'table',
    ),
    below: [],
    problems: [],
  }
}

async function drawLines(
  admin: AdminRequest,
  drawn: Parameters<typeof fieldView>[1],
  lines: readonly (readonly string[])[],
  isTable: boolean,
): Promise<FieldView[]> {
  // What this person does not see of this row stays an empty cell in a table.
  const visible = new Set(drawn.model.sections.flatMap((section) => section.lines.flat()))
  const fields: FieldView[] = []
  for (const line of lines)
    for (const name of line) {
      if (!visible.has(name) && !isTable) continue
      const view = await fieldView(
        admin,
        visible.has(name) ? drawn : { ...drawn, row: null, form: null },
        name,
        line.length,
      )
      fields.push(isTable ? { ...view, link: null } : view)
    }
  return fields
}

/** '2 to fix', for the list of sections and tabs; '' for none. */
export function toFix(problems: number): string {
  return problems === 0 ? '' : fill(ngettext('%(count)d to fix', '%(count)d to fix', problems), { count: problems })
}
