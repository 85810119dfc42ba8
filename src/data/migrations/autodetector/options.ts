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
import { isProxy, type ModelState, type ProjectState, referencesOf, sameField, sameState } from '../state.ts'
import { fieldFree, fieldMade, modelMade, ruleGone, type Step } from './step.ts'

/** Steps for what models say beside their fields: those that come before their fields change, and those that come after. */
export function changedOptions(
  before: ProjectState,
  after: ProjectState,
): { readonly early: Step[]; readonly late: Step[] } {
  const early: Step[] = []
  const late: Step[] = []
  for (const [key, model] of after.models) {
    const old = before.models.get(key)
    if (old === undefined || isProxy(old) !== isProxy(model)) continue
    const name = model.name.toLowerCase()
    const step = (operation: Step['operation'], used: readonly string[] = [], freed: readonly string[] = []): Step => ({
      app: model.app,
      operation,
      provides: freed.map((field) => fieldFree(key, field)),
      needs: used.map((field) => fieldMade(key, field)),
    })
    const freed = (made: Step, rule: string): Step => ({ ...made, provides: [...made.provides, ruleGone(key, rule)] })
    const plain = plainOptions(model)
    if (!sameState(plain, plainOptions(old))) early.push(step(alterModelOptions({ name, options: plain })))

    const [oldChecks, checks] = [old.options.constraints ?? [], model.options.constraints ?? []]
    for (const each of missingFrom(checks, oldChecks))
      early.push(freed(step(removeConstraint({ model: name, name: each.name })), each.name))
    const [oldIndexes, indexes] = [old.options.indexes ?? [], model.options.indexes ?? []]
    for (const each of missingFrom(indexes, oldIndexes))
      early.push(freed(step(removeIndex({ model: name, name: each.name })), each.name))

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
    const together = (now: readonly (readonly string[])[], freed: readonly string[]): Step => {
      const altered = step(alterUniqueTogether({ name, uniqueTogether: now }), now.flat(), freed)
      const targets = now.flat().flatMap((field) => referencesOf(model.fields[field]!))
      return { ...altered, needs: [...altered.needs, ...targets.map(modelMade)] }
    }
    if (isEarly) early.push(together(kept, left(kept)))
    if (kept.length < groups.length) late.push(together(groups, isEarly ? [] : left(groups)))
    for (const index of missingFrom(oldIndexes, indexes))
      late.push(step(addIndex({ model: name, index }), fieldsOfIndex(index)))
    for (const constraint of missingFrom(oldChecks, checks))
      late.push(step(addConstraint({ model: name, constraint }), fieldsOfConstraint(constraint)))
    if (old.options.comment !== model.options.comment)
      late.push(step(alterModelComment({ name, comment: model.options.comment ?? null })))
    if (old.options.table !== model.options.table)
      late.push(step(alterModelTable({ name, table: model.options.table ?? null })))
  }
  return { early, late }
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
