import { untyped } from '../../../data/orm/index.ts'
import type { ModelInfo } from '../../../data/query/index.ts'
import { contentTypeKey } from '../../auth/index.ts'
import { RecordChange } from '../models.ts'
import type { AnyRow } from '../registration.ts'
import { asJson, type FieldChanges } from './values.ts'

/** What a field held at some time, as JSON; not told where the record does not say. */
export type ThenValue = { readonly value: unknown } | { readonly keys: readonly unknown[] } | { readonly untold: true }

/** Changes that are gone back over. */
const most = 5000

/**
 * What the fields of a row that changed since held after the record `version` ('0': before the first): every later change is taken back, the newest
 * first. Null where that is no record of the row, or where there are too many.
 */
export async function stateThen(
  info: ModelInfo,
  row: AnyRow,
  version: string,
): Promise<ReadonlyMap<string, ThenValue> | null> {
  const own = untyped(RecordChange).filter({ contentType: await contentTypeKey(info), objectId: String(row['pk']) })
  // Of a record of a row in its form, it is the row's own state at that time.
  const later = await own
    .filter({ id__gt: version })
    .orderBy('-id')
    .only('id', 'changes')
    .slice(0, most + 1)
  if (later.length > most) return null
  const then = new Map<string, ThenValue>()
  for (const each of later)
    for (const [name, change] of Object.entries(each['changes'] as FieldChanges)) {
      if ('untold' in change) then.set(name, { untold: true })
      else if ('added' in change) {
        const known = then.get(name)
        const keys = known !== undefined && 'keys' in known ? known.keys : await keysNow(row, name)
        if (keys !== null) then.set(name, { keys: takenBack(keys, change) })
      } else then.set(name, { value: change[0] })
    }
  return then
}

/** The keys of a row's many-to-many; null where the model has none of that name any more. */
export async function keysNow(row: AnyRow, name: string): Promise<readonly unknown[] | null> {
  const many = row[name] as { load?(): Promise<readonly AnyRow[]> } | undefined
  if (typeof many?.load !== 'function') return null
  return (await many.load()).map((each) => each['pk'])
}

function takenBack(
  keys: readonly unknown[],
  { added, removed }: { readonly added: readonly unknown[]; readonly removed: readonly unknown[] },
): unknown[] {
  const gone = new Set(added.map(String))
  const left = keys.filter((key) => !gone.has(String(key)))
  const there = new Set(left.map(String))
  return [...left, ...removed.filter((key) => !there.has(String(key)))]
}

/** Whether a field holds now what it held then. */
export function isSame(info: ModelInfo, row: AnyRow, name: string, then: ThenValue, keys: readonly unknown[] | null) {
  if ('untold' in then) return false
  if ('keys' in then) return sorted(then.keys) === sorted(keys ?? [])
  const column = info.column(name)
  return column === undefined || JSON.stringify(asJson(column, row[column.attribute])) === JSON.stringify(then.value)
}

const sorted = (keys: readonly unknown[]) => keys.map(String).sort().join()
