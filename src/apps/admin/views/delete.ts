import { type AnyQuerySet, atomic, IntegrityError, ProtectedError, RestrictedError } from '../../../data/orm/index.ts'
import { redirect } from '../../../web/http/index.ts'
import { gettext, ngettext } from '../../../web/i18n/index.ts'
import { tryMessages } from '../../messages/index.ts'
import { mayDelete, mayDeleteRow, visibleRows } from '../access.ts'
import { consequence, drawImpact } from '../delete/draw-impact.ts'
import { type Impact, impactOf, sumOf } from '../delete/impact.ts'
import { chosenTarget, type MoveOffer, moveOffer, moveRows } from '../delete/move.ts'
import { deleteRow } from '../delete/run.ts'
import { count, fill } from '../format.ts'
import { recordingAs } from '../history/context.ts'
import { keyFrom } from '../keys.ts'
import type { ModelAdmin } from '../model-admin.ts'
import { page } from '../page.ts'
import { capitalise } from '../paths.ts'
import type { AnyRow } from '../registration.ts'
import { type AdminRequest, listUrl, readRow, rowUrl } from '../request.ts'
import { forbidden, noSuchRow } from './stop.ts'

/** Asks before it deletes: what goes with the row, what stays without it, and what is in the way, which can be moved to another row. */
export async function deleteView(admin: AdminRequest, model: ModelAdmin, { id }: { id: string }): Promise<Response> {
  if (!mayDelete(admin, model)) return forbidden(admin, model, 'delete')
  const key = keyFrom(model, id)
  const row = key === undefined ? null : await readRow(admin, model, key)
  if (key === undefined || row === null) return noSuchRow(admin, model, id)
  if (!(await mayDeleteRow(admin, model, row))) return forbidden(admin, model, 'delete', row)
  const asked = await askedOf(admin, model, row)
  if (admin.request.method !== 'POST') return question(admin, model, asked)
  const sent = await admin.request.form()
  const moving = sent.get('_move') === '1'
  if (asked.impact.blocks.length > 0 && !(moving && asked.offer !== null))
    return question(admin, model, { ...asked, status: 409 })
  const to = String(sent.get('to') ?? '')
  const name = String(row)
  if (moving && asked.offer !== null) {
    const target = await chosenTarget(admin, model, asked.offer, to)
    if (typeof target === 'string') return question(admin, model, { ...asked, to, problem: target, status: 422 })
    if (oneLine(String(sent.get('confirm') ?? '')) !== oneLine(name))
      return question(admin, model, { ...asked, to, confirmProblem: confirmText(name), status: 422 })
    const problem = await attempt(() => moveAndDelete(admin, model, row, target, asked.offer!))
    if (problem !== null) return again(admin, model, key, { to, problem })
  } else {
    const problem = await attempt(async () => {
      await deleteRow(admin, model, row)
      return null
    })
    if (problem !== null) return again(admin, model, key, { to: '', problem })
  }
  tryMessages(admin.request)?.success(doneText(model, name, asked, moving))
  const next = model.options.hooks?.next?.(row, 'deleted', admin.request) ?? null
  return redirect(next ?? listUrl(admin, model), { status: 303 })
}

interface Asked {
  readonly row: AnyRow
  readonly impact: Impact
  readonly offer: MoveOffer | null
  readonly to?: string
  readonly problem?: string
  readonly confirmProblem?: string
  readonly status?: number
}

async function askedOf(admin: AdminRequest, model: ModelAdmin, row: AnyRow): Promise<Asked> {
  const impact = await impactOf(admin, model.info, only(admin, model, row))
  return { row, impact, offer: await moveOffer(admin, model, row, impact) }
}

const only = (admin: AdminRequest, model: ModelAdmin, row: AnyRow): AnyQuerySet =>
  visibleRows(admin, model).filter({ pk: row['pk'] })

/** Somebody was quicker: the page as things are now. */
async function again(
  admin: AdminRequest,
  model: ModelAdmin,
  key: unknown,
  { to, problem }: { readonly to: string; readonly problem: string },
): Promise<Response> {
  const row = await readRow(admin, model, key)
  if (row === null) return noSuchRow(admin, model, String(key))
  return question(admin, model, { ...(await askedOf(admin, model, row)), to, problem, status: 409 })
}

/** What a person is told of why nothing was done. */
class Refused extends Error {}

