import { type AnyQuerySet, untyped } from '../../../data/orm/index.ts'
import { contentTypeKey } from '../../auth/index.ts'
import { mayView } from '../access.ts'
import type { ModelAdmin } from '../model-admin.ts'
import { RecordChange } from '../models.ts'
import type { AdminRequest } from '../request.ts'
import { type AuditLine, type AuditQuery, type AuditSource, auditSources } from './audit-sources.ts'
import { type Written, writtenOf } from './read.ts'
import { dependsOnRow } from './seen.ts'

/** May read the log of everybody's doing: superusers, and who may view the changes of rows. */
export function mayAudit({ user, given }: AdminRequest): boolean {
  return user.isSuperuser || given.has('admin.view_recordchange')
}

/** The models whose changes this person reads in it: those of which they see every row. */
export function auditedModels(admin: AdminRequest): ModelAdmin[] {
  const all = admin.models.groups.flatMap(({ models }) => models)
  return admin.user.isSuperuser ? all : all.filter((each) => mayView(admin, each) && !dependsOnRow(admin, each))
}

/** The sources of other apps that this person may read. */
export function readableSources({ user, given }: AdminRequest): readonly AuditSource[] {
  return auditSources().filter(({ permission }) => user.isSuperuser || given.has(permission))
}

/** What of the log is wanted; null is anything. */
export interface AuditFilter {
  /** `changes`, or the name of a source. */
  readonly kind: string | null
  readonly people: readonly unknown[] | null
  readonly model: ModelAdmin | null
  readonly action: Written['action'] | null
  /** The beginning of `via`: 'form', 'action:'. */
  readonly means: string | null
  readonly from: Date | null
  readonly to: Date | null
  readonly after: AuditPlace | null
}

/** A place in the log: by time, then by source, then by id. */
interface AuditPlace {
  readonly time: Date
  /** 0 for changes of rows, then the sources in order. */
  readonly source: number
  readonly id: string
}

export type AuditEntry =
  | { readonly place: AuditPlace; readonly change: Written }
  | { readonly place: AuditPlace; readonly line: AuditLine }

/** The newest entries of the log, from all its sources: one query for each. */
export async function readAudit(admin: AdminRequest, filter: AuditFilter, limit: number): Promise<AuditEntry[]> {
  const { kind, people, from, to, after, model, action, means } = filter
  const query = (source: number): AuditQuery => ({
    people,
    from,
    to,
    limit,
    after:
      after === null
        ? null
        : { time: after.time, id: source === after.source ? after.id : null, withTime: source > after.source },
  })
  const entries: AuditEntry[] = []
  if (kind === null || kind === 'changes')
    for (const change of await readWritten(admin, filter, query(0)))
      entries.push({ place: { time: change.time, source: 0, id: String(change.id) }, change })
  const plain = model === null && action === null && means === null
  for (const [i, source] of readableSources(admin).entries())
    if (plain && (kind === null || kind === source.name))
      for (const line of await source.read(query(i + 1)))
        entries.push({ place: { time: line.time, source: i + 1, id: line.id }, line })
  return entries
    .sort((a, b) => b.place.time.getTime() - a.place.time.getTime() || a.place.source - b.place.source)
    .slice(0, limit)
}

async function readWritten(
  admin: AdminRequest,
  { model, action, means }: AuditFilter,
  { people, from, to, after, limit }: AuditQuery,
): Promise<Written[]> {
  let rows: AnyQuerySet = untyped(RecordChange).all()
  if (model !== null) rows = rows.filter({ contentType: await contentTypeKey(model.info) })
  else if (!admin.user.isSuperuser) {
    const types = await Promise.all(auditedModels(admin).map(({ info }) => contentTypeKey(info)))
    rows = rows.filter({ contentType__in: types })
  }
  if (people !== null) rows = rows.filter({ user__in: people })
  if (action !== null) rows = rows.filter({ action })
  if (means !== null) rows = rows.filter({ via__startswith: means })
  if (from !== null) rows = rows.filter({ time__gte: from })
  if (to !== null) rows = rows.filter({ time__lt: to })
  if (after !== null) {
    const older = rows.filter({ [after.withTime && after.id === null ? 'time__lte' : 'time__lt']: after.time })
    rows = after.id === null ? older : older.or(rows.filter({ time: after.time, id__lt: after.id }))
  }
  const found = await rows.selectRelated('contentType').orderBy('-time', '-id').slice(0, limit)
  return found.map((row) => writtenOf(admin, row))
}

/** A place as the address has it: '1764450000000.0.17'. */
export function placeText({ time, source, id }: AuditPlace): string {
  return `${time.getTime()}.${source}.${id}`
}

export function readPlace(text: string | null): AuditPlace | null {
  const [, time, source, id] = /^(\d{1,15})\.(\d)\.(\d{1,18})$/.exec(text ?? '') ?? []
  return time === undefined ? null : { time: new Date(Number(time)), source: Number(source), id: id! }
}
