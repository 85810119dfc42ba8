import type { RelationInfo } from '../../../data/query/index.ts'
import { tryReverse } from '../../../web/http/index.ts'
import { gettext, ngettext } from '../../../web/i18n/index.ts'
import { type AnyUser, mayImpersonate } from '../../auth/index.ts'
import { isUserModel, mayAdd, mayChangeRow, mayDeleteRow, mayView, visibleRows } from '../access.ts'
import { type Cell, count, fieldCell, fill, lowerFirst } from '../format.ts'
import { rowActions } from '../list/actions/may-run.ts'
import { fieldLabel } from '../log.ts'
import type { ModelAdmin } from '../model-admin.ts'
import { page } from '../page.ts'
import { capitalise } from '../paths.ts'
import type { AnyRow } from '../registration.ts'
import { type AdminRequest, listUrl, rowUrl } from '../request.ts'
import type { FieldView } from './field-view.ts'
import { fieldView } from './fields.ts'
import { everySet, type InlineSet } from './inlines/sets.ts'
import { inlineViews } from './inlines/view.ts'
import { passwordNames } from './new-user.ts'
import { type Problem, toFix } from './problems.ts'
import type { Lookups } from './relations/lookup.ts'
import { waitingForm } from './relations/related.ts'
import type { RowForm } from './row-form.ts'
import { saveButtons } from './save/buttons.ts'
import { type LastSave, lastSave } from './save/last.ts'
import { tabbed } from './tabs.ts'
import { passwordField } from './widgets/password.ts'

/** A form to draw. */
interface DrawnForm {
  readonly form: RowForm
  /** The row as it is stored; null for a new one. */
  readonly row: AnyRow | null
  readonly version: string
  readonly lookups: Lookups
  readonly sets: readonly InlineSet[]
  readonly status?: number
  /** Where it is sent, if not to this page. */
  readonly action?: string
  /** Said of a row that was deleted under the form. */
  readonly gone?: { readonly title: string; readonly text: string; readonly list: string }
}

/** Draws the page with a row's form, sent back with its errors where it has any. */
export async function drawForm(admin: AdminRequest, model: ModelAdmin, drawn: DrawnForm): Promise<Response> {
  const { form, row, gone } = drawn
  const save = row === null ? null : await lastSave(admin, model, row)
  const mayEdit = row === null ? mayAdd(admin, model) : await mayChangeRow(admin, model, row)
  const isRead = row !== null && !mayEdit && gone === undefined
  // What is only read needs no choices.
  if (!isRead) await form.ready()
  for (const set of everySet(drawn.sets)) await set.forms.ready()
  const sections = await drawSections(admin, model, drawn, mayEdit || gone !== undefined)
  const inlines = (await inlineViews(admin, drawn.sets, { model, row })).filter(
    (each) => each.items.length > 0 || each.canAdd,
  )
  const problems = form.isBound ? [...listProblems(model, drawn), ...inlines.flatMap((inline) => inline.problems)] : []
  const heading =
    gone !== undefined ? gone.title : row === null ? fill(gettext('Add %(name)s'), { name: model.one }) : String(row)
  const prefix = problems.length > 0 ? `${toFix(problems.length)} · ` : ''
  const contents = [
    ...sections.map((section) => contentsLine(section.id, section.title ?? gettext('Details'), section.problems)),
    ...inlines.map((inline) => contentsLine(inline.id, inline.title, inline.problems.length)),
  ]
  const canCopy = row !== null && mayEdit && model.options.saveAs === true && mayAdd(admin, model)
  const titled = sections.filter((section) => section.title !== null).length + inlines.length
  return page(admin, isRead ? 'view.html' : 'form.html', {
    title: prefix + heading,
    crumbs: [
      { label: model.title, url: mayView(admin, model) ? listUrl(admin, model) : null },
      { label: row === null ? gettext('Add') : heading, url: null },
    ],
    model,
    status: drawn.status ?? 200,
    context: {
      heading,
      states: row === null ? [] : statesOf(model, row, admin.zone),
      meta: row === null ? [] : about(model, row, save),
      aside: fill(gettext('About this %(name)s'), { name: model.one }),
      action: drawn.action ?? admin.request.target,
      gone,
      readOnly: fill(gettext('You can view this %(name)s, not change it'), { name: model.one }),
      popup: admin.request.query.has('_popup'),
      waiting: await waitingForm(admin),
      returned: form.isBound && admin.request.query.has('_parked'),
      version: drawn.version,
      multipart: form.isMultipart || everySet(drawn.sets).some((set) => set.forms.isMultipart),
      problems,
      problemTitle: fill(
        ngettext(
          '%(count)d thing to fix before this can be saved',
          '%(count)d things to fix before this can be saved',
          problems.length,
        ),
        { count: problems.length },
      ),
      ...tabbed(sections, inlines, String((await sentTab(admin)) ?? '')),
      contents: titled > 1 ? contents : [],
      canSave: mayEdit,
      historyUrl: row === null ? null : rowUrl(admin, model, row['pk'], 'history'),
      isNew: row === null,
      saves: saveButtons(admin, model, canCopy),
      siteUrl: row === null ? null : model.viewOnSite(row),
      userKey: row === null ? null : String(row['pk']),
      passwordUrl: row !== null && isUserModel(model) && mayEdit ? rowUrl(admin, model, row['pk'], 'password') : null,
      impersonateUrl: row === null ? null : await impersonateUrl(admin, model, row),
      deleteUrl:
        row !== null && (await mayDeleteRow(admin, model, row)) ? rowUrl(admin, model, row['pk'], 'delete') : null,
      rowActions: row === null ? [] : await rowActions(admin, model, row),
      rowActionsUrl: listUrl(admin, model),
      related: row === null ? [] : await relatedLists(admin, model, row),
      facts: row === null ? [] : facts(model, row, save),
    },
  })
}

