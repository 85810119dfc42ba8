import type { Change } from '../operations/operation.ts'
import { keyOf, type ModelState, routed, sameState } from '../state.ts'
import { tablesOf } from './table-of.ts'

/** What got another name: a model (`newModel`), one of its fields, or only its table. */
export interface Rename {
  readonly model: string
  readonly newModel?: string
  readonly field?: { readonly from: string; readonly to: string }
}

/** Gives tables, columns and indexes their new names, data untouched; SQLite rewrites what refers to them. */
export async function renameTables({ app, before, after, editor, keeps }: Change, rename: Rename): Promise<void> {
  const renamed = keyOf(app, rename.model)
  // First what is renamed: a foreign key of another table that is put back names it as it is called then.
  const models = [...before.models].sort(([a], [b]) => Number(b === renamed) - Number(a === renamed))
  for (const [key, model] of models) {
    const next = after.models.get(key === renamed ? keyOf(app, rename.newModel ?? rename.model) : key)
    if (next === undefined || (next === model && !linksTo(model, renamed))) continue
    if (!keeps(routed(next))) continue
    const [old, now] = [tablesOf(before, model, editor.database), tablesOf(after, next, editor.database)]
    for (const [part, from] of old) {
      const to = now.get(key === renamed && part === rename.field?.from ? rename.field.to : part)
      if (to !== undefined && !sameState(from, to)) await editor.renameTable(from, to)
    }
  }
}

function linksTo(model: ModelState, key: string): boolean {
  return Object.values(model.fields).some(
    (field) => field.type === 'manyToMany' && String(field.options.to).toLowerCase() === key,
  )
}
