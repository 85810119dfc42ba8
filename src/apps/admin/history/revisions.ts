import type { ModelInfo } from '../../../data/query/index.ts'
import { gettext } from '../../../web/i18n/index.ts'
import { fill } from '../format.ts'
import { capitalise } from '../paths.ts'
import type { AnyRow } from '../registration.ts'
import type { AdminRequest } from '../request.ts'
import { type FieldDiff, fieldDiff, wantNames } from './field-diff.ts'
import { RowNames } from './names.ts'
import type { Written } from './read.ts'
import { maySeeRows, rowsDiffer, seenFields } from './seen.ts'
import type { FieldChange, FieldChanges } from './values.ts'

/** What one person did to a row at once: its own changes as one, and those of the rows in its form. */
export interface Revision {
  /** The newest record of it. */
  readonly last: Written
  readonly oldest: Written
  readonly action: Written['action'] | 'related'
  readonly changes: FieldChanges
  readonly children: readonly Written[]
}

/** The records of a row's history, newest first, put together by what was done at once. */
export function revisionsOf(info: ModelInfo, key: string, records: readonly Written[]): Revision[] {
  const groups: Written[][] = []
  for (const record of records) {
    const group = groups.at(-1)
    const [first] = group ?? []
    const isSame = first !== undefined && record.batch !== null && record.batch === first.batch
    if (isSame && record.via === first.via) group!.push(record)
    else groups.push([record])
  }
  return groups.map((group) => {
    const own = group.filter((each) => each.info?.concrete === info.concrete && each.objectId === key)
    const children = group.filter((each) => !own.includes(each))
    const action = own.find(({ action: did }) => did !== 'changed')?.action ?? (own.length > 0 ? 'changed' : 'related')
    return {
      last: group[0]!,
      oldest: group.at(-1)!,
      action,
      changes: together(own.toReversed().map(({ changes }) => changes)),
      children,
    }
  })
}

/** Changes one after the other, oldest first, as one. */
export function together(all: readonly FieldChanges[]): FieldChanges {
  const out = new Map<string, FieldChange>()
  for (const changes of all)
    for (const [name, change] of Object.entries(changes)) {
      const known = out.get(name)
      out.set(name, known === undefined ? change : joined(known, change))
    }
  return Object.fromEntries([...out].filter(([, change]) => !isNothing(change)))
}

function joined(first: FieldChange, then: FieldChange): FieldChange {
  if ('untold' in first || 'untold' in then) return 'untold' in first ? first : then
  if ('added' in first || 'added' in then) {
    if (!('added' in first && 'added' in then)) return then
    const without = (keys: readonly unknown[], others: readonly unknown[]) => {
      const gone = new Set(others.map(String))
      return keys.filter((key) => !gone.has(String(key)))
    }
    return {
      added: [...without(first.added, then.removed), ...without(then.added, first.removed)],
      removed: [...without(first.removed, then.added), ...without(then.removed, first.added)],
    }
  }
  return [first[0], then[1]]
}

function isNothing(change: FieldChange): boolean {
  if ('untold' in change) return false
  if ('added' in change) return change.added.length === 0 && change.removed.length === 0
  return JSON.stringify(change[0]) === JSON.stringify(change[1])
}

/** A revision with its fields drawn, as far as this person may see them. */
export interface DrawnRevision {
  readonly revision: Revision
  readonly fields: readonly FieldDiff[]
  /** Fields changed that this person does not see. */
  readonly isPartial: boolean
  readonly more: number
}

/** Rows of a form that one revision names. */
const mostChildren = 20

/** Draws revisions: with one query for each model whose rows they name. */
export async function drawRevisions(
  admin: AdminRequest,
  info: ModelInfo,
  row: AnyRow | null,
  revisions: readonly Revision[],
): Promise<DrawnRevision[]> {
  const names = new RowNames(admin)
  const infos = new Set([info, ...revisions.flatMap(({ children }) => children.map((each) => each.info))])
  const seen = new Map<ModelInfo, (name: string) => boolean>()
  for (const each of infos)
    if (each !== undefined && (each === info || maySeeRows(admin, each)))
      seen.set(each, await seenFields(admin, each, each === info ? row : null))
  const isSeen = (each: ModelInfo | undefined, name: string) => each !== undefined && (seen.get(each)?.(name) ?? false)
  for (const { changes, children } of revisions) {
    for (const [name, change] of Object.entries(changes)) if (isSeen(info, name)) wantNames(info, name, change, names)
    for (const child of children.slice(0, mostChildren))
      for (const [name, change] of Object.entries(child.changes))
        if (child.action === 'changed' && isSeen(child.info, name)) wantNames(child.info!, name, change, names)
  }
  // Whether a row of the form is this person's to see, where that depends on the row, only the row itself can say.
  const ruled = new Set([...seen.keys()].filter((each) => each !== info && rowsDiffer(admin, each)))
  for (const { children } of revisions)
    for (const child of children)
      if (child.info !== undefined && ruled.has(child.info)) names.want(child.info, child.objectId)
  await names.load()
  const context = { names, zone: admin.zone }
  const mayTell = ({ info: of, objectId }: Written) =>
    of !== undefined && seen.has(of) && (!ruled.has(of) || names.has(of, objectId))
  return revisions.map((revision) => {
    const own = Object.entries(revision.changes).filter(([name]) => isSeen(info, name))
    const children = revision.children.filter(mayTell)
    const told = revision.action === 'added' ? [] : own.map(([name, change]) => fieldDiff(info, name, change, context))
    const below = children.slice(0, mostChildren).flatMap((child) => childDiffs(child, isSeen, context))
    return {
      revision,
      fields: [...told, ...below],
      isPartial: own.length < Object.keys(revision.changes).length,
      more: Math.max(0, children.length - mostChildren),
    }
  })
}

function childDiffs(
  child: Written,
  isSeen: (info: ModelInfo | undefined, name: string) => boolean,
  context: Parameters<typeof fieldDiff>[3],
): FieldDiff[] {
  const info = child.info!
  const model = capitalise(info.verboseName)
  const mark = (text: string) => [{ text: fill(text, { name: child.objectRepr }), marked: true }]
  const whole = { name: '', label: model, was: [], now: [], note: '' }
  if (child.action === 'added') return [{ ...whole, now: mark(gettext('Added “%(name)s”')) }]
  if (child.action === 'deleted') return [{ ...whole, was: mark(gettext('Removed “%(name)s”')) }]
  return Object.entries(child.changes)
    .filter(([name]) => isSeen(info, name))
    .map(([name, change]) => {
      const diff = fieldDiff(info, name, change, context)
      return { ...diff, label: fill(gettext('%(name)s: %(field)s'), { name: child.objectRepr, field: diff.label }) }
    })
}
