import { untyped } from '../../../data/orm/index.ts'
import type { ModelInfo } from '../../../data/query/index.ts'
import { gettext } from '../../../web/i18n/index.ts'
import { isUserModel } from '../access.ts'
import { ago, count, fill, listed, localTime } from '../format.ts'
import {
  type AuditEntry,
  type AuditFilter,
  auditedModels,
  mayAudit,
  placeText,
  readAudit,
  readableSources,
  readPlace,
} from '../history/audit.ts'
import { userInfo, type Written } from '../history/read.ts'
import { registrationOf, seenFields } from '../history/seen.ts'
import { meansOf } from '../history/told.ts'
import { beginning, calendarPeriod, type Period } from '../list/periods.ts'
import { page } from '../page.ts'
import { capitalise, fieldName } from '../paths.ts'
import { type AdminRequest, rowUrl } from '../request.ts'
import { noSuchPage } from './stop.ts'

const perPage = 50
/** People that a text finds. */
const mostPeople = 200
/** Fields that a line names. */
const mostFields = 4

/** Everything that was done on the site: changes of rows, and what other apps know of log-ins. */
export async function auditView(admin: AdminRequest): Promise<Response> {
  if (!mayAudit(admin)) return noSuchPage(admin)
  const { query } = admin.request
  const filter = await filterOf(admin)
  const found = await readAudit(admin, filter, perPage + 1)
  const shown = found.slice(0, perPage)
  const next = new URLSearchParams(query)
  if (found.length > perPage) next.set('after', placeText(shown.at(-1)!.place))
  const text = (name: string) => query.get(name) ?? ''
  return page(admin, 'audit.html', {
    title: gettext('Audit log'),
    crumbs: [{ label: gettext('Audit log'), url: null }],
    here: 'audit',
    context: {
      entries: await drawEntries(admin, shown),
      nextUrl: found.length > perPage ? `?${next}` : null,
      isFiltered: [...query].some(([, value]) => value !== ''),
      person: text('person'),
      from: text('from'),
      to: text('to'),
      kinds: options(text('kind'), [
        ['changes', gettext('Changes')],
        ...readableSources(admin).map(({ name, label }) => [name, String(label)] as const),
      ]),
      models: options(
        text('model'),
        auditedModels(admin).map(({ slug, title }) => [slug, title] as const),
      ),
      actions: options(text('action'), [
        ['added', gettext('Added')],
        ['changed', gettext('Changed')],
        ['deleted', gettext('Deleted')],
      ]),
      means: options(text('means'), means()),
      clearUrl: admin.request.path,
    },
  })
}

const means = (): (readonly [string, string])[] => [
  ['form', gettext('Form')],
  ['list', gettext('List')],
  ['action:', gettext('Action')],
  ['restore', gettext('Restored version')],
  ['move', gettext('Moved before a deletion')],
  ['task:', gettext('Task')],
  ['code', gettext('Program')],
]

const options = (chosen: string, all: readonly (readonly [string, string])[]) =>
  all.map(([value, label]) => ({ value, label, chosen: value === chosen }))

async function filterOf(admin: AdminRequest): Promise<AuditFilter> {
  const { query } = admin.request
  const model = auditedModels(admin).find(({ slug }) => slug === query.get('model'))
  const action = query.get('action')
  const via = query.get('means')
  const kind = query.get('kind')
  const [from, to] = [days(query.get('from')), days(query.get('to'))]
  const begins = (date: string | null | undefined) =>
    date === null || date === undefined ? null : (beginning({ kind: 'datetime' }, date, admin.zone) as Date)
  return {
    kind: kind === 'changes' || readableSources(admin).some(({ name }) => name === kind) ? kind : null,
    people: await peopleNamed(admin, query.get('person') ?? ''),
    model: model ?? null,
    action: action === 'added' || action === 'changed' || action === 'deleted' ? action : null,
    means: means().some(([value]) => value === via) ? via : null,
    from: begins(from?.from),
    to: begins(to?.until),
    after: readPlace(query.get('after')),
  }
}

/** The day that the address names, or null. */
function days(text: string | null): Period | null {
  return /^\d{4}-\d{2}-\d{2}$/.test(text ?? '') ? calendarPeriod(text!) : null
}

/** Keys of the people whose name a text is a part of; null for no text. */
async function peopleNamed(admin: AdminRequest, text: string): Promise<readonly unknown[] | null> {
  const wanted = text.trim().slice(0, 150)
  const info = userInfo(admin)
  if (wanted === '' || info === undefined || !isUserModel({ info })) return null
  const all = untyped(info).all()
  const fields = ['username', 'firstName', 'lastName'].filter((name) => info.column(name) !== undefined)
  const [first, ...rest] = fields.map((name) => all.filter({ [`${name}__icontains`]: wanted }))
  if (first === undefined) return null
  const rows = rest.reduce((found, each) => found.or(each), first)
  return (await rows.orderBy('pk').valuesList('pk', { flat: true }).slice(0, mostPeople)) as unknown[]
}

async function drawEntries(admin: AdminRequest, entries: readonly AuditEntry[]) {
  const now = new Date()
  const seen = new Map<ModelInfo, (name: string) => boolean>()
  for (const entry of entries) {
    const info = 'change' in entry ? entry.change.info : undefined
    if (info !== undefined && !seen.has(info)) seen.set(info, await seenFields(admin, info, null))
  }
  const time = (at: Date) => ({
    when: ago(at, now, admin.zone),
    iso: at.toISOString(),
    exact: localTime(at, admin.zone).replace('T', ' '),
  })
  return entries.map((entry) =>
    'line' in entry
      ? {
          ...time(entry.line.time),
          who: entry.line.userName,
          what: String(entry.line.what),
          model: '',
          record: '',
          url: null,
          note: entry.line.about,
        }
      : { ...time(entry.change.time), ...changeLine(admin, entry.change, seen) },
  )
}

function changeLine(admin: AdminRequest, change: Written, seen: ReadonlyMap<ModelInfo, (name: string) => boolean>) {
  const { info, action } = change
  const model = info === undefined ? undefined : registrationOf(admin, info)
  const isSeen = info === undefined ? () => false : seen.get(info)!
  const names = info === undefined || action !== 'changed' ? [] : Object.keys(change.changes).filter(isSeen)
  const fields = names.slice(0, mostFields).map((name) => fieldName(info!, name))
  if (names.length > mostFields)
    fields.push(fill(gettext('%(count)s more'), { count: count(names.length - mostFields) }))
  const did = { added: gettext('Added'), changed: gettext('Changed'), deleted: gettext('Deleted') }[action]
  return {
    who: change.userName || (change.via.startsWith('task:') ? change.via.slice(5) : gettext('A program')),
    what: fields.length === 0 ? did : fill(gettext('%(did)s: %(fields)s'), { did, fields: listed(fields) }),
    model: capitalise(info?.verboseName ?? gettext('record')),
    record: change.objectRepr,
    url: model === undefined ? null : `${rowUrl(admin, model, change.objectId, 'history')}#c${String(change.id)}`,
    note: meansOf(model, change),
  }
}
