import { type AnyQuerySet, atomic, untyped } from '../../../data/orm/index.ts'
import { redirect } from '../../../web/http/index.ts'
import { gettext, ngettext } from '../../../web/i18n/index.ts'
import { tryMessages } from '../../messages/index.ts'
import { isLastSuperuser, isUserModel, lastSuperuser, lastSuperusers, mayDelete } from '../access.ts'
import { consequence, drawImpact } from '../delete/draw-impact.ts'
import { type Blocker, impactOf, sumOf } from '../delete/impact.ts'
import { deleteRow } from '../delete/run.ts'
import { labelled, rowLabel } from '../form/relations/row-choices.ts'
import { isRefusal } from '../form/save/refusal.ts'
import { count, fill, plural } from '../format.ts'
import { recordingAs } from '../history/context.ts'
import { runnableRows } from '../list/actions/may-run.ts'
import type { LeftRow } from '../list/actions/words.ts'
import type { ModelAdmin } from '../model-admin.ts'
import { page } from '../page.ts'
import { type AdminRequest, listUrl, rowUrl } from '../request.ts'
import { forbidden } from './stop.ts'

/** Rows that are deleted at once: each by itself, with its events and its line in the log. */
const mostRows = 1000
/** Rows that the page names, of those that go and of those that are left. */
const mostNamed = 20
/** Rows asked about one by one, where what is in the way hangs on rows that would go with them. */
const mostAsked = 100

/**
 * Asks before chosen rows of a list are deleted, and deletes them: those that are not this person's to delete, and those that something
 * needs, are named and left. `back` is the list that one came from. Called for the form of the list, and again for its own, which
 * sends the keys (`_keys`) and `_confirmed`, the number of rows that were asked about.
 */
export async function deleteSelectedView(
  admin: AdminRequest,
  model: ModelAdmin,
  chosen: AnyQuerySet,
  back: string,
): Promise<Response> {
  if (!mayDelete(admin, model)) return forbidden(admin, model, 'delete')
  const keys = await keysOf(chosen)
  if (keys.length > mostRows) return refuse(admin, back, tooMany())
  const rows = untyped(model.info).filter({ pk__in: keys }).orderBy()
  const split = await splitRows(admin, model, rows, keys)
  if (split === null)
    return refuse(admin, back, gettext('These are too many rows to ask about one by one. Select fewer.'))
  const sent = admin.request.method === 'POST' ? await admin.request.form() : null
  const confirmed = String(sent?.get('_confirmed') ?? '')
  if (confirmed === '') return question(admin, model, { ...split, back })
  if (confirmed !== String(split.free.length) || split.free.length === 0)
    return question(admin, model, {
      ...split,
      back,
      problem: gettext('Meanwhile something changed. Look again before you go on.'),
    })
  const problem = await remove(admin, model, split.free)
  if (problem !== null) return question(admin, model, { ...split, back, problem })
  const done = fill(gettext('Deleted: %(rows)s.'), { rows: plural(split.free.length, model.one, model.many) })
  const left = split.left.length + split.leftMore
  const also =
    left === 0
      ? ''
      : ` ${fill(ngettext('%(count)s was left as it is.', '%(count)s were left as they are.', left), { count: count(left) })}`
  tryMessages(admin.request)?.[left === 0 ? 'success' : 'warning'](`${done}${also}`)
  return redirect(back, { status: 303 })
}

async function keysOf(rows: AnyQuerySet): Promise<readonly unknown[]> {
  return (await rows
    .orderBy('pk')
    .valuesList('pk', { flat: true })
    .slice(0, mostRows + 1)) as unknown[]
}

const tooMany = () =>
  fill(ngettext('At most %(count)s row is deleted at once.', 'At most %(count)s rows are deleted at once.', mostRows), {
    count: count(mostRows),
  })

function refuse(admin: AdminRequest, back: string, text: string): Response {
  tryMessages(admin.request)?.error(text)
  return redirect(back, { status: 303 })
}

interface Split {
  /** Keys of what can be deleted. */
  readonly free: readonly unknown[]
  readonly left: readonly LeftRow[]
  /** Further ones that are left, beyond those named. */
  readonly leftMore: number
}

