import { redirect } from '../../../web/http/index.ts'
import { gettext, ngettext } from '../../../web/i18n/index.ts'
import type { Form } from '../../forms/index.ts'
import { tryMessages } from '../../messages/index.ts'
import { forUser } from '../for-user.ts'
import type { SentValues } from '../form/slugs.ts'
import { count, fill } from '../format.ts'
import { deleteAction, type ModelAction } from '../list/actions/declared.ts'
import { mayRun, runnableRows } from '../list/actions/may-run.ts'
import { type ActionQuestion, drawQuestion } from '../list/actions/page.ts'
import { runAction } from '../list/actions/run.ts'
import { readSelection, type Selection, type SentChoice } from '../list/actions/selection.ts'
import { doneText, type LeftRow, leftText, refusedReason } from '../list/actions/words.ts'
import { backUrl } from '../list/back-url.ts'
import { typedCells } from '../list/cells/save.ts'
import { type CellStates, sentRows } from '../list/cells/sent.ts'
import type { ModelAdmin } from '../model-admin.ts'
import { type AdminRequest, rowUrl, withRelations } from '../request.ts'
import { saveCellsView } from './cells.ts'
import { deleteSelectedView } from './delete-selected.ts'
import { drawList } from './list.ts'

/** How many rows that are left out are looked up by name. */
const mostNamed = 20

/** What a list was sent: its cells to be saved, or an action with the rows that it is for. */
export async function listPostView(admin: AdminRequest, shown: ModelAdmin): Promise<Response> {
  const sent = await admin.request.form()
  if (sent.get('_save') === 'cells') return saveCellsView(admin, shown, sent)
  const typed = sent.has('_rows') ? await typedCells(admin, shown, sent) : new Map()
  if (typed.size > 0)
    return refused(admin, shown, sent, {
      status: 422,
      text: gettext('Nothing was done: save the changed cells first, or take the changes back.'),
      fromRow: false,
      cells: typed,
    })
  return actionView(admin, shown, sent)
}

async function actionView(admin: AdminRequest, shown: ModelAdmin, sent: SentValues): Promise<Response> {
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
  if (action.name === deleteAction.name)
    return deleteSelectedView(admin, shown, chosen.rows, await backUrl(admin, model))
  const allowed = await runnableRows(admin, model, action, chosen.rows)
  if (allowed === null) return refuse(422, gettext('These are too many rows to ask about one by one. Select fewer.'))
  const { rows } = allowed
  const runnable = rows === chosen.rows ? chosen.count : await rows.count()
  const left = await leftOut(model, chosen, rows, runnable)
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
    back: await comeBack(admin, model, sent, fromRow),
    fromRow,
  }
  return answer(admin, shown, model, sent, question)
}

function isOffered({ onRow = false }: ModelAction, fromRow: boolean): boolean {
  return fromRow ? onRow !== false : onRow !== 'only'
}

/** Asks where the action asks, runs it where everything is answered. */
async function answer(
  admin: AdminRequest,
  shown: ModelAdmin,
  model: ModelAdmin,
  sent: SentValues,
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
        'It is %(count)s row by now. Look again before you go on.',
        'It is %(count)s rows by now. Look again before you go on.',
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
  data: SentValues | null,
): Form {
  // Its names may be those of the list's own fields.
  return new FormClass({ prefix: 'with', timezone: admin.zone, ...(data !== null && { data }) } as never)
}

/** The chosen rows that the action is not for. */
async function leftOut(
  model: ModelAdmin,
  chosen: Selection,
  rows: Selection['rows'],
  runnable: number,
): Promise<LeftRow[]> {
  if (runnable === chosen.count) return []
  const kept = rows.orderBy().values('pk')
  const found = await withRelations(model, chosen.rows).exclude({ pk__in: kept }).slice(0, mostNamed)
  return found.map((row) => ({ name: String(row), reason: refusedReason() }))
}

/** The address that the action was asked at: one comes back to the same place. */
async function comeBack(admin: AdminRequest, model: ModelAdmin, sent: SentChoice, fromRow: boolean): Promise<string> {
  return fromRow ? rowUrl(admin, model, String(sent.get('id') ?? keyInside(sent)), 'change') : backUrl(admin, model)
}

function keyInside(sent: SentChoice): string {
  try {
    return String((JSON.parse(String(sent.get('_keys'))) as unknown[])[0])
  } catch {
    return ''
  }
}

interface Refusal {
  readonly status: number
  readonly text: string
  readonly fromRow: boolean
  readonly cells?: CellStates
}

/** Says why nothing was done, on the page that asked for it, with what was chosen still chosen. */
async function refused(
  admin: AdminRequest,
  shown: ModelAdmin,
  sent: SentValues,
  { status, text, fromRow, cells = new Map() }: Refusal,
): Promise<Response> {
  if (fromRow) {
    tryMessages(admin.request)?.error(text)
    return redirect(await comeBack(admin, shown, sent, true), { status: 303 })
  }
  return drawList(admin, shown, {
    status,
    note: { kind: 'bad', text },
    chosen: new Set(sent.getAll('id').map(String)),
    all: sent.get('_all') === '1',
    cells,
    keys: cells.size === 0 ? null : sentRows(sent).map(({ key }) => key),
  })
}
