import { untyped } from '../../../data/orm/index.ts'
import { gettext } from '../../../web/i18n/index.ts'
import { contentTypeOf } from '../../auth/index.ts'
import { mayView } from '../access.ts'
import { ago, fill, inSentence } from '../format.ts'
import { dependsOnRow } from '../history/seen.ts'
import type { ModelAdmin } from '../model-admin.ts'
import { actionFlags, LogEntry, RecordChange } from '../models.ts'
import type { AnyRow } from '../registration.ts'
import { type AdminRequest, describeUser } from '../request.ts'

/**
 * 'Nora deleted “Winter Letters” (yesterday, 17:48).', or null where nothing is written down of a deletion. For those who may see every row
 * of the model: of a row that is gone nobody can say who might have seen it.
 */
export async function deletionTold(admin: AdminRequest, model: ModelAdmin, key: unknown): Promise<string | null> {
  if (!mayView(admin, model) || dependsOnRow(admin, model)) return null
  const found = (await recorded(model, String(key))) ?? (await logged(model, String(key)))
  if (found === null) return null
  const { name, who, time } = found
  const when = inSentence(ago(time, new Date(), admin.zone))
  return who === ''
    ? fill(gettext('“%(name)s” was deleted (%(when)s).'), { name, when })
    : fill(gettext('%(who)s deleted “%(name)s” (%(when)s).'), { who, name, when })
}

interface Deletion {
  readonly name: string
  readonly who: string
  readonly time: Date
}

async function recorded({ info }: ModelAdmin, objectId: string): Promise<Deletion | null> {
  const type = await contentTypeOf(info.concrete)
  const row = await untyped(RecordChange)
    .filter({ contentType: type.pk, objectId, action: 'deleted' })
    .orderBy('-pk')
    .first()
  return row === null
    ? null
    : { name: String(row['objectRepr']), who: String(row['userName']), time: row['time'] as Date }
}

/** What the log of Django's table says, where the changes of the model are not recorded. */
async function logged({ info }: ModelAdmin, objectId: string): Promise<Deletion | null> {
  const type = await contentTypeOf(info)
  const row = await untyped(LogEntry)
    .filter({ contentType: type.pk, objectId, actionFlag: actionFlags.deleted })
    .selectRelated('user')
    .orderBy('-pk')
    .first()
  return row === null
    ? null
    : {
        name: String(row['objectRepr']),
        who: describeUser(row['user'] as AnyRow).name,
        time: row['actionTime'] as Date,
      }
}
