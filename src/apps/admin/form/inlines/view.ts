import { gettext } from '../../../../web/i18n/index.ts'
import { mayView } from '../../access.ts'
import { count, fill, isNumeric, named } from '../../format.ts'
import { capitalise } from '../../paths.ts'
import { type AdminRequest, listUrl } from '../../request.ts'
import type { Problem } from '../problems.ts'
import { isEditable, type NestingForm } from './forms.ts'
import { formItem, type InlineItem, type InlinePage, staticItem } from './item.ts'
import { isOrdered, orderText } from './order.ts'
import type { InlineSet } from './sets.ts'

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
  const empty = parent.mayWrite && set.mayAdd ? await itemOf(admin, set, of, forms.emptyForm, null) : null
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
  const items = await Promise.all(shown.map((index) => itemOf(admin, set, of, forms.forms[index]!, index)))
  for (const [place, entry] of rows.entries())
    if (!isEditable(entry)) items.splice(place, 0, await staticItem(admin, set, entry, place))
  return items
}

/** A row with the inlines below it. */
async function itemOf(
  admin: AdminRequest,
  set: InlineSet,
  of: InlinePage,
  form: NestingForm,
  index: number | null,
): Promise<InlineItem> {
  const below = await inlineViews(admin, set.below.get(form) ?? [], of)
  return formItem(admin, set, of, {
    form,
    index,
    below: below.filter((each) => each.items.length > 0 || each.canAdd),
  })
}
