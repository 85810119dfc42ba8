import { escapeHtml } from '../../../../base/text/index.ts'
import { type FormBody, html, redirect } from '../../../../web/http/index.ts'
import { gettext } from '../../../../web/i18n/index.ts'
import type { BoundField } from '../../../forms/index.ts'
import { tryMessages } from '../../../messages/index.ts'
import { mayAdd } from '../../access.ts'
import { fill } from '../../format.ts'
import type { ModelAdmin } from '../../model-admin.ts'
import type { AnyRow } from '../../registration.ts'
import { type AdminRequest, addUrl } from '../../request.ts'
import { keptFiles, type Parked, park, parkedForm, sentAgain, withChosen } from './kept-form.ts'
import { rowChoices } from './row-choices.ts'

/*
 * A row that a relation misses is added without losing the form. With script the add page opens in a dialog (`?_popup=1`) and answers with
 * the new row. Without, the button sends the form: it is parked, the add page carries its token (`?_for=`), and leads back (`?_parked=`).
 */

/** Names in a form that are of the moment, not of what was typed. */
const ofTheMoment = new Set(['csrfmiddlewaretoken', '_related', '_save', '_again'])

/** Where a form that was sent to add a related row goes, which this person may add; null for one that was sent to be saved. */
export async function leaveForRelated(admin: AdminRequest, title: string, body: FormBody): Promise<Response | null> {
  const [field = '', slug = ''] = String(body.get('_related') ?? '').split(' ')
  const [app = '', model = ''] = slug.split('/')
  const target = admin.models.find(app, model)
  if (field === '' || target === undefined || !mayAdd(admin, target)) return null
  const entries = [...body.entries()].filter(([name]) => !ofTheMoment.has(name))
  const parked = { target: withoutToken(admin.request.target), title, field, model: target.slug }
  const token = await park(admin, { ...parked, entries: [...entries, ...(await keptFiles(body))] })
  if (token !== null)
    return redirect(`${addUrl(admin, target)}?${new URLSearchParams({ _for: token })}`, { status: 303 })
  tryMessages(admin.request)?.warning(
    gettext('This form could not be kept. Save it first, and then add the other row.'),
  )
  return null
}

/** True where a form was sent to add a related row. */
export function leaves(body: { has(name: string): boolean }): boolean {
  return body.has('_related')
}

function withoutToken(target: string): string {
  const url = new URL(target, 'http://local')
  url.searchParams.delete('_parked')
  return `${url.pathname}${url.search}`
}

/** What comes back to a form that was left to add a related row, marked to be drawn and not saved; null for any other request. */
export async function returned(admin: AdminRequest): Promise<FormBody | null> {
  const token = admin.request.method === 'GET' ? admin.request.query.get('_parked') : null
  if (token === null) return null
  const parked = await parkedForm(admin, token)
  if (parked !== null && parked.target === withoutToken(admin.request.target)) return sentAgain(parked)
  tryMessages(admin.request)?.info(gettext('What you typed into this form is no longer kept.'))
  return null
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
  const [choice] = await rowChoices(admin, model.info, [row])
  const entries = withChosen(parked, choice!, isMany(admin, parked))
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
async function parkedFor(admin: AdminRequest): Promise<Parked | null> {
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

function backUrl({ target }: Parked, token: string): string {
  const url = new URL(target, 'http://local')
  url.searchParams.set('_parked', token)
  return `${url.pathname}${url.search}`
}

/** Whether the field that asked takes several rows: of the form's own model, whose place its address says. */
function isMany(admin: AdminRequest, { target, field }: Parked): boolean {
  const [app = '', name = ''] = target.slice(admin.root.length).split('/')
  const relation = admin.models.find(app, name)?.info.relations.get(field)
  return relation !== undefined && !relation.toOne
}
