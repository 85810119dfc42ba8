import type { FieldState } from '../../query/index.ts'
import { renameField } from '../operations/rename-field.ts'
import { renameModel } from '../operations/rename-model.ts'
import type { Questions } from '../questions.ts'
import { isProxy, keyOf, type ModelState, type ProjectState, pointsAt, sameField, sameState } from '../state.ts'
import { columnName } from '../tables/names.ts'
import { fieldMade, modelMade, type Step } from './step.ts'

/** The older state after the renames that somebody confirmed, and the steps that make them. */
export interface Renamed {
  readonly state: ProjectState
  readonly steps: readonly Step[]
}

/** Asks about every model and field that looks renamed. What is left differs in more than its name. */
export async function detectRenames(before: ProjectState, after: ProjectState, questions: Questions): Promise<Renamed> {
  const models = await renamedModels(before, after, questions)
  const fields = await renamedFields(models.state, after, questions)
  return { state: fields.state, steps: [...models.steps, ...fields.steps] }
}

async function renamedModels(before: ProjectState, after: ProjectState, questions: Questions): Promise<Renamed> {
  let state = before
  const steps: Step[] = []
  for (const [key, model] of after.models) {
    if (state.models.has(key) || isProxy(model)) continue
    for (const [oldKey, old] of state.models) {
      if (old.app !== model.app || after.models.has(oldKey) || isProxy(old) || !alike(old, model)) continue
      const added = [...after.models].flatMap(([each, { app, name }]) =>
        app === model.app && !state.models.has(each) ? [name] : [],
      )
      if (!(await questions.renamedModel({ app: model.app, from: old.name, to: model.name, added }))) continue
      const operation = renameModel({ from: old.name, to: model.name })
      // What points at the model from another app must be there already, or it would look for the old name later.
      const needs = [...state.models]
        .filter(([, other]) => other.app !== old.app && pointsAt(other, oldKey))
        .map(([other]) => modelMade(other))
      state = operation.changeState(state, model.app)
      steps.push({ app: model.app, operation, provides: [modelMade(key)], needs })
      break
    }
  }
  return { state, steps }
}

/** The same fields, where a relation to the model itself may go by either name. */
function alike(old: ModelState, model: ModelState): boolean {
  const names = Object.keys(old.fields)
  if (!sameState([...names].sort(), Object.keys(model.fields).sort())) return false
  const operation = renameModel({ from: old.name, to: model.name })
  const renamed = operation.changeState({ models: new Map([[keyOf(old.app, old.name), old]]) }, old.app)
  const { fields } = renamed.models.get(keyOf(model.app, model.name))!
  return names.every((name) => sameField(fields[name]!, model.fields[name]!))
}

async function renamedFields(before: ProjectState, after: ProjectState, questions: Questions): Promise<Renamed> {
  let state = before
  const steps: Step[] = []
  for (const [key, model] of after.models) {
    for (const [to, field] of Object.entries(model.fields)) {
      const old = state.models.get(key)
      if (old === undefined || old.fields[to] !== undefined) continue
      for (const [from, candidate] of Object.entries(old.fields)) {
        if (model.fields[from] !== undefined || !likely(from, candidate, to, field)) continue
        const added = Object.keys(model.fields).filter((name) => old.fields[name] === undefined)
        const question = { app: model.app, model: model.name, from, to, added }
        // A key with another name is usually another key: nobody is asked, but somebody may have said so.
        const isKey = field.options.primaryKey === true
        if (!(await (isKey ? questions.told?.(question) : questions.renamedField(question)))) continue
        const operation = renameField({ model: model.name.toLowerCase(), from, to })
        state = operation.changeState(state, model.app)
        steps.push({ app: model.app, operation, provides: [fieldMade(key, to)], needs: [modelMade(key)] })
        break
      }
    }
  }
  return { state, steps }
}

/** What says nothing about the column: two fields that differ in these only may be one. */
const words = new Set(['label', 'help', 'choices', 'editable', 'blank', 'default', 'column', 'secret'])

/** The same kind of column under another name, or a new property that keeps the old column. */
function likely(from: string, old: FieldState, to: string, field: FieldState): boolean {
  if (sameField(essence(old), essence(field))) return true
  return (
    old.type === field.type && field.options.column !== undefined && columnName(from, old) === columnName(to, field)
  )
}

function essence({ type, options }: FieldState): FieldState {
  return { type, options: Object.fromEntries(Object.entries(options).filter(([name]) => !words.has(name))) }
}
