import { fieldsOfConstraint, fieldsOfIndex } from '../field-names.ts'
import { type PlainOptions, plainOptionNames } from '../operations/alter-model-options.ts'
import {
  addConstraint,
  addIndex,
  alterModelComment,
  alterModelOptions,
  alterModelTable,
  alterUniqueTogether,
  removeConstraint,
  removeIndex,
} from '../operations/index.ts'
import { isProxy, type ModelState, type ProjectState, sameState } from '../state.ts'
import { fieldFree, fieldMade, modelMade, type Step } from './step.ts'

/** Steps for what models say beside their fields. */
export function changedOptions(before: ProjectState, after: ProjectState): Step[] {
  const first: Step[] = []
  const last: Step[] = []
  for (const [key, model] of after.models) {
    const old = before.models.get(key)
    if (old === undefined || isProxy(old) !== isProxy(model)) continue
    const name = model.name.toLowerCase()
    const step = (operation: Step['operation'], freed: readonly string[], used: readonly string[] = []): Step => ({
      app: model.app,
      operation,
      provides: freed.map((field) => fieldFree(key, field)),
      needs: [modelMade(key), ...used.map((field) => fieldMade(key, field))],
    })
    const plain = plainOptions(model)
    if (!sameState(plain, plainOptions(old))) first.push(step(alterModelOptions({ name, options: plain }), []))

    const [oldChecks, checks] = [old.options.constraints ?? [], model.options.constraints ?? []]
    for (const each of missingFrom(checks, oldChecks))
      first.push(step(removeConstraint({ model: name, name: each.name }), fieldsOfConstraint(each)))
    const [oldIndexes, indexes] = [old.options.indexes ?? [], model.options.indexes ?? []]
    for (const each of missingFrom(indexes, oldIndexes))
      first.push(step(removeIndex({ model: name, name: each.name }), fieldsOfIndex(each)))

    const [oldGroups, groups] = [old.options.uniqueTogether ?? [], model.options.uniqueTogether ?? []]
    if (!sameState(normal(oldGroups), normal(groups))) {
      const left = oldGroups.flat().filter((field) => !groups.flat().includes(field))
      last.push(step(alterUniqueTogether({ name, uniqueTogether: groups }), left, groups.flat()))
    }
    for (const index of missingFrom(oldIndexes, indexes)) {
      last.push(step(addIndex({ model: name, index }), [], fieldsOfIndex(index)))
    }
    for (const constraint of missingFrom(oldChecks, checks))
      last.push(step(addConstraint({ model: name, constraint }), [], fieldsOfConstraint(constraint)))
    if (old.options.comment !== model.options.comment)
      last.push(step(alterModelComment({ name, comment: model.options.comment ?? null }), []))
    if (old.options.table !== model.options.table)
      last.push(step(alterModelTable({ name, table: model.options.table ?? null }), []))
  }
  return [...first, ...last]
}

/** Whether a step comes before those that change fields. */
export function isEarly(step: Step): boolean {
  return ['alterModelOptions', 'removeConstraint', 'removeIndex'].includes(step.operation.kind)
}

function plainOptions({ options }: ModelState): PlainOptions {
  const said = plainOptionNames.filter((name) => !isDefault(name, options[name]))
  return Object.fromEntries(said.map((name) => [name, options[name]]))
}

/** Whether an option says what holds without it. */
function isDefault(name: keyof PlainOptions, value: unknown): boolean {
  if (value === undefined || value === null) return true
  if (name === 'managed') return value === true
  return (name === 'ordering' || name === 'permissions') && Object.keys(value).length === 0
}

const normal = (groups: readonly (readonly string[])[]) => groups.map((group) => group.join(' ')).sort()

/** Those of `all` that `others` does not have exactly so. */
function missingFrom<T>(others: readonly T[], all: readonly T[]): T[] {
  return all.filter((each) => !others.some((other) => sameState(each, other)))
}
