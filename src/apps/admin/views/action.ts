import { redirect } from '../../../web/http/index.ts'
import { gettext, ngettext } from '../../../web/i18n/index.ts'
import type { Form } from '../../forms/index.ts'
import { tryMessages } from '../../messages/index.ts'
import { forUser } from '../for-user.ts'
import { count, fill } from '../format.ts'
import { type ActionQuestion, drawQuestion } from '../list/action-page.ts'
import { doneText, type LeftRow, leftText, refusedReason } from '../list/action-words.ts'
import type { ModelAction } from '../list/actions.ts'
import { mayRun, runnableRows } from '../list/may-run.ts'
import { readAddress } from '../list/read-address.ts'
import { runAction } from '../list/run-action.ts'
import { readSelection, type Selection, type SentChoice } from '../list/selection.ts'
import type { ModelAdmin } from '../model-admin.ts'
import type { AnyRow } from '../registration.ts'
import { type AdminRequest, listUrl, rowUrl } from '../request.ts'
import { drawList } from './list.ts'

/** How many rows that are left out are looked up by name. */
const mostNamed = 20

/** What a list was sent: an action with the rows that it is for. */
export async function listActionView(admin: AdminRequest, shown: ModelAdmin): Promise<Response> {
  const sent = await admin.request.form()
  const model = await forUser(admin, shown)
  const fromRow = sent.get('_from') === 'row'
  const refuse = (status: number, text: string) => refused(admin, shown, sent, { status, text, fromRow })
  const name =
    sent
      .getAll('action')
      .map(String)
      .find((each) => each !== '') ?? ''
  if (name === '') return refuse(422, gettext('Choose an action first.'))
  const action = model.actions.find((each) => each.name === name && isOffered(each, fromRow))
  if (action === undefined) return refuse(400, gettext('Nothing was done: there is no such action.'))
  const label = String(action.label)
  if (!mayRun(admin, model, action))
    return refuse(
      403,
      fill(gettext('%(action)s: nothing was done. You have not been given the permission for it.'), { action: label }),
    )
  const chosen = await readSelection(admin, model, sent)
  if (typeof chosen === 'string') return refuse(422, chosen)
  const allowed = await runnableRows(admin, model, action, chosen.rows)
  if (allowed === null) return refuse(422, gettext('These are too many rows to ask about one by one. Select fewer.'))
  const { rows } = allowed
  const runnable = rows === chosen.rows ? chosen.count : await rows.count()
  const left = await leftOut(chosen, rows, runnable)
  if (runnable === 0)
    return refuse(
      403,
      `${fill(gettext('%(action)s: nothing was done.'), { action: label })} ${leftText(left, chosen.count - left.length)}`,
    )
  const question: ActionQuestion = {
    action,
    selection: { ...chosen, rows, count: runnable },
    left,
    leftCount: chosen.count - runnable,
    form: null,
    back: await backUrl(admin, model, sent, fromRow),
    fromRow,
  }
  return answer(admin, shown, model, sent, question)
}

function isOffered({ onRow = false }: ModelAction, fromRow: boolean): boolean {
  return fromRow ? onRow !== false : onRow !== 'only'
}

type SentAction = SentChoice & { has(name: string): boolean }

/** Asks where the action asks, runs it where everything is answered. */
async function answer(
  admin: AdminRequest,
  shown: ModelAdmin,
  model: ModelAdmin,
  sent: SentAction,
  question: ActionQuestion,
): Promise<Response> {
  const { action, selection, left, leftCount, fromRow, back } = question
  const confirmed = sent.get('_confirmed')
  const asks = action.confirm !== undefined || action.form !== undefined
  const form = action.form === undefined ? null : newActionForm(admin, action.form, confirmed === null ? null : sent)
  if (asks && (confirmed === null || confirmed === undefined)) return drawQuestion(admin, model, { ...question, form })
  const valid = form === null || (await form.isValid())
  if (asks && String(confirmed) !== String(selection.count)) {
    const problem = fill(
      ngettext(
        'Meanwhile it is %(count)s row. Look again before you go on.',
        'Meanwhile it is %(count)s rows. Look again before you go on.',
        selection.count,
      ),
      { count: count(selection.count) },
    )
    return drawQuestion(admin, model, { ...question, form, problem, status: 409 })
  }
  if (!valid) return drawQuestion(admin, model, { ...question, form, status: 422 })
  const values = form === null ? {} : (form.cleaned as Readonly<Record<string, unknown>>)
  const run = await runAction(admin, model, action, selection, values)
  if (!run.ok) {
    if (asks) return drawQuestion(admin, model, { ...question, form, problem: run.reason, status: 422 })
    return refused(admin, shown, sent, { status: 422, text: run.reason, fromRow })
  }
  if (run.result instanceof Response) return run.result
  const own = (run.result?.left ?? []).map(({ row, reason }) => ({ name: String(row), reason: String(reason) }))
  const messages = tryMessages(admin.request)
  messages?.[run.result?.done === 0 ? 'info' : 'success'](doneText(model, action, run.result))
  const all = [...left, ...own]
  const more = leftCount - left.length
  if (all.length + more > 0) messages?.warning(leftText(all, more))
  if (selection.missing > 0)
    messages?.warning(
      fill(
        ngettext(
          '%(count)s of them is not there any more.',
          '%(count)s of them are not there any more.',
          selection.missing,
        ),
        { count: count(selection.missing) },
      ),
    )
  return redirect(back, { status: 303 })
}

function newActionForm(
  admin: AdminRequest,
  FormClass: NonNullable<ModelAction['form']>,
  data: SentAction | null,
): Form {
  // Its names may be those of the list's own fields.
  return new FormClass({ prefix: 'with', timezone: admin.zone, ...(data !== null && { data }) } as never)
}

/** The chosen rows that the action is not for. */
async function leftOut(chosen: Selection, rows: Selection['rows'], runnable: number): Promise<LeftRow[]> {
  if (runnable === chosen.count) return []
  const kept = rows.orderBy().values('pk')
  const found = (await chosen.rows.exclude({ pk__in: kept }).slice(0, mostNamed)) as readonly AnyRow[]
  return found.map((row) => ({ name: String(row), reason: refusedReason() }))
}

/** The address that the action was asked at: one comes back to the same place. */
async function backUrl(admin: AdminRequest, model: ModelAdmin, sent: SentChoice, fromRow: boolean): Promise<string> {
  if (fromRow) return rowUrl(admin, model, String(sent.get('id') ?? keyInside(sent)), 'change')
  const address = (await readAddress(admin, model, admin.request.query)).address.toString()
  return `${listUrl(admin, model)}${address === '?' ? '' : address}`
}

function keyInside(sent: SentChoice): string {
  try {
    return String((JSON.parse(String(sent.get('_keys'))) as unknown[])[0])
  } catch {
    return ''
  }
}

/** Says why nothing was done, on the page that asked for it, with what was chosen still chosen. */
async function refused(
  admin: AdminRequest,
  shown: ModelAdmin,
  sent: SentChoice,
  { status, text, fromRow }: { status: number; text: string; fromRow: boolean },
): Promise<Response> {
  if (fromRow) {
    tryMessages(admin.request)?.error(text)
    return redirect(await backUrl(admin, shown, sent, true), { status: 303 })
  }
  return drawList(admin, shown, {
    status,
    note: { kind: 'bad', text },
    chosen: new Set(sent.getAll('id').map(String)),
    all: sent.get('_all') === '1',
  })
}
