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
import { isProxy, type ModelState, type ProjectState, sameField, sameState } from '../state.ts'
import { fieldFree, fieldMade, modelMade, ruleGone, type Step } from './step.ts'

/** Steps for what models say beside their fields: those that come before fields change, and those that come behind. */
export function changedOptions(
  before: ProjectState,
  after: ProjectState,
): { readonly first: readonly Step[]; readonly last: readonly Step[] } {
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
    const freed = (made: Step, rule: string): Step => ({ ...made, provides: [...made.provides, ruleGone(key, rule)] })
    const plain = plainOptions(model)
    if (!sameState(plain, plainOptions(old))) first.push(step(alterModelOptions({ name, options: plain }), []))

    const [oldChecks, checks] = [old.options.constraints ?? [], model.options.constraints ?? []]
    for (const each of missingFrom(checks, oldChecks))
      first.push(freed(step(removeConstraint({ model: name, name: each.name }), fieldsOfConstraint(each)), each.name))
    const [oldIndexes, indexes] = [old.options.indexes ?? [], model.options.indexes ?? []]
    for (const each of missingFrom(indexes, oldIndexes))
      first.push(freed(step(removeIndex({ model: name, name: each.name }), fieldsOfIndex(each)), each.name))

    const [oldGroups, groups] = [old.options.uniqueTogether ?? [], model.options.uniqueTogether ?? []]
    const said = new Set(normal(groups))
    const kept = oldGroups.filter((group) => said.has(group.join(' ')))
    const going = oldGroups.filter((group) => !kept.includes(group)).flat()
    const isAltered = (field: string) => {
      const [past, next] = [old.fields[field], model.fields[field]]
      return past !== undefined && next !== undefined && !sameField(past, next)
    }
    // A field may become what no index takes: a group that holds it goes before.
    const isEarly = going.length > 0 && (kept.length === groups.length || going.some(isAltered))
    const left = (now: readonly (readonly string[])[]) => going.filter((field) => !now.flat().includes(field))
    if (isEarly) first.push(step(alterUniqueTogether({ name, uniqueTogether: kept }), left(kept)))
    if (kept.length < groups.length)
      last.push(step(alterUniqueTogether({ name, uniqueTogether: groups }), isEarly ? [] : left(groups), groups.flat()))
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
  return { first, last }
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
