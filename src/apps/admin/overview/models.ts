import { Max, untyped } from '../../../data/orm/index.ts'
import { gettext } from '../../../web/i18n/index.ts'
import { isRuled, mayAdd, mayEnter, mayView, visibleRows } from '../access.ts'
import { ago, count, fill } from '../format.ts'
import { countMatches } from '../list/pages/count.ts'
import type { ModelAdmin } from '../model-admin.ts'
import { LogEntry } from '../models.ts'
import type { AnyRow } from '../registration.ts'
import { type AdminRequest, addUrl, describeUser, listUrl } from '../request.ts'
import type { ResolvedSite } from '../site.ts'
import { amongNewest, isOwn, labelOf } from './log-window.ts'

type Group = ResolvedSite['groups'][number]

/** The apps of which this person may do anything, with those of their models alone. */
export function openGroups(admin: AdminRequest): Group[] {
  return admin.models.groups
    .map((group) => ({
      label: group.label,
      title: group.title,
      models: group.models.filter((each) => mayEnter(admin, each)),
    }))
    .filter((group) => group.models.length > 0)
}

/** The address of an app's own page. */
export function appUrl({ root }: AdminRequest, label: string): string {
  return `${root}${label}/`
}

/** Models with their numbers and last changes, by app. */
export async function modelTable(admin: AdminRequest, groups: readonly Group[], now: Date) {
  const changes = await lastChanges(admin, now)
  return Promise.all(
    groups.map(async (group) => ({
      title: group.title,
      url: appUrl(admin, group.label),
      models: await Promise.all(group.models.map((each) => modelLine(admin, each, changes.get(each.info.label)))),
    })),
  )
}

async function modelLine(admin: AdminRequest, model: ModelAdmin, changed: Change | undefined) {
  const seen = mayView(admin, model)
  return {
    title: model.title,
    addLabel: fill(gettext('Add to %(name)s'), { name: model.many }),
    icon: model.icon,
    url: seen ? listUrl(admin, model) : null,
    addUrl: mayAdd(admin, model) ? addUrl(admin, model) : null,
    count: seen ? await size(admin, model) : '',
    // Who changed a row says something of it, also where the row is not theirs to see.
    changed: seen && (admin.user.isSuperuser || !isRuled(admin, model)) ? (changed ?? null) : null,
  }
}

/** How far the rows of a model are counted: with no condition that is cheap. */
const farthest = 10_000

/** '137', '10,000+' or '~340,000': what is long is not counted to its end. */
async function size(admin: AdminRequest, model: ModelAdmin): Promise<string> {
  const { count: value, sure } = await countMatches(model.info, visibleRows(admin, model), farthest)
  return `${sure === 'about' ? '~' : ''}${count(value)}${sure === 'more' ? '+' : ''}`
}

interface Change {
  readonly text: string
  readonly iso: string
  readonly by: string
}

/** Who changed a row of each model last, by the model's label: four queries, however many models there are. */
async function lastChanges(admin: AdminRequest, now: Date): Promise<Map<string, Change>> {
  const newest = await untyped(LogEntry)
    .filter(await amongNewest())
    .orderBy()
    .values('contentType')
    .annotate({ newest: Max('id') })
  const keys = newest.map((group) => group['newest']).filter((key) => key !== null)
  if (keys.length === 0) return new Map()
  const entries = await untyped(LogEntry).filter({ pk__in: keys }).selectRelated('user', 'contentType')
  const changes = new Map<string, Change>()
  for (const entry of entries) {
    const label = labelOf(entry)
    const time = entry['actionTime'] as Date
    if (label === null) continue
    const user = entry['user'] as AnyRow
    const by = isOwn(admin, user) ? gettext('by you') : fill(gettext('by %(name)s'), { name: describeUser(user).name })
    changes.set(label, { text: ago(time, now, admin.zone), iso: time.toISOString(), by })
  }
  return changes
}
