import type { ModelInfo } from '../../../data/query/index.ts'
import { gettext } from '../../../web/i18n/index.ts'
import { storedTexts } from '../form/save/values.ts'
import { versionOf } from '../form/save/version.ts'
import type { ModelAdmin } from '../model-admin.ts'
import type { AnyRow } from '../registration.ts'
import type { AdminRequest } from '../request.ts'
import { type FieldDiff, fieldDiff, wantNames } from './field-diff.ts'
import { RowNames } from './names.ts'
import { seenFields } from './seen.ts'
import { isSame, keysNow, stateThen, type ThenValue } from './then.ts'
import { asJson, type FieldChange } from './values.ts'

/** What restoring a version would do. */
export interface Restoring {
  /** What changes: field by field, from now to then. */
  readonly diffs: readonly FieldDiff[]
  /** What a form is sent for these fields. */
  readonly data: Readonly<Record<string, unknown>>
  /** What cannot be as it was, and why. */
  readonly impossible: readonly { readonly label: string; readonly reason: string }[]
  /** The mark of what these fields hold now. */
  readonly version: string
}

/** Holds a row as it was after a record against what it is; null where it cannot be known. `model` is what this person may write of the row. */
export async function restoringOf(
  admin: AdminRequest,
  model: ModelAdmin,
  row: AnyRow,
  version: string,
): Promise<Restoring | null> {
  const info = model.info.concrete
  const then = await stateThen(info, row, version)
  if (then === null) return null
  const isSeen = await seenFields(admin, info, row)
  const names = new RowNames(admin)
  const changed: { name: string; then: ThenValue; change: FieldChange }[] = []
  for (const [name, value] of then) {
    if (!isSeen(name) || !isKnown(info, name)) continue
    const keys = 'keys' in value ? await keysNow(row, name) : null
    if (isSame(info, row, name, value, keys)) continue
    const change = changeBack(info, row, name, value, keys ?? [])
    wantNames(info, name, change, names)
    changed.push({ name, then: value, change })
  }
  await names.load()
  const context = { names, zone: admin.zone }
  const diffs: FieldDiff[] = []
  const data: Record<string, unknown> = {}
  const impossible: { label: string; reason: string }[] = []
  for (const { name, then: value, change } of changed) {
    const { there, gone } = withoutGone(info, name, change, names)
    const diff = fieldDiff(info, name, there, context)
    const reason = gone.length > 0 ? gettext('What it named is not there any more.') : whyNot(info, model, name, value)
    if (reason !== null) impossible.push({ label: diff.label, reason })
    if (reason !== null && (gone.length === 0 || !('added' in there))) continue
    // Of several rows those that are there are restored.
    if ('added' in there && there.added.length + there.removed.length === 0) continue
    if (!model.editable.includes(name)) continue
    diffs.push(diff)
    data[name] = sentValue(info, name, value, new Set(gone.map(String)))
  }
  const texts = await storedTexts(info, row, Object.keys(data))
  return { diffs, data, impossible, version: versionOf(texts) }
}

const isKnown = (info: ModelInfo, name: string) =>
  info.column(name) !== undefined || info.relations.get(name)?.field?.type === 'manyToMany'

function changeBack(
  info: ModelInfo,
  row: AnyRow,
  name: string,
  then: ThenValue,
  keys: readonly unknown[],
): FieldChange {
  if ('untold' in then) return { untold: info.column(name)?.field.describe().secret === true ? 'secret' : 'large' }
  if ('keys' in then) {
    const [before, now] = [new Set(then.keys.map(String)), new Set(keys.map(String))]
    return {
      added: then.keys.filter((key) => !now.has(String(key))),
      removed: keys.filter((key) => !before.has(String(key))),
    }
  }
  const column = info.column(name)!
  return [asJson(column, row[column.attribute]), then.value]
}

/** Why a field cannot be as it was; null where it can. */
function whyNot(info: ModelInfo, model: ModelAdmin, name: string, then: ThenValue): string | null {
  if ('untold' in then) return gettext('What it was is not written down.')
  if (!model.editable.includes(name)) return gettext('It is not changed here.')
  const column = info.column(name)
  return column?.field.describe().kind === 'file' ? gettext('Files of the past are not kept.') : null
}

/** A change to what rows a relation names, without those that are gone, or that this person does not see. */
function withoutGone(
  info: ModelInfo,
  name: string,
  change: FieldChange,
  names: RowNames,
): { readonly there: FieldChange; readonly gone: readonly unknown[] } {
  const relation = info.relations.get(name)
  if (relation === undefined || 'untold' in change) return { there: change, gone: [] }
  const isGone = (key: unknown) => key !== null && !names.has(relation.to, key)
  if (!('added' in change)) return { there: change, gone: isGone(change[1]) ? [change[1]] : [] }
  const gone = change.added.filter(isGone)
  return { there: { ...change, added: change.added.filter((key) => !isGone(key)) }, gone }
}

/** A value as a form is sent it. */
function sentValue(info: ModelInfo, name: string, then: ThenValue, gone: ReadonlySet<string>): unknown {
  if ('keys' in then) return then.keys.map(String).filter((key) => !gone.has(key))
  const value = 'value' in then ? then.value : null
  const kind = info.column(name)?.field.describe().kind
  if (kind === 'json') return JSON.stringify(value)
  return value ?? ''
}
