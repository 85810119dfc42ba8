import { untyped } from '../../../../data/orm/index.ts'
import { english, withLocale } from '../../../../web/i18n/index.ts'
import { contentTypeOf, impersonatorOf } from '../../../auth/index.ts'
import { cut } from '../../format.ts'
import type { ModelAdmin } from '../../model-admin.ts'
import { actionFlags, LogEntry } from '../../models.ts'
import type { AnyRow } from '../../registration.ts'
import type { AdminRequest } from '../../request.ts'
import type { ModelAction } from './declared.ts'

/** Up to how many rows each has a line of its own in the log; more have one together. */
export const mostLines = 100

/** Writes down that an action was run: `rows` are the first of them, `all` says how many there were. */
export async function logRun(
  admin: AdminRequest,
  model: ModelAdmin,
  action: ModelAction,
  rows: readonly AnyRow[],
  all: number,
): Promise<void> {
  const label = withLocale(english, () => String(action.label))
  const who = (await impersonatorOf(admin.request)) ?? admin.user
  const common = {
    user: who.pk,
    contentType: (await contentTypeOf(model.info)).pk,
    actionFlag: actionFlags.changed,
    changeMessage: JSON.stringify([{ action: { name: label } }]),
  }
  const lines =
    all > mostLines
      ? [{ ...common, objectId: null, objectRepr: `${all} ${withLocale(english, () => model.many)}` }]
      : rows.map((row) => ({
          ...common,
          objectId: String(row['pk']),
          objectRepr: cut(String(row), 200),
        }))
  if (lines.length > 0) await untyped(LogEntry).bulkCreate(lines)
}
