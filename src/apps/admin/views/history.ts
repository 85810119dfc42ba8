import { gettext, ngettext } from '../../../web/i18n/index.ts'
import { mayChangeRow } from '../access.ts'
import { forUser } from '../for-user.ts'
import { count, fill } from '../format.ts'
import {
  firstTime,
  olderEntries,
  peopleOf,
  readChanges,
  recordKey,
  userKey,
  type Wanted,
  type Written,
} from '../history/read.ts'
import { type DrawnRevision, drawRevisions, revisionsOf } from '../history/revisions.ts'
import { dependsOnRow, seenFields } from '../history/seen.ts'
import { tell } from '../history/told.ts'
import { keyFrom } from '../keys.ts'
import { fieldLabel, loggedFields } from '../log.ts'
import type { ModelAdmin } from '../model-admin.ts'
import { actionFlags } from '../models.ts'
import { page } from '../page.ts'
import type { AnyRow } from '../registration.ts'
import { type AdminRequest, describeUser, listUrl, readRow, rowUrl } from '../request.ts'
import { noSuchRow } from './stop.ts'

/** Records that one page reads. */
const perPage = 60
/** Lines of the older log. */
const mostOlder = 50

/** Spans of time to choose from: days back. */
const spans: Readonly<Record<string, number>> = { day: 1, week: 7, month: 31, year: 366 }

/** Who changed a row, when, by what means and what: newest first. Of a row that is gone too, for who may see every row of the model. */
export async function historyView(admin: AdminRequest, shown: ModelAdmin, { id }: { id: string }): Promise<Response> {
  const key = keyFrom(shown, id)
  const row = key === undefined ? null : await readRow(admin, shown, key)
  if (key === undefined || (row === null && dependsOnRow(admin, shown))) return noSuchRow(admin, shown, id)
  const info = shown.info.concrete
  const text = String(key)
  const wanted = await wantedOf(admin, shown, row)
  const records = await readChanges(admin, info, text, wanted, perPage + 1)
  const hasMore = records.length > perPage
  let revisions = revisionsOf(info, text, records.slice(0, perPage))
  // What was done at once stays on one page.
  if (hasMore && revisions.length > 1) revisions = revisions.slice(0, -1)
  const older = hasMore || wanted.field !== null || wanted.since !== null ? [] : await olderLines(shown, text, wanted)
  if (row === null && revisions.length === 0 && older.length === 0 && isPlain(wanted))
    return noSuchRow(admin, shown, id)
  const drawn = await drawRevisions(admin, info, row, revisions)
  const name = row === null ? (revisions[0]?.last.objectRepr ?? text) : String(row)
  const mayRestore = row !== null && (await mayChangeRow(admin, shown, row))
  const own = rowUrl(admin, shown, key, 'history')
  const now = new Date()
  const newest = wanted.before === null && wanted.person === null && wanted.field === null
  return page(admin, 'history.html', {
    title: `${gettext('History')}: ${name}`,
    crumbs: [
      { label: shown.title, url: listUrl(admin, shown) },
      { label: name, url: row === null ? null : rowUrl(admin, shown, key, 'change') },
      { label: gettext('History'), url: null },
    ],
    model: shown,
    context: {
      heading: name,
      isGone: row === null,
      kind: shown.one,
      changeUrl: row === null ? null : rowUrl(admin, shown, key, 'change'),
      people: withChosen(await peopleOf(info, text), wanted.person),
      fields: await fieldChoices(admin, shown, row, wanted.field),
      spans: spanChoices(admin.request.query.get('when')),
      isFiltered: !isPlain(wanted),
      clearUrl: own,
      revisions: [
        ...drawn.map((each, i) =>
          revisionView(admin, shown, each, now, mayRestore && !(newest && i === 0) ? own : null),
        ),
        ...older.map((entry) => olderView(admin, shown, entry, now)),
      ],
      beforeUrl: mayRestore && !hasMore && canGoBefore(revisions) && isPlain(wanted) ? `${own}0/` : null,
      nextUrl: hasMore ? nextUrl(admin, revisions.at(-1)!) : null,
    },
  })
}