/** Runs the work in one transaction; a text says why it was taken back. */
async function attempt(work: () => Promise<string | null>): Promise<string | null> {
  try {
    await recordingAs({ via: 'form' }, () =>
      atomic(async () => {
        const problem = await work()
        if (problem !== null) throw new Refused(problem)
      }),
    )
    return null
  } catch (error) {
    if (error instanceof Refused) return error.message
    if (error instanceof IntegrityError)
      return fill(gettext('The database refused this: %(reason)s'), { reason: error.message })
    // Somebody added a row that is in the way while the page was read.
    if (error instanceof ProtectedError || error instanceof RestrictedError)
      return gettext('Meanwhile something else needs it.')
    throw error
  }
}

async function moveAndDelete(
  admin: AdminRequest,
  model: ModelAdmin,
  row: AnyRow,
  target: AnyRow,
  { relations }: MoveOffer,
): Promise<string | null> {
  const problem = await recordingAs({ via: 'move' }, () => moveRows(admin, relations, row, target))
  if (problem !== null) return problem
  await deleteRow(admin, model, row)
  return null
}

const oneLine = (text: string) => text.replace(/\s+/g, ' ').trim()

const confirmText = (name: string) => fill(gettext('Type “%(name)s” to confirm.'), { name: oneLine(name) })

function doneText(model: ModelAdmin, name: string, { impact, offer }: Asked, moved: boolean): string {
  const gone = sumOf(impact.goes)
  const values = { model: capitalise(model.one), name, count: count(gone), what: offer?.what ?? '' }
  if (moved && offer !== null) return fill(gettext('%(model)s “%(name)s” deleted, after moving %(what)s.'), values)
  if (gone === 0) return fill(gettext('%(model)s “%(name)s” deleted.'), values)
  const done = ngettext(
    '%(model)s “%(name)s” deleted, with %(count)s related record.',
    '%(model)s “%(name)s” deleted, with %(count)s related records.',
    gone,
  )
  return fill(done, values)
}

async function question(admin: AdminRequest, model: ModelAdmin, asked: Asked): Promise<Response> {
  const { row, impact, offer } = asked
  const name = String(row)
  const blocked = impact.blocks.length > 0
  const changeUrl = rowUrl(admin, model, row['pk'], 'change')
  const heading = blocked ? gettext('“%(name)s” cannot be deleted yet') : gettext('Delete “%(name)s”?')
  const gone = sumOf(impact.goes)
  const inTheWay = sumOf(impact.blocks)
  const values = { count: count(gone), name: model.one }
  return page(admin, 'delete.html', {
    title: fill(heading, { name }),
    crumbs: [
      { label: model.title, url: listUrl(admin, model) },
      { label: name, url: changeUrl },
      { label: gettext('Delete'), url: null },
    ],
    model,
    status: asked.status ?? 200,
    context: {
      heading: fill(heading, { name }),
      blocked,
      problem: asked.problem ?? '',
      blockedReason: fill(
        ngettext(
          '%(count)s record needs this %(name)s. Give it another one, or delete it first.',
          '%(count)s records need this %(name)s. Give them another one, or delete them first.',
          inTheWay,
        ),
        { count: count(inTheWay), name: model.one },
      ),
      consequence: consequence(gone),
      impact: await drawImpact(admin, model.info, impact),
      changeUrl,
      back: fill(gettext('Back to the %(name)s'), { name: model.one }),
      keep: fill(gettext('Keep the %(name)s'), { name: model.one }),
      move: offer === null ? null : moveView(model, name, offer, asked),
      action: fill(
        gone === 0
          ? gettext('Delete the %(name)s')
          : ngettext(
              'Delete the %(name)s and %(count)s related record',
              'Delete the %(name)s and %(count)s related records',
              gone,
            ),
        values,
      ),
    },
  })
}

function moveView(
  model: ModelAdmin,
  name: string,
  offer: MoveOffer,
  { to = '', confirmProblem, problem, status }: Asked,
) {
  return {
    label: fill(gettext('Move %(what)s to'), { what: offer.what }),
    choices: offer.choices?.map((choice) => ({ ...choice, chosen: choice.id === to })) ?? null,
    to,
    search: fill(gettext('Name or number of the %(name)s'), { name: model.one }),
    problem: status === 422 ? (problem ?? '') : '',
    confirm: oneLine(name),
    confirmLabel: fill(gettext('Type “%(name)s” to confirm'), { name: oneLine(name) }),
    confirmProblem: confirmProblem ?? '',
    action: fill(gettext('Move and delete the %(name)s'), { name: model.one }),
  }
}
