import type { DatabaseName } from '../../query/index.ts'
import type { AlteredTable, Fills, TableSchema } from '../../sql/index.ts'
import type { Change } from '../operations/operation.ts'
import { keyOf, type ModelState, type ProjectState, referencesOf, routed, sameState } from '../state.ts'
import { keyFieldOf } from './fields.ts'
import { tableName } from './names.ts'
import { tablesOf } from './table-of.ts'

/** Fills of one model's table. */
export interface ModelFills {
  readonly model: string
  readonly fills: Fills
}

/** How tables are brought to their new form. */
export interface ChangeOptions {
  /** Indexes are made and dropped while others write to the table. */
  readonly concurrently?: boolean
  /** New checks and foreign keys hold for rows to come only. */
  readonly unvalidated?: boolean
}

/**
 * Brings the tables from one state to the next: whatever an operation did to the state, in either direction, the
 * database follows. Tables of models that did not change are not looked at, but for those that point at a changed key.
 */
export async function changeTables(
  change: Change,
  fill: ModelFills | null = null,
  { concurrently = false, unvalidated = false }: ChangeOptions = {},
): Promise<void> {
  const { before, after, editor } = change
  const dropped: TableSchema[] = []
  const created: TableSchema[] = []
  const altered: AlteredTable[] = []
  for (const key of changedModels(before, after)) {
    const model = after.models.get(key) ?? before.models.get(key)!
    if (!change.keeps(routed(model))) continue
    const [old, next] = [tables(before, key, editor.database), tables(after, key, editor.database)]
    for (const [part, table] of old) if (!next.has(part)) dropped.push(table)
    for (const [part, to] of next) {
      const from = old.get(part)
      if (from === undefined) created.push(to)
      else if (!sameState(from, to)) {
        const fills = part === '' && fill?.model === key ? fill.fills : undefined
        altered.push({ from, to, ...(fills && { fills }), ...(unvalidated && { unvalidated }) })
      }
    }
  }
  if (concurrently) for (const table of altered) await editor.changeIndexes(table)
  else await editor.change({ created, altered, dropped })
}

function tables(state: ProjectState, key: string, database: DatabaseName): ReadonlyMap<string, TableSchema> {
  const model = state.models.get(key)
  return model === undefined ? new Map() : tablesOf(state, model, database)
}

/** Models that differ, and those that keep keys of one whose key or table differs. */
function changedModels(before: ProjectState, after: ProjectState): ReadonlySet<string> {
  const keys = new Set([...before.models.keys(), ...after.models.keys()])
  const changed = new Set([...keys].filter((key) => before.models.get(key) !== after.models.get(key)))
  const pending = [...changed]
  for (let key = pending.pop(); key !== undefined; key = pending.pop()) {
    if (sameTarget(before.models.get(key), after.models.get(key))) continue
    for (const [other, model] of after.models) {
      if (changed.has(other) || !Object.values(model.fields).some((field) => referencesOf(field).includes(key)))
        continue
      changed.add(other)
      pending.push(other)
    }
  }
  return changed
}

/** Whether both look the same to a table that points at them. */
function sameTarget(a: ModelState | undefined, b: ModelState | undefined): boolean {
  if (a === undefined || b === undefined) return a === b
  return tableName(a) === tableName(b) && sameState(keyFieldOf(a), keyFieldOf(b))
}

/** The fills of one model, by its name. */
export function fillsFor(app: string, model: string, fills: Fills): ModelFills {
  return { model: keyOf(app, model), fills }
}
