import { escapeHtml } from '../../../../base/text/index.ts'
import { type FormBody, html, redirect } from '../../../../web/http/index.ts'
import { gettext } from '../../../../web/i18n/index.ts'
import type { BoundField } from '../../../forms/index.ts'
import { tryMessages } from '../../../messages/index.ts'
import { mayAdd, mayView } from '../../access.ts'
import { fill } from '../../format.ts'
import { keyFrom } from '../../keys.ts'
import type { ModelAdmin } from '../../model-admin.ts'
import type { AnyRow } from '../../registration.ts'
import { type AdminRequest, addUrl, listUrl, readRow } from '../../request.ts'
import { passwordNames } from '../new-user.ts'
import { keptFiles, type Parked, park, parkedForm, sentAgain, withChosen } from './kept-form.ts'
import { rowChoices } from './row-choices.ts'

/*
 * A row that a relation misses is added without losing the form. With script the add page opens in a dialog (`?_popup=1`) and answers with
 * the new row. Without, the button sends the form: it is parked, the add page carries its token (`?_for=`), and leads back (`?_parked=`).
 * In the same way a row is chosen from the list of its model, with and without script (`list/pages/picking.ts`).
 */

/** Names in a form that are of the moment, not of what was typed; and passwords, which are kept nowhere. */
const ofTheMoment = new Set(['csrfmiddlewaretoken', '_related', '_pick', '_save', '_again', ...passwordNames])

/** Where a form that was sent to add a related row goes, or to choose one from its list, if this person may; null for one that was sent to be saved. */
export async function leaveForRelated(admin: AdminRequest, title: string, body: FormBody): Promise<Response | null> {
  const picks = body.has('_pick')
  const [field = '', slug = ''] = String(body.get(picks ? '_pick' : '_related') ?? '').split(' ')
  const [app = '', model = ''] = slug.split('/')
  const target = admin.models.find(app, model)
  if (field === '' || target === undefined || !(picks ? mayView : mayAdd)(admin, target)) return null
  const entries = [...body.entries()].filter(([name]) => !ofTheMoment.has(name))
  const parked = { target: withoutToken(admin.request.target), title, field, model: target.slug }
  const token = await park(admin, { ...parked, entries: [...entries, ...(await keptFiles(body))] })
  if (token !== null)
    return redirect(`${(picks ? listUrl : addUrl)(admin, target)}?${new URLSearchParams({ _for: token })}`, {
      status: 303,
    })
  tryMessages(admin.request)?.warning(
    gettext('This form could not be kept. Save it first, and then add the other row.'),
  )
  return null
}

/** True where a form was sent to add a related row, or to choose one from its list. */
export function leaves(body: { has(name: string): boolean }): boolean {
  return body.has('_related') || body.has('_pick')
}

function withoutToken(target: string): string {
  const url = new URL(target, 'http://local')
  for (const name of ['_parked', '_chosen']) url.searchParams.delete(name)
  return `${url.pathname}${url.search}`
}

/** What comes back to a form that was left to add a related row, marked to be drawn and not saved; null for any other request. */
export async function returned(admin: AdminRequest): Promise<FormBody | null> {
  const token = admin.request.method === 'GET' ? admin.request.query.get('_parked') : null
  if (token === null) return null
  const parked = await parkedForm(admin, token)
  if (parked !== null && parked.target === withoutToken(admin.request.target))
    return sentAgain(await withPicked(admin, parked))
  tryMessages(admin.request)?.info(gettext('What you typed into this form is no longer kept.'))
  return null
}

/** A form that comes back from a list with the row that was chosen there, which this person must see. */
async function withPicked(admin: AdminRequest, parked: Parked): Promise<Parked> {
  const chosen = admin.request.query.get('_chosen')
  const [app = '', name = ''] = parked.model.split('/')
  const model = admin.models.find(app, name)
  if (chosen === null || model === undefined || !mayView(admin, model)) return parked
  const key = keyFrom(model, chosen)
  const row = key === undefined ? null : await readRow(admin, model, key)
  if (row === null) return parked
  return { ...parked, entries: withChosen(parked, String(row['pk']), isMany(admin, parked)) }
}

/** True for a form that is to be drawn as it was sent, and not to be saved. */
export function isReturned(sent: { has(name: string): boolean }): boolean {
  return sent.has('_again')
}

/** Lets a form that is drawn without being checked show the files that were kept of it. */
export async function showKept(form: Iterable<BoundField>): Promise<void> {
  for (const field of form) {
    if (field.input.keep === undefined) continue
    try {
      await field.input.clean(field.data, { timezone: 'UTC', initial: field.initial, cleaned: {} })
    } catch {
      // What is wrong with it is said when the form is saved.
    }
  }
}

/** Where a row that was added (or changed) for another form leads: the dialog is told of it, or the form is gone back to. Null for any other. */
export async function answerRelated(admin: AdminRequest, model: ModelAdmin, row: AnyRow): Promise<Response | null> {
  const { query } = admin.request
  if (query.has('_popup')) return toDialog(admin, model, row)
  const parked = await parkedFor(admin)
  if (parked === null || parked.model !== model.slug) return null
  const entries = withChosen(parked, String(row['pk']), isMany(admin, parked))
  const token = await park(admin, { ...parked, entries })
  return token === null ? null : redirect(backUrl(parked, token), { status: 303 })
}

async function toDialog(admin: AdminRequest, model: ModelAdmin, row: AnyRow): Promise<Response> {
  const [choice] = await rowChoices(admin, model.info, [row])
  return html(
    `<!doctype html><meta name="n-row" content="${escapeHtml(JSON.stringify(choice))}"><title>${escapeHtml(choice!.label)}</title>`,
  )
}

/** The form for which this page adds a row; null where it stands for itself. */
export async function parkedFor(admin: AdminRequest): Promise<Parked | null> {
  const token = admin.request.query.get('_for')
  return token === null ? null : parkedForm(admin, token)
}

/** What the page says of the form that it adds a row for, with the way back. */
export async function waitingForm(
  admin: AdminRequest,
): Promise<{ readonly text: string; readonly url: string } | null> {
  const parked = await parkedFor(admin)
  if (parked === null) return null
  return {
    text: fill(gettext('“%(title)s” is kept as you left it, and comes back once this is saved.'), {
      title: parked.title,
    }),
    url: backUrl(parked, admin.request.query.get('_for')!),
  }
}

/** The address of a form that waits, with a row that was chosen for it. */
export function backUrl({ target }: Parked, token: string, chosen?: string): string {
  const url = new URL(target, 'http://local')
  url.searchParams.set('_parked', token)
  if (chosen !== undefined) url.searchParams.set('_chosen', chosen)
  return `${url.pathname}${url.search}`
}

/** Whether the field that asked takes several rows: of the form's own model, whose place its address says. */
function isMany(admin: AdminRequest, parked: Parked): boolean {
  const relation = formOf(admin, parked)?.info.relations.get(parked.field)
  return relation !== undefined && !relation.toOne
}

/** The model whose form waits. */
export function formOf(admin: AdminRequest, { target }: Parked): ModelAdmin | undefined {
  const [app = '', name = ''] = target.slice(admin.root.length).split('/')
  return admin.models.find(app, name)
}