/** The tab that was open when the form was sent. */
async function sentTab({ request }: AdminRequest): Promise<unknown> {
  return request.method === 'POST' ? (await request.form()).get('_tab') : null
}

/** Where one begins to act as this user, if one may, and if the project has mounted that. */
async function impersonateUrl(admin: AdminRequest, model: ModelAdmin, row: AnyRow): Promise<string | null> {
  const actor = isUserModel(model) ? await admin.request.user : null
  if (actor === null || !actor.isAuthenticated) return null
  return (await mayImpersonate(actor, row as unknown as AnyUser)) ? tryReverse('impersonation:begin') : null
}

/** Where the row stands, by those of its fields that are on the page. */
function statesOf(model: ModelAdmin, row: AnyRow, zone: string): Cell[] {
  const shown = new Set(model.sections.flatMap((section) => section.lines.flat()))
  return [...model.states]
    .filter(([name]) => shown.has(name))
    .map(([name, marks]) => {
      const { attribute, field } = model.info.column(name)!
      return fieldCell(field.describe(), row[attribute], zone, marks)
    })
    .filter(({ kind }) => kind === 'state')
}

function about(model: ModelAdmin, row: AnyRow, save: LastSave | null): string[] {
  const name = `${capitalise(model.one)} ${row['pk']}`
  if (save === null) return [name]
  const when = lowerFirst(save.when)
  const said = save.own
    ? fill(gettext('Saved %(when)s by you'), { when })
    : fill(gettext('Saved %(when)s by %(who)s'), { when, who: save.by })
  return [name, said]
}

function facts(model: ModelAdmin, row: AnyRow, save: LastSave | null): { label: string; text: string }[] {
  const key = { label: capitalise(model.info.key.field.describe().label), text: String(row['pk']) }
  return save === null
    ? [key]
    : [key, { label: gettext('Saved'), text: save.when }, { label: gettext('By'), text: save.by }]
}

/** A section of the form as `form/section.html` draws it. */
export interface DrawnSection {
  readonly id: string
  readonly title: string | null
  readonly description: string
  readonly tab: string | null
  readonly collapsible: boolean
  readonly open: boolean
  readonly fields: readonly FieldView[]
  readonly problems: number
}

function contentsLine(id: string, title: string, problems: number) {
  return { id, title, problems: toFix(problems) }
}

async function drawSections(
  admin: AdminRequest,
  model: ModelAdmin,
  { form, row, lookups }: DrawnForm,
  mayEdit: boolean,
): Promise<DrawnSection[]> {
  const drawn = { model, form: mayEdit ? form : null, row, lookups, prefix: '' }
  const known = new Set(model.sections.flatMap((section) => section.lines.flat()))
  // Fields that a form class of the project has beside those of the model.
  const further = [...form]
    .filter(({ name, isHidden }) => mayEdit && !known.has(name) && !isHidden)
    .map(({ name }) => name)
  // A new password stands below the name that it belongs to.
  const below = known.has('username') ? further.filter((name) => passwordNames.includes(name)) : []
  const last = further.filter((name) => !below.includes(name))
  return Promise.all(
    model.sections.map(async (section, index) => {
      const fields: FieldView[] = []
      const lines = index === 0 ? [...section.lines, ...last.map((name) => [name])] : section.lines
      for (const line of lines)
        for (const name of line) {
          fields.push(await fieldView(admin, drawn, name, line.length))
          if (name !== 'username') continue
          fields.push(...passwordField(admin, model, row, mayEdit))
          for (const each of below) fields.push(await fieldView(admin, drawn, each, below.length))
        }
      const problems = fields.filter((field) => field.errors.length > 0).length
      return {
        id: section.id,
        title: section.title,
        description: section.description,
        tab: section.tab,
        collapsible: section.collapsed && section.title !== null,
        open: problems > 0,
        fields,
        problems,
      }
    }),
  )
}

function listProblems(model: ModelAdmin, { form, lookups }: DrawnForm): Problem[] {
  return Object.entries(form.errors).flatMap(([name, issues]) =>
    issues.map((issue) =>
      name === '__all__'
        ? { id: '', label: '', message: issue.message }
        : {
            id: form.field(name as never).id,
            label: model.info.column(name) === undefined ? form.field(name as never).label : fieldLabel(model, name),
            message: lookups.get(name)?.problem ?? issue.message,
          },
    ),
  )
}

/** Lists of other models that can be narrowed to the rows which point here, with how many there are. */
async function relatedLists(admin: AdminRequest, model: ModelAdmin, row: AnyRow) {
  const links = model.info.dependents.map(async (relation: RelationInfo) => {
    const far = admin.models.of(relation.from)
    if (far === undefined || !mayView(admin, far) || !far.filters.some((filter) => filter.name === relation.property))
      return null
    const found = await visibleRows(admin, far)
      .filter({ [relation.property]: row['pk'] })
      .count()
    return {
      label: far.title,
      icon: far.icon,
      url: `${listUrl(admin, far)}?${new URLSearchParams({ [relation.property]: String(row['pk']) })}`,
      count: count(found),
    }
  })
  return (await Promise.all(links)).filter((link) => link !== null)
}
