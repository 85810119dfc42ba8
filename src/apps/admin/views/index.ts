import { Max, untyped } from '../../../data/orm/index.ts'
import { gettext } from '../../../web/i18n/index.ts'
import { isRuled, mayAdd, mayEnter, mayView, visibleRows } from '../access.ts'
import { ago, count, fill, initials, inSentence, listed, longDate, title } from '../format.ts'
import { loggedFields } from '../log.ts'
import type { ModelAdmin } from '../model-admin.ts'
import { actionFlags, LogEntry } from '../models.ts'
import { page } from '../page.ts'
import type { AnyRow } from '../registration.ts'
import { type AdminRequest, addUrl, describeUser, listUrl, rowUrl } from '../request.ts'

/** What was done, as a sentence: of oneself, and of others. `%(fields)s` is there where the log names some. */
function sentence(flag: number, own: boolean, withFields: boolean): string {
  if (flag === actionFlags.added) return own ? gettext('%(you)s added %(what)s') : gettext('%(who)s added %(what)s')
  if (flag === actionFlags.deleted)
    return own ? gettext('%(you)s deleted %(what)s') : gettext('%(who)s deleted %(what)s')
  if (flag !== actionFlags.changed)
    return own ? gettext('%(you)s worked on %(what)s') : gettext('%(who)s worked on %(what)s')
  if (withFields)
    return own ? gettext('%(you)s changed %(fields)s of %(what)s') : gettext('%(who)s changed %(fields)s of %(what)s')
  return own ? gettext('%(you)s changed %(what)s') : gettext('%(who)s changed %(what)s')
}

/** A sentence in pieces, so that the template can mark who did it and link to what it was done to. */
function pieces(message: string, fields: string): { readonly kind: 'who' | 'what' | 'text'; readonly text: string }[] {
  return message
    .split(/(%\((?:you|who|what)\)s)/)
    .filter((piece) => piece !== '')
    .map((piece) => {
      if (piece === '%(what)s') return { kind: 'what', text: '' }
      if (piece.startsWith('%(you)') || piece.startsWith('%(who)')) return { kind: 'who', text: '' }
      return { kind: 'text', text: fill(piece, { fields }) }
    })
}

/** The overview: models with their numbers, and what was done lately. */
export async function indexView(admin: AdminRequest): Promise<Response> {
  const now = new Date()
  const shown = admin.models.groups
    .map((group) => ({ ...group, models: group.models.filter((each) => mayEnter(admin, each)) }))
    .filter((group) => group.models.length > 0)
  const [changes, actions] = await Promise.all([lastChanges(admin, now), recentActions(admin, now)])
  const groups = await Promise.all(
    shown.map(async (group) => ({
      title: group.title,
      models: await Promise.all(group.models.map((each) => modelLine(admin, each, changes.get(each.info.label)))),
    })),
  )
  const today = longDate(now, admin.zone)
  return page(admin, 'index.html', {
    title: gettext('Overview'),
    context: { groups, actions, today, barred: shown.length === 0 && admin.models.groups.length > 0 },
  })
}

async function modelLine(admin: AdminRequest, model: ModelAdmin, changed: Change | undefined) {
  const seen = mayView(admin, model)
  return {
    title: model.title,
    addLabel: fill(gettext('Add to %(name)s'), { name: model.many }),
    icon: model.icon,
    url: seen ? listUrl(admin, model) : null,
    addUrl: mayAdd(admin, model) ? addUrl(admin, model) : null,
    count: seen ? count(await visibleRows(admin, model).count()) : '',
    changed: seen ? (changed ?? null) : null,
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
    const user = entry['user'] as AnyRow
    const by = isOwn(admin, user) ? gettext('by you') : fill(gettext('by %(name)s'), { name: describeUser(user).name })
    changes.set(label, { text: ago(time, now, admin.zone), iso: time.toISOString(), by })
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
    .filter(({ entry, model }) => isToBeSeen(admin, model, entry))
    .map(({ entry, model }) => {
      const user = entry['user'] as AnyRow
      const own = isOwn(admin, user)
      const { name } = describeUser(user)
      const fields = changedFields(model, entry)
      const flag = entry['actionFlag'] as number
      const time = entry['actionTime'] as Date
      const there = flag !== actionFlags.deleted && entry['objectId'] !== null
      return {
        who: own ? gettext('You') : name,
        initials: initials(own ? admin.user.name : name),
        tone: own ? 1 : 2 + (Number(user['pk']) % 2),
        pieces: pieces(sentence(flag, own, fields !== ''), fields),
        what: String(entry['objectRepr']),
        model: title(model?.one ?? labelOf(entry)?.split('.')[1] ?? gettext('record')),
        url:
          there && model !== undefined && mayView(admin, model)
            ? rowUrl(admin, model, entry['objectId'], 'change')
            : null,
        when: ago(time, now, admin.zone),
        iso: time.toISOString(),
      }
    })
}

/** One's own work is; that of others, where every row of the model is. */
function isToBeSeen(admin: AdminRequest, model: ModelAdmin | undefined, entry: AnyRow): boolean {
  if (admin.user.isSuperuser || isOwn(admin, entry['user'] as AnyRow)) return true
  return model !== undefined && mayView(admin, model) && !isRuled(admin, model)
}

function isOwn(admin: AdminRequest, user: AnyRow): boolean {
  return String(user['pk']) === String(admin.user.pk)
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

/** 'status and fee', from the entry's own JSON; nothing where it says none, or more than a line holds. */
function changedFields(model: ModelAdmin | undefined, entry: AnyRow): string {
  const fields = loggedFields(model, entry['changeMessage'])
  return fields.length === 0 || fields.length > 3 ? '' : listed(fields.map(inSentence))
}
