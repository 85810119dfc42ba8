import { untyped } from '../../../data/orm/index.ts'
import type { ModelInfo } from '../../../data/query/index.ts'
import { contentTypeKey, contentTypeOf } from '../../auth/index.ts'
import { keyOf } from '../keys.ts'
import { LogEntry, RecordChange } from '../models.ts'
import type { AnyRow } from '../registration.ts'
import type { AdminRequest } from '../request.ts'
import type { FieldChanges } from './values.ts'

/** A row of `RecordChange`, as pages read it. */
export interface Written {
  readonly id: unknown
  readonly time: Date
  /** The model whose row changed; undefined where the project does not know it any more. */
  readonly info: ModelInfo | undefined
  readonly objectId: string
  readonly objectRepr: string
  readonly action: 'added' | 'changed' | 'deleted'
  readonly changes: FieldChanges
  readonly userKey: unknown
  readonly userName: string
  readonly impersonator: string
  readonly via: string
  readonly batch: string | null
}

export function writtenOf({ registry }: Pick<AdminRequest, 'registry'>, row: AnyRow): Written {
  const type = row['contentType'] as AnyRow
  return {
    id: row['id'],
    time: row['time'] as Date,
    info: registry.byLabel(`${String(type['appLabel'])}.${String(type['model'])}`),
    objectId: String(row['objectId']),
    objectRepr: String(row['objectRepr']),
    action: row['action'] as Written['action'],
    changes: row['changes'] as FieldChanges,
    userKey: (row['user'] as { readonly pk: unknown } | null)?.pk ?? null,
    userName: String(row['userName']),
    impersonator: String(row['impersonator']),
    via: String(row['via']),
    batch: row['batch'] === null ? null : String(row['batch']),
  }
}

/** What of a row's history is wanted. */
export interface Wanted {
  /** Older than this record. */
  readonly before: string | null
  /** The key of a person. */
  readonly person: string | null
  /** A field of the row itself. */
  readonly field: string | null
  readonly since: Date | null
}

/** The changes of a row, and of the rows in its form, newest first. */
export async function readChanges(
  admin: AdminRequest,
  info: ModelInfo,
  key: string,
  { before, person, field, since }: Wanted,
  limit: number,
): Promise<Written[]> {
  const type = await contentTypeKey(info)
  const own = { contentType: type, objectId: key }
  const below = { parentType: type, parentId: key }
  const all = untyped(RecordChange)
  let rows = field === null ? all.filter(own).or(all.filter(below)) : all.filter({ ...own, changes__has_key: field })
  if (before !== null) rows = rows.filter({ id__lt: before })
  if (person !== null) rows = rows.filter({ user: person })
  if (since !== null) rows = rows.filter({ time__gte: since })
  const found = await rows.selectRelated('contentType').orderBy('-id').slice(0, limit)
  return found.map((row) => writtenOf(admin, row))
}

/** Who changed the row, by key: of the newest of them. */
export async function peopleOf(info: ModelInfo, key: string): Promise<readonly { key: string; name: string }[]> {
  const rows = await untyped(RecordChange)
    .filter({ contentType: await contentTypeKey(info), objectId: key, user__isnull: false })
    .orderBy()
    .values('user', 'userName')
    .distinct()
    .slice(0, 100)
  const names = new Map(rows.map((row) => [String(row['user']), String(row['userName'])]))
  return [...names].map(([each, name]) => ({ key: each, name })).sort((a, b) => a.name.localeCompare(b.name))
}

/** Lines of Django's log about the row from before its changes were written down. */
export async function olderEntries(
  info: ModelInfo,
  key: string,
  before: Date | null,
  person: string | null,
  limit: number,
): Promise<readonly AnyRow[]> {
  const type = await contentTypeOf(info)
  let rows = untyped(LogEntry).filter({ contentType: type.pk, objectId: key })
  if (before !== null) rows = rows.filter({ actionTime__lt: before })
  if (person !== null) rows = rows.filter({ user: person })
  return rows.selectRelated('user').orderBy('-actionTime', '-id').slice(0, limit)
}

/** When the first change of the row itself was written down. */
export async function firstTime(info: ModelInfo, key: string): Promise<Date | null> {
  const row = await untyped(RecordChange)
    .filter({ contentType: await contentTypeKey(info), objectId: key })
    .orderBy('id')
    .first()
  return row === null ? null : (row['time'] as Date)
}

/** Is anything written down of a row? */
export async function isWritten(info: ModelInfo, key: string): Promise<boolean> {
  return untyped(RecordChange)
    .filter({ contentType: await contentTypeKey(info), objectId: key })
    .exists()
}

/** A number of the address, as the key of a record. */
export function recordKey(text: string | null): string | null {
  return text !== null && /^\d{1,18}$/.test(text) ? text : null
}

/** The project's model of people. */
export function userInfo({ registry }: AdminRequest): ModelInfo | undefined {
  return registry.byLabel(registry.roles.get('user') ?? 'auth.user')
}

/** The key of a person, out of the address. */
export function userKey(admin: AdminRequest, text: string | null): string | null {
  const user = userInfo(admin)
  if (text === null || text === '' || user === undefined) return null
  return keyOf(user, text) === undefined ? null : text
}
