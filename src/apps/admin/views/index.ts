import { Max, untyped } from '../../../data/orm/index.ts'
import { mayAdd, mayView } from '../access.ts'
import { ago, count, initials, title } from '../format.ts'
import type { ModelAdmin } from '../model-admin.ts'
import { actionFlags, LogEntry } from '../models.ts'
import { page } from '../page.ts'
import type { AnyRow } from '../registration.ts'
import { type AdminRequest, addUrl, describeUser, listUrl, rowUrl } from '../request.ts'

const verbs: Readonly<Record<number, string>> = {
  [actionFlags.added]: 'added',
  [actionFlags.changed]: 'changed',
  [actionFlags.deleted]: 'deleted',
}

/** The overview: models with their numbers, and what was done lately. */
export async function indexView(admin: AdminRequest): Promise<Response> {
  const now = new Date()
  const shown = admin.models.groups
    .map((group) => ({ ...group, models: group.models.filter((each) => mayView(admin, each)) }))
    .filter((group) => group.models.length > 0)
  const [changes, actions] = await Promise.all([lastChanges(admin, now), recentActions(admin, now)])
  const groups = await Promise.all(
    shown.map(async (group) => ({
      title: group.title,
      models: await Promise.all(group.models.map((each) => modelLine(admin, each, changes.get(each.info.label)))),
    })),
  )
  const today = new Intl.DateTimeFormat('en-GB', { dateStyle: 'full', timeZone: admin.zone }).format(now)
  return page(admin, 'index.html', { title: 'Overview', context: { groups, actions, today } })
}

async function modelLine(admin: AdminRequest, model: ModelAdmin, changed: Change | undefined) {
  return {
    title: model.title,
    many: model.many,
    icon: model.icon,
    url: listUrl(admin, model),
    addUrl: mayAdd(admin, model) ? addUrl(admin, model) : null,
    count: count(await untyped(model.info.model).count()),
    changed: changed ?? null,
  }
}

interface Change {
  readonly text: string
  readonly iso: string
  readonly by: string
}

/** Who changed a row of each model last, by the model's label: two queries, however many models there are. */
async function lastChanges(admin: AdminRequest, now: Date): Promise<Map<string, Change>> {
  const newest = (await untyped(LogEntry)
    .orderBy()
    .values('contentType')
    .annotate({ newest: Max('id') })) as unknown as AnyRow[]
  const keys = newest.map((group) => group['newest']).filter((key) => key !== null)
  if (keys.length === 0) return new Map()
  const entries = await untyped(LogEntry).filter({ pk__in: keys }).selectRelated('user', 'contentType')
  const changes = new Map<string, Change>()
  for (const entry of entries as unknown as AnyRow[]) {
    const label = labelOf(entry)
    const time = entry['actionTime'] as Date
    if (label === null) continue
    const by = nameOf(admin, entry['user'] as AnyRow)
    changes.set(label, { text: ago(time, now, admin.zone), iso: time.toISOString(), by: by === 'You' ? 'you' : by })
  }
  return changes
}

async function recentActions(admin: AdminRequest, now: Date) {
  const entries = await untyped(LogEntry)
    .orderBy('-actionTime', '-pk')
    .selectRelated('user', 'contentType')
    .slice(0, 10)
  return (entries as unknown as AnyRow[])
    .map((entry) => ({ entry, model: modelOf(admin, entry) }))
    .filter(({ model }) => model === undefined || mayView(admin, model))
    .map(({ entry, model }) => {
      const who = nameOf(admin, entry['user'] as AnyRow)
      const flag = entry['actionFlag'] as number
      const time = entry['actionTime'] as Date
      const here = model !== undefined && flag !== actionFlags.deleted && entry['objectId'] !== null
      return {
        who,
        initials: initials(who === 'You' ? admin.user.name : who),
        tone: who === 'You' ? 1 : 2 + (Number((entry['user'] as AnyRow)['pk']) % 2),
        did: `${verbs[flag] ?? 'worked on'}${changedFields(entry)}`,
        what: String(entry['objectRepr']),
        model: title(model?.one ?? labelOf(entry)?.split('.')[1] ?? 'record'),
        url: here ? rowUrl(admin, model, entry['objectId'], 'change') : null,
        when: ago(time, now, admin.zone),
        iso: time.toISOString(),
      }
    })
}

function nameOf(admin: AdminRequest, user: AnyRow): string {
  return String(user['pk']) === String(admin.user.pk) ? 'You' : describeUser(user).name
}

/** 'newsroom.article', or null where the model of the entry is not known any more. */
function labelOf(entry: AnyRow): string | null {
  const type = entry['contentType'] as AnyRow | null
  return type === null ? null : `${type['appLabel']}.${type['model']}`
}

function modelOf(admin: AdminRequest, entry: AnyRow): ModelAdmin | undefined {
  const info = admin.registry.byLabel(labelOf(entry) ?? '')
  return info === undefined ? undefined : admin.models.of(info)
}

/** ' status and fee of', from the entry's own JSON; nothing where it says none, or more than a line holds. */
function changedFields(entry: AnyRow): string {
  try {
    const parts = JSON.parse(String(entry['changeMessage'])) as readonly { changed?: { fields?: unknown } }[]
    const fields = parts.flatMap((part) => (Array.isArray(part.changed?.fields) ? part.changed.fields : []))
    const names = fields.map((name) => String(name).toLowerCase())
    if (names.length === 0 || names.length > 3) return ''
    const last = names.pop()!
    return ` ${names.length === 0 ? last : `${names.join(', ')} and ${last}`} of`
  } catch {
    return ''
  }
}