/** Which of the rows can be deleted, and why not the others; null where so many cannot be told apart. */
async function splitRows(
  admin: AdminRequest,
  model: ModelAdmin,
  rows: AnyQuerySet,
  keys: readonly unknown[],
): Promise<Split | null> {
  const allowed = await runnableRows(admin, model, { permissions: ['delete'] }, rows)
  if (allowed === null) return null
  const reasons = new Map<unknown, string>()
  if (isUserModel(model))
    for (const key of await lastSuperusers(untyped(model.info).all(), rows)) reasons.set(key, lastSuperuser())
  if (allowed.rows !== rows) {
    const may = new Set((await allowed.rows.orderBy().valuesList('pk', { flat: true })) as unknown[])
    for (const key of keys) if (!may.has(key) && !reasons.has(key)) reasons.set(key, gettext('you may not delete it'))
  }
  const { blocks } = await impactOf(admin, model.info, allowed.rows)
  for (const each of blocks) if (each.direct) await addBlocked(each, rows, reasons)
  if (blocks.some(({ direct }) => !direct)) {
    const unclear = keys.filter((key) => !reasons.has(key))
    if (unclear.length > mostAsked) return null
    for (const key of unclear) {
      const own = await impactOf(admin, model.info, untyped(model.info).filter({ pk: key }))
      if (own.blocks.length > 0) reasons.set(key, reasonOf(own.blocks[0]!))
    }
  }
  const named = [...reasons.keys()].slice(0, mostNamed)
  const found = await labelled(admin, model.info, untyped(model.info).filter({ pk__in: named }))
  return {
    free: keys.filter((key) => !reasons.has(key)),
    left: found.map((row) => ({ name: rowLabel(row), reason: reasons.get(row['pk']) ?? '' })),
    leftMore: reasons.size - found.length,
  }
}

/** Notes the rows that somebody needs. */
async function addBlocked(blocker: Blocker, rows: AnyQuerySet, reasons: Map<unknown, string>): Promise<void> {
  const { relation } = blocker
  if (relation.generic !== null) return
  const pointed = blocker.rows.orderBy().values(relation.near.attribute)
  const blocked = (await rows
    .filter({ [`${relation.far.property}__in`]: pointed })
    .orderBy()
    .valuesList('pk', { flat: true })) as unknown[]
  for (const key of blocked) if (!reasons.has(key)) reasons.set(key, reasonOf(blocker))
}

function reasonOf({ info, why }: Blocker): string {
  const name = info.verboseNamePlural
  return why === 'denied'
    ? fill(gettext('%(name)s would go with it, and you may not delete them'), { name })
    : fill(gettext('%(name)s need it'), { name })
}

/** Thrown out of the transaction, so that nothing is deleted. */
class LastSuperuser extends Error {}

/** Deletes rows one by one, in one transaction; a text says why nothing was done. */
async function remove(admin: AdminRequest, model: ModelAdmin, keys: readonly unknown[]): Promise<string | null> {
  try {
    await recordingAs({ via: 'action:_delete' }, () =>
      atomic(async () => {
        for (const key of keys) {
          // One of them may have gone with another.
          const row = await untyped(model.info).filter({ pk: key }).first()
          if (row === null) continue
          if (isUserModel(model) && (await isLastSuperuser(row))) throw new LastSuperuser()
          await deleteRow(admin, model, row)
        }
      }),
    )
    return null
  } catch (error) {
    if (error instanceof LastSuperuser) return lastSuperuser()
    if (isRefusal(error))
      return fill(gettext('Nothing was deleted. The database refused this: %(reason)s'), { reason: error.message })
    throw error
  }
}

interface Asked extends Split {
  readonly back: string
  readonly problem?: string
}

async function question(admin: AdminRequest, model: ModelAdmin, asked: Asked): Promise<Response> {
  const { free, left, leftMore, back, problem = '' } = asked
  const going = untyped(model.info).filter({ pk__in: free })
  const impact = free.length === 0 ? null : await impactOf(admin, model.info, going)
  const gone = impact === null ? 0 : sumOf(impact.goes)
  const named = await labelled(admin, model.info, going).slice(0, mostNamed)
  const what = plural(free.length, model.one, model.many)
  const heading =
    free.length === 0
      ? fill(gettext('None of these %(name)s can be deleted'), { name: model.many })
      : fill(gettext('Delete %(rows)s?'), { rows: what })
  return page(admin, 'delete-selected.html', {
    title: heading,
    crumbs: [
      { label: model.title, url: back },
      { label: gettext('Delete'), url: null },
    ],
    model,
    status: problem === '' ? 200 : 409,
    context: {
      heading,
      problem,
      consequence: consequence(gone),
      rowsTitle: model.title,
      rowsCount: count(free.length),
      rows: named.map((row) => ({ name: rowLabel(row), url: rowUrl(admin, model, row['pk'], 'change') })),
      more: free.length > named.length ? count(free.length - named.length) : '',
      impact: impact === null ? [] : await drawImpact(admin, model.info, impact),
      left,
      leftCount: count(left.length + leftMore),
      leftMore: leftMore === 0 ? '' : count(leftMore),
      keys: JSON.stringify(free.map(String)),
      counted: free.length,
      url: `${listUrl(admin, model)}${admin.request.query.size === 0 ? '' : `?${admin.request.query}`}`,
      back,
      action: fill(gettext('Delete %(rows)s'), { rows: what }),
    },
  })
}
