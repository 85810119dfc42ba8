import type { FieldState } from '../../query/index.ts'
import { migrationErrors } from '../errors.ts'
import { basesOf, isRelation, keyOf, type ModelState, modelIn, type ProjectState, referenceKey } from '../state.ts'
import { renameTables } from '../tables/rename.ts'
import type { Operation } from './operation.ts'

export interface RenameModelArguments {
  readonly from: string
  readonly to: string
}

export type RenameModel = Operation<'renameModel', RenameModelArguments>

/** Renames a model, its table and its link tables; relations that point at it follow. */
export function renameModel(given: RenameModelArguments): RenameModel {
  const { from, to } = given
  const description = `Rename model ${from} to ${to}`
  return {
    kind: 'renameModel',
    arguments: given,
    description,
    fragment: `rename_${from}_${to}`.toLowerCase(),
    reversible: true,
    changeState(state, app) {
      const found = modelIn(state, app, from, description)
      if (keyOf(app, from) !== keyOf(app, to) && state.models.has(keyOf(app, to)))
        throw migrationErrors.DUPLICATE({ what: `model ${app}.${to}`, operation: description })
      const models = new Map<string, ModelState>()
      for (const [key, model] of state.models) {
        const name = model === found ? to : model.name
        const fields = repointed(model, keyOf(app, from), `${app}.${to}`)
        const based = basesOf(model).includes(keyOf(app, from))
        const options = based ? { ...model.options, bases: [`${app}.${to}`] } : model.options
        const changed = name !== model.name || fields !== model.fields || based
        models.set(model === found ? keyOf(app, to) : key, changed ? { ...model, name, fields, options } : model)
      }
      return { models } satisfies ProjectState
    },
    forwards: (change) => renameTables(change, { model: from, newModel: to }),
    backwards: (change) => renameTables(change, { model: to, newModel: from }),
  }
}

/** The fields of a model with every relation to `key` pointing at `label`; the same object where there is none. */
function repointed(model: ModelState, key: string, label: string): ModelState['fields'] {
  let changed = false
  const fields = Object.entries(model.fields).map(([name, field]): [string, FieldState] => {
    if (!isRelation(field)) return [name, field]
    const options: Record<string, unknown> = { ...field.options }
    let hit = false
    for (const option of ['to', 'through'] as const) {
      if (referenceKey(field, option) !== key) continue
      options[option] = label
      hit = true
    }
    changed ||= hit
    return [name, hit ? { ...field, options } : field]
  })
  return changed ? Object.fromEntries(fields) : model.fields
}