async function wantedOf(admin: AdminRequest, model: ModelAdmin, row: AnyRow | null): Promise<Wanted> {
  const { query } = admin.request
  const field = query.get('field')
  const isSeen = await seenFields(admin, model.info, row)
  const known = field !== null && isField(model, field) && isSeen(field)
  const days = spans[query.get('when') ?? '']
  return {
    before: recordKey(query.get('before')),
    person: userKey(admin, query.get('person')),
    field: known ? field : null,
    since: days === undefined ? null : new Date(Date.now() - days * 86_400_000),
  }
}

const isField = ({ info }: ModelAdmin, name: string) =>
  info.column(name)?.property === name || info.relations.get(name)?.field?.type === 'manyToMany'

const isPlain = ({ before, person, field, since }: Wanted) =>
  before === null && person === null && field === null && since === null

async function olderLines(model: ModelAdmin, key: string, { person }: Wanted) {
  return olderEntries(model.info, key, await firstTime(model.info.concrete, key), person, mostOlder)
}

/** Whether the row was there before the first change that is known of it. */
function canGoBefore(revisions: ReturnType<typeof revisionsOf>): boolean {
  return revisions.at(-1)?.action === 'changed'
}

function revisionView(
  admin: AdminRequest,
  model: ModelAdmin,
  { revision, fields, isPartial, more }: DrawnRevision,
  now: Date,
  restoreUrl: string | null,
) {
  const { last, action } = revision
  const labels = action === 'changed' ? fields.filter(({ name }) => name !== '').map(({ label }) => label) : []
  const canRestore = restoreUrl !== null && action !== 'deleted' && action !== 'related'
  return {
    id: String(last.id),
    ...tell(admin, model, last, action, isPartial ? [] : [...new Set(labels)], now),
    fields,
    more:
      more === 0 ? '' : fill(ngettext('%(count)s more record', '%(count)s more records', more), { count: count(more) }),
    restoreUrl: canRestore ? `${restoreUrl}${String(last.id)}/` : null,
  }
}

/** A line of Django's log: it knows which fields changed. */
function olderView(admin: AdminRequest, model: ModelAdmin, entry: AnyRow, now: Date) {
  const user = entry['user'] as AnyRow
  const flag = entry['actionFlag'] as number
  const did = flag === actionFlags.added ? 'added' : flag === actionFlags.deleted ? 'deleted' : 'changed'
  const record = {
    time: entry['actionTime'] as Date,
    userKey: user['pk'],
    userName: describeUser(user).name,
    impersonator: '',
    via: 'form',
  } satisfies Partial<Written>
  const labels = admin.user.isSuperuser ? loggedFields(model, entry['changeMessage']) : []
  return {
    id: `log-${entry['pk']}`,
    ...tell(admin, model, record, did, labels, now),
    fields: [],
    more: '',
    restoreUrl: null,
  }
}

function withChosen(people: readonly { key: string; name: string }[], chosen: string | null) {
  return people.map((person) => ({ ...person, chosen: person.key === chosen }))
}

async function fieldChoices(admin: AdminRequest, shown: ModelAdmin, row: AnyRow | null, chosen: string | null) {
  const model = row === null ? shown : await forUser(admin, shown, row)
  const names = model.sections.flatMap(({ lines }) => lines.flat()).filter((name) => isField(model, name))
  return names.map((name) => ({ name, label: fieldLabel(model, name), chosen: name === chosen }))
}

function spanChoices(chosen: string | null) {
  const labels: Readonly<Record<string, string>> = {
    day: gettext('Since yesterday'),
    week: gettext('Last 7 days'),
    month: gettext('Last 31 days'),
    year: gettext('Last year'),
  }
  return Object.keys(spans).map((value) => ({ value, label: labels[value]!, chosen: value === chosen }))
}

function nextUrl({ request }: AdminRequest, { oldest }: ReturnType<typeof revisionsOf>[number]): string {
  const query = new URLSearchParams(request.query)
  query.set('before', String(oldest.id))
  return `?${query}`
}
