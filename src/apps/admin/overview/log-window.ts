import { LogEntry } from '../models.ts'
import { newestEdge } from '../newest.ts'
import type { AnyRow } from '../registration.ts'
import type { AdminRequest } from '../request.ts'

/** How far back the overview looks in the log, in entries: it is to be quick however long the log is. */
const window = 5000

/** The lookups that only the newest entries of the log pass. */
export async function amongNewest(): Promise<Readonly<Record<string, unknown>>> {
  const edge = await newestEdge(LogEntry, window)
  return edge === undefined ? {} : { pk__gt: edge }
}

/** 'newsroom.article', or null where the model of an entry is not known any more. */
export function labelOf(entry: AnyRow): string | null {
  const type = entry['contentType'] as AnyRow | null
  return type === null ? null : `${type['appLabel']}.${type['model']}`
}

export function isOwn(admin: AdminRequest, user: AnyRow): boolean {
  return String(user['pk']) === String(admin.user.pk)
}
