import { untyped } from '../../../../data/orm/index.ts'
import { gettext } from '../../../../web/i18n/index.ts'
import { ago } from '../../format.ts'
import type { ModelAdmin } from '../../model-admin.ts'
import { LogEntry } from '../../models.ts'
import type { AnyRow } from '../../registration.ts'
import { type AdminRequest, describeUser } from '../../request.ts'

/** Who saved a row last, and when, as far as the log knows. */
export interface LastSave {
  readonly by: string
  /** True where it was the one who asks. */
  readonly own: boolean
  readonly when: string
}

/** The newest line of the log about a row. */
export async function lastSave(admin: AdminRequest, model: ModelAdmin, row: AnyRow): Promise<LastSave | null> {
  const entry = await untyped(LogEntry)
    .filter({
      objectId: String(row['pk']),
      contentType__appLabel: model.info.app,
      contentType__model: model.info.name.toLowerCase(),
    })
    .orderBy('-actionTime', '-pk')
    .selectRelated('user')
    .first()
  if (entry === null) return null
  const user = describeUser(entry['user'] as AnyRow)
  const own = String(user.pk) === String(admin.user.pk)
  return { by: own ? gettext('you') : user.name, own, when: ago(entry['actionTime'] as Date, new Date(), admin.zone) }
}
