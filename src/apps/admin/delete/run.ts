import { logAction } from '../log.ts'
import type { ModelAdmin } from '../model-admin.ts'
import { actionFlags } from '../models.ts'
import type { AnyRow } from '../registration.ts'
import type { AdminRequest } from '../request.ts'

/** Deletes a row as the project wants it, with a line in the log; in the transaction that is open. */
export async function deleteRow(admin: AdminRequest, model: ModelAdmin, row: AnyRow): Promise<void> {
  await logAction(admin, model, row, actionFlags.deleted)
  const hook = model.options.hooks?.delete
  if (hook === undefined) await row.delete()
  else await hook(row, admin.request)
}
