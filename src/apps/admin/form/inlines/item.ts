import { gettext } from '../../../../web/i18n/index.ts'
import { mayView } from '../../access.ts'
import { fill } from '../../format.ts'
import type { ModelAdmin } from '../../model-admin.ts'
import { capitalise } from '../../paths.ts'
import type { AnyRow } from '../../registration.ts'
import { type AdminRequest, rowUrl } from '../../request.ts'
import type { FieldView } from '../field-view.ts'
import { fieldView } from '../fields.ts'
import type { Problem } from '../problems.ts'
import { storedTexts } from '../save/values.ts'
import { versionOf } from '../save/version.ts'
import type { InlineRow, NestingForm } from './forms.ts'
import { isOrdered } from './order.ts'
import { hasField } from './plan.ts'
import type { InlineSet } from './sets.ts'
import type { InlineView } from './view.ts'

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

/** The form that the inlines stand in: lookups of their rows ask there. */
export interface InlinePage {
  readonly model: ModelAdmin
  /** Null for a new one. */
  readonly row: AnyRow | null
}

/** The form of a row; `index` is null for the empty one that scripts copy. */
interface DrawnForm {
  readonly form: NestingForm
  readonly index: number | null
  /** The inlines of the row itself. */
  readonly below: readonly InlineView[]
}

/** A row that can be changed, or a new one; `index` is null for the one that scripts copy. */
export async function formItem(
  admin: AdminRequest,
  set: InlineSet,
  of: InlinePage,
  { form, index, below }: DrawnForm,
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
  const own = isMarked || !form.isBound ? [] : (form.errors['__all__'] ?? []).map((issue) => issue.message)
  const keyErrors =
    isMarked || !form.isBound || !hasField(form, forms.access.keyName)
      ? []
      : form.field(forms.access.keyName as never).errors
  const errors = [...own, ...keyErrors.map((issue) => issue.message)]
  const views = await drawLines(admin, drawn, names, inline.layout === 'table')
  const fields = isMarked ? views.map((view) => ({ ...view, errors: [] })) : views
  const title = row === null ? fill(gettext('New %(name)s'), { name: set.model.one }) : String(row)
  const who = row === null && index !== null ? `${capitalise(set.model.one)} ${index + 1}` : title
  const problems: Problem[] = [
    ...errors.map((message) => ({ id: `r-${at}`, label: who, message })),
    ...fields.flatMap((field) =>
      field.errors.map((error) => ({ id: field.id, label: `${who}, ${field.label}`, message: error.message })),
    ),
    ...(isMarked ? [] : below.flatMap((each) => each.problems)),
  ]
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
    url: row === null ? null : ownPage(admin, set, row),
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
      wasThere && entry === null && set.mayAdd && form.isBound && form.hasError(null, 'gone') ? `${at}-_again` : null,
    errors,
    fields,
    below,
    problems,
  }
}

function orderValue(form: NestingForm): string {
  const value: unknown = form.field('ORDER' as never).value
  return value === null || value === undefined ? '' : String(value)
}

/** A row that this person only sees. */
export async function staticItem(
  admin: AdminRequest,
  set: InlineSet,
  entry: InlineRow,
  place: number,
): Promise<InlineItem> {
  const { row, model } = entry
  const lines = set.model.sections.flatMap((section) => section.lines)
  const prefix = `${set.prefix}-s${place}-`
  return {
    id: `r-${set.prefix}-s${place}`,
    title: String(row),
    number: place + 1,
    url: ownPage(admin, set, row),
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
      { model, form: null, row, lookups: new Map(), prefix },
      lines,
      set.inline.layout === 'table',
    ),
    below: [],
    problems: [],
  }
}

/** The page of a row of its own, where the inline links there and this person may open it. */
function ownPage(admin: AdminRequest, { inline, model }: InlineSet, row: AnyRow): string | null {
  const registered = admin.models.of(model.info)
  const may = inline.showChangeLink && registered !== undefined && mayView(admin, registered)
  return may ? rowUrl(admin, registered, row['pk'], 'change') : null
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
