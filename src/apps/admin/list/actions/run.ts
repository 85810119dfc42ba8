import { atomic, ValidationError } from '../../../../data/orm/index.ts'
import { afterResponse } from '../../../../web/http/index.ts'
import { gettext } from '../../../../web/i18n/index.ts'
import { isRefusal } from '../../form/save/refusal.ts'
import { fill } from '../../format.ts'
import { recordingAs } from '../../history/context.ts'
import type { ModelAdmin } from '../../model-admin.ts'
import type { ActionResult } from '../../options/actions.ts'
import { type AdminRequest, withRelations } from '../../request.ts'
import type { ModelAction } from './declared.ts'
import { logRun, mostLines } from './log.ts'
import type { Selection } from './selection.ts'

/** What came of an action: its result, or a sentence about why nothing was done. */
export type Run =
  | { readonly ok: true; readonly result: ActionResult | Response | undefined }
  | { readonly ok: false; readonly reason: string }

/** Runs an action in a transaction, with a line in the log for each row; what it throws takes everything back. */
export async function runAction(
  admin: AdminRequest,
  model: ModelAdmin,
  action: ModelAction,
  { rows, count }: Pick<Selection, 'rows' | 'count'>,
  values: Readonly<Record<string, unknown>>,
): Promise<Run> {
  try {
    const work = async () => {
      // Before it runs: afterwards rows may not match any more, or be gone.
      const first = await withRelations(model, rows).orderBy('pk').slice(0, mostLines)
      const result = await action.run({ rows, request: admin.request, values })
      await logRun(admin, model, action, first, count)
      return result
    }
    const result = await recordingAs({ via: `action:${action.name}` }, () => atomic(work))
    return { ok: true, result: result as ActionResult | Response | undefined }
  } catch (error) {
    return { ok: false, reason: fill(reasonOf(admin, error), { action: String(action.label) }) }
  }
}

/** What a person is told of an error. What is no refusal is a mistake of the project: it is reported, and not shown. */
function reasonOf(admin: AdminRequest, error: unknown): string {
  if (error instanceof ValidationError)
    return fill(gettext('%(action)s: nothing was done. %(reason)s'), {
      action: '%(action)s',
      reason: error.issues.map(({ message }) => message).join(' '),
    })
  if (isRefusal(error))
    return fill(gettext('%(action)s: nothing was done. The database refused this: %(reason)s'), {
      action: '%(action)s',
      reason: error.message,
    })
  afterResponse(admin.request, () => Promise.reject(error))
  return gettext('%(action)s: nothing was done, because of an error. It was reported.')
}
