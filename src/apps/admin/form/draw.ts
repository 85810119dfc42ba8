import type { RelationInfo } from '../../../data/query/index.ts'
import { tryReverse } from '../../../web/http/index.ts'
import { gettext, ngettext } from '../../../web/i18n/index.ts'
import { type AnyUser, mayImpersonate } from '../../auth/index.ts'
import { isUserModel, mayAdd, mayChangeRow, mayDeleteRow, mayView, visibleRows } from '../access.ts'
import { count, fill, lowerFirst } from '../format.ts'
import { rowActions } from '../list/may-run.ts'
import { fieldLabel } from '../log.ts'
import type { ModelAdmin } from '../model-admin.ts'
import { page } from '../page.ts'
import { capitalise } from '../paths.ts'
import type { AnyRow } from '../registration.ts'
import { type AdminRequest, listUrl, rowUrl } from '../request.ts'
import { editableView, type FieldView } from './field-view.ts'
import { type LastSave, lastSave } from './history.ts'
import type { Lookups } from './lookup.ts'
import { lookupView } from './lookup-view.ts'
import { relatedLinks } from './related-links.ts'
import type { RowForm } from './row-form.ts'
import { passwordField } from './widgets/password.ts'
import { readonlyView } from './widgets/readonly.ts'

/** A form to draw. */
export interface DrawnForm {
  readonly form: RowForm
  /** The row as it is stored; null for a new one. */
  readonly row: AnyRow | null
  readonly version: string
  readonly lookups: Lookups
  readonly status?: number
}

/** Draws the page with a row's form, sent back with its errors where it has any. */
export async function drawForm(admin: AdminRequest, model: ModelAdmin, drawn: DrawnForm): Promise<Response> {
  const { form, row } = drawn
  await form.ready()
  const save = row === null ? null : await lastSave(admin, model, row)
  const mayEdit = row === null ? mayAdd(admin, model) : await mayChangeRow(admin, model, row)
  const sections = await drawSections(admin, model, drawn, mayEdit)
  const problems = form.isBound ? listProblems(model, drawn) : []
  const heading = row === null ? fill(gettext('Add %(name)s'), { name: model.one }) : String(row)
  const prefix =
    problems.length > 0
      ? `${fill(ngettext('%(count)d to fix', '%(count)d to fix', problems.length), { count: problems.length })} · `
      : ''
  return page(admin, 'form.html', {
    title: prefix + heading,
    crumbs: [
      { label: model.title, url: mayView(admin, model) ? listUrl(admin, model) : null },
      { label: row === null ? gettext('Add') : heading, url: null },
    ],
    model,
    status: drawn.status ?? 200,
    context: {
      heading,
      meta: row === null ? [] : about(model, row, save),
      aside: fill(gettext('About this %(name)s'), { name: model.one }),
      version: drawn.version,
      multipart: form.isMultipart,
      problems,
      problemTitle: fill(
        ngettext(
          '%(count)d thing to fix before this can be saved',
          '%(count)d things to fix before this can be saved',
          problems.length,
        ),
        { count: problems.length },
      ),
      sections,
      contents: sections.filter((section) => section.title !== null).length > 1 ? sections.map(contentsLine) : [],
      canSave: mayEdit,
      canAdd: mayAdd(admin, model),
      historyUrl: row === null ? null : rowUrl(admin, model, row['pk'], 'history'),
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

/** Where one begins to act as this user, if one may, and if the project has mounted that. */
async function impersonateUrl(admin: AdminRequest, model: ModelAdmin, row: AnyRow): Promise<string | null> {
  const actor = isUserModel(model) ? await admin.request.user : null
  if (actor === null || !actor.isAuthenticated) return null
  return (await mayImpersonate(actor, row as unknown as AnyUser)) ? tryReverse('impersonation:begin') : null
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

interface DrawnSection {
  readonly id: string
  readonly title: string | null
  readonly description: string
  readonly collapsible: boolean
  readonly open: boolean
  readonly fields: readonly FieldView[]
  readonly problems: number
}

function contentsLine(section: DrawnSection) {
  return {
    id: section.id,
    title: section.title ?? gettext('Details'),
    problems:
      section.problems === 0
        ? ''
        : fill(ngettext('%(count)d to fix', '%(count)d to fix', section.problems), { count: section.problems }),
  }
}

function drawSections(
  admin: AdminRequest,
  model: ModelAdmin,
  { form, row, lookups }: DrawnForm,
  mayEdit: boolean,
): Promise<DrawnSection[]> {
  return Promise.all(
    model.sections.map(async (section) => {
      const fields: FieldView[] = []
      for (const line of section.lines) {
        for (const name of line) {
          if (model.readonly.has(name) || !mayEdit) {
            fields.push(await readonlyView(admin, model, name, row, line.length))
          } else {
            fields.push(fieldOf(admin, model, { form, row, lookups }, name, line.length))
          }
          if (name === 'username') fields.push(...passwordField(admin, model, row, mayEdit))
        }
      }
      const problems = fields.filter((field) => field.errors.length > 0).length
      return {
        id: section.id,
        title: section.title,
        description: section.description,
        collapsible: section.collapsed && section.title !== null,
        open: problems > 0,
        fields,
        problems,
      }
    }),
  )
}

/** One field of a row's form, with the ways to the rows of a relation. */
export function fieldOf(
  admin: AdminRequest,
  model: ModelAdmin,
  { form, row, lookups, inline }: Pick<DrawnForm, 'form' | 'row' | 'lookups'> & { readonly inline?: string },
  name: string,
  inLine: number,
): FieldView {
  const field = form.field(name as never)
  const view = editableView(model, field, inLine, admin.zone)
  const lookup = lookups.get(name)
  const source = { admin, model, key: row === null ? null : row['pk'], ...(inline !== undefined && { inline }) }
  const chosen = lookup === undefined ? field.value : lookup.chosen[0]?.id
  return {
    ...(lookup === undefined ? view : lookupView(view, field, lookup, source)),
    related: relatedLinks(admin, model, name, chosen),
  }
}

function listProblems(
  model: ModelAdmin,
  { form, lookups }: DrawnForm,
): { id: string; label: string; message: string }[] {
  return Object.entries(form.errors).flatMap(([name, issues]) =>
    issues.map((issue) =>
      name === '__all__'
        ? { id: '', label: '', message: issue.message }
        : {
            id: form.field(name as never).id,
            label: fieldLabel(model, name),
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
