import type { FieldState } from '../../query/index.ts'
import type { Questions } from '../making/questions.ts'
import { renameField } from '../operations/rename-field.ts'
import { renameModel } from '../operations/rename-model.ts'
import { isProxy, type ModelState, needsOf, type ProjectState, pointsAt, sameField } from '../state.ts'
import { columnName } from '../tables/names.ts'
import { fieldMade, modelMade, type Step } from './step.ts'

/** The older state after renames that somebody confirmed, and the steps that make them. */
interface Renamed {
  readonly state: ProjectState
  readonly steps: readonly Step[]
}

/**
 * Asks about every model and field that looks renamed, and gives the older state after the renames that somebody
 * confirmed, and the steps that make them. What is left differs in more than its name.
 */
export async function detectRenames(
  before: ProjectState,
  after: ProjectState,
  questions: Questions,
): Promise<{ readonly state: ProjectState; readonly models: readonly Step[]; readonly fields: readonly Step[] }> {
  const models = await renamedModels(before, after, questions)
  const fields = await renamedFields(models.state, after, questions)
  return { state: fields.state, models: models.steps, fields: fields.steps }
}

/** In the order of names, so that the same questions are asked whatever the order of declaration. */
const inOrder = <T>(entries: Iterable<readonly [string, T]>) => [...entries].sort(([a], [b]) => (a < b ? -1 : 1))

async function renamedModels(before: ProjectState, after: ProjectState, questions: Questions): Promise<Renamed> {
  let state = before
  const steps: Step[] = []
  for (const [key, model] of inOrder(after.models)) {
    if (state.models.has(key) || isProxy(model)) continue
    for (const [oldKey, old] of inOrder(state.models)) {
      if (old.app !== model.app || after.models.has(oldKey) || isProxy(old) || !alike(old, model)) continue
      const added = [...after.models].flatMap(([each, { app, name }]) =>
        app === model.app && !state.models.has(each) ? [name] : [],
      )
      if (!(await questions.renamedModel({ app: model.app, from: old.name, to: model.name, added }))) continue
      const operation = renameModel({ from: old.name, to: model.name })
      // What points at the model from another app must be there already, or it would look for the old name later.
      const pointing = [...state.models].filter(([, other]) => pointsAt(other, oldKey)).map(([other]) => other)
      const needs = [...pointing, ...needsOf(model)].filter((other) => after.models.get(other)?.app !== model.app)
      state = operation.changeState(state, model.app)
      steps.push({ app: model.app, operation, provides: [modelMade(key)], needs: needs.map(modelMade) })
      break
    }
  }
  return { state, steps }
}

/** The same fields in the order of their names, whatever these are and whichever models they point at. */
function alike(old: ModelState, model: ModelState): boolean {
  const kinds = ({ fields }: ModelState) => inOrder(Object.entries(fields)).map(([, field]) => without(field, target))
  const [ours, theirs] = [kinds(old), kinds(model)]
  return ours.length === theirs.length && ours.every((field, i) => sameField(field, theirs[i]!))
}

const target = new Set(['to'])

async function renamedFields(before: ProjectState, after: ProjectState, questions: Questions): Promise<Renamed> {
  let state = before
  const steps: Step[] = []
  for (const [key, model] of after.models) {
    for (const [to, field] of inOrder(Object.entries(model.fields))) {
      const old = state.models.get(key)
      if (old === undefined || old.fields[to] !== undefined) continue
      for (const [from, candidate] of inOrder(Object.entries(old.fields))) {
        if (model.fields[from] !== undefined || !likely(from, candidate, to, field)) continue
        const added = Object.keys(model.fields).filter((name) => old.fields[name] === undefined)
        const question = { app: model.app, model: model.name, from, to, added }
        // A key with another name is usually another key: nobody is asked, but somebody may have said so.
        const isKey = field.options.primaryKey === true
        if (!(await (isKey ? questions.told?.(question) : questions.renamedField(question)))) continue
        const operation = renameField({ model: model.name.toLowerCase(), from, to })
        state = operation.changeState(state, model.app)
        steps.push({ app: model.app, operation, provides: [fieldMade(key, to)], needs: [] })
        break
      }
    }
  }
  return { state, steps }
}

/** What people read, and nothing about the values: two fields that differ in these only may be one. */
const words = new Set(['label', 'help', 'choices', 'editable', 'secret'])

/** The same kind of column under another name, or a new property that keeps the old column. */
function likely(from: string, old: FieldState, to: string, field: FieldState): boolean {
  if (sameField(without(old, words), without(field, words))) return true
  return (
    old.type === field.type && field.options.column !== undefined && columnName(from, old) === columnName(to, field)
  )
}

function without({ type, options }: FieldState, names: ReadonlySet<string>): FieldState {
  return { type, options: Object.fromEntries(Object.entries(options).filter(([name]) => !names.has(name))) }
}
