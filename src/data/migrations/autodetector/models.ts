import type { FieldState } from '../../query/index.ts'
import { fieldsOfConstraint, fieldsOfIndex, namesOf } from '../field-names.ts'
import {
  addConstraint,
  addField,
  addIndex,
  alterUniqueTogether,
  createModel,
  deleteModel,
  type Operation,
  removeConstraint,
  removeField,
  removeIndex,
} from '../operations/index.ts'
import {
  basesOf,
  isProxy,
  type ModelOptions,
  type ModelState,
  needsOf,
  type ProjectState,
  pointsAt,
  referencesOf,
} from '../state.ts'
import { fieldFree, fieldGone, fieldMade, modelGone, modelMade, type Step } from './step.ts'

/**
 * Steps that create the new models: each after those that it points at. Where models point at each other in a circle,
 * the later one's fields come in its `createModel`, the earlier one's in an `addField`.
 */
export function createdModels(before: ProjectState, after: ProjectState): Step[] {
  const created = new Map([...after.models].filter(([key, model]) => isNew(before.models.get(key), model)))
  const steps: Step[] = []
  const made = new Set<string>()
  for (const group of groups(created)) {
    const late: Step[] = []
    for (const key of group) {
      const model = created.get(key)!
      made.add(key)
      const now: [string, FieldState][] = []
      for (const [name, field] of Object.entries(model.fields)) {
        if (referencesOf(field).every((target) => !created.has(target) || made.has(target))) now.push([name, field])
        else late.push(addition(key, model, name, field))
      }
      const { indexes = [], constraints = [], uniqueTogether = [], ...options } = model.options
      const here = new Set(now.flatMap(([property, field]) => namesOf(property, field)))
      const ready = (names: readonly string[]) => names.every((name) => here.has(name))
      const inside: ModelOptions = {
        ...options,
        ...(uniqueTogether.length > 0 && ready(uniqueTogether.flat()) && { uniqueTogether }),
        ...(indexes.length > 0 && ready(indexes.flatMap(fieldsOfIndex)) && { indexes }),
        ...(constraints.length > 0 && ready(constraints.flatMap(fieldsOfConstraint)) && { constraints }),
      }
      const name = model.name.toLowerCase()
      const rest = (operation: Operation, fields: readonly string[]) =>
        late.push(following(key, model, operation, fields))
      if (inside.uniqueTogether === undefined && uniqueTogether.length > 0)
        rest(alterUniqueTogether({ name, uniqueTogether }), uniqueTogether.flat())
      if (inside.indexes === undefined)
        for (const index of indexes) rest(addIndex({ model: name, index }), fieldsOfIndex(index))
      if (inside.constraints === undefined)
        for (const constraint of constraints)
          rest(addConstraint({ model: name, constraint }), fieldsOfConstraint(constraint))
      const operation = createModel({
        name: model.name,
        fields: Object.fromEntries(now),
        ...(Object.keys(inside).length > 0 && { options: inside }),
      })
      steps.push({
        app: model.app,
        operation,
        provides: [modelMade(key), ...now.map(([property]) => fieldMade(key, property))],
        needs: [
          ...[...basesOf(model), ...now.flatMap(([, field]) => referencesOf(field))]
            .filter((other) => other !== key)
            .map(modelMade),
          ...(before.models.has(key) ? [modelGone(key)] : []),
        ],
      })
    }
    steps.push(...late)
  }
  return steps
}

/** A model that was not there, or was of the other sort: a proxy cannot become a table, nor a table a proxy. */
function isNew(old: ModelState | undefined, model: ModelState): boolean {
  return old === undefined || isProxy(old) !== isProxy(model)
}

function following(key: string, model: ModelState, operation: Operation, fields: readonly string[]): Step {
  return {
    app: model.app,
    operation,
    provides: [],
    needs: [modelMade(key), ...fields.map((name) => fieldMade(key, name))],
  }
}

function addition(key: string, model: ModelState, name: string, field: FieldState): Step {
  return {
    app: model.app,
    operation: addField({ model: model.name.toLowerCase(), name, field }),
    provides: namesOf(name, field).map((each) => fieldMade(key, each)),
    needs: [modelMade(key), ...referencesOf(field).map(modelMade)],
  }
}

/** Models in groups: a group after those that it points at, those in a circle together, in order of name. */
function groups(models: ReadonlyMap<string, ModelState>): string[][] {
  const index = new Map<string, number>()
  const low = new Map<string, number>()
  const stack: string[] = []
  const found: string[][] = []
  // Tarjan: https://doi.org/10.1137/0201010
  const visit = (key: string): void => {
    index.set(key, index.size)
    low.set(key, index.get(key)!)
    stack.push(key)
    for (const target of needsOf(models.get(key)!).filter((each) => models.has(each))) {
      if (!index.has(target)) visit(target)
      if (stack.includes(target)) low.set(key, Math.min(low.get(key)!, low.get(target)!))
    }
    if (low.get(key) === index.get(key)) found.push(stack.splice(stack.indexOf(key)).sort())
  }
  for (const key of [...models.keys()].sort()) if (!index.has(key)) visit(key)
  return found
}

/** Steps that delete models: each after those that point at it; a circle is cut by removing a field first. */
export function deletedModels(before: ProjectState, after: ProjectState): Step[] {
  const deleted = new Map(
    [...before.models].filter(([key, model]) => {
      const next = after.models.get(key)
      return next === undefined || isNew(model, next)
    }),
  )
  const steps: Step[] = []
  const gone = new Set<string>()
  for (const group of groups(deleted).reverse()) {
    for (const key of group) {
      const model = deleted.get(key)!
      const needs: string[] = []
      for (const [other, holder] of before.models) {
        if (other === key || gone.has(other)) continue
        for (const [name, field] of Object.entries(holder.fields)) {
          if (!referencesOf(field).includes(key)) continue
          needs.push(fieldGone(other, name))
          if (!deleted.has(other) || steps.some((step) => step.provides.includes(fieldGone(other, name)))) continue
          steps.push(...cut(other, holder, name))
        }
      }
      const operation = deleteModel({ name: model.name })
      const earlier = [...gone].filter((other) => pointsAt(before.models.get(other)!, key)).map(modelGone)
      steps.push({ app: model.app, operation, provides: [modelGone(key)], needs: [...needs, ...earlier] })
      gone.add(key)
    }
  }
  return steps
}

/** Steps that remove a field of a model that will be deleted later, and first what names the field. */
function cut(key: string, model: ModelState, field: string): Step[] {
  const { indexes = [], constraints = [], uniqueTogether = [] } = model.options
  const name = model.name.toLowerCase()
  const groups = uniqueTogether.filter((group) => !group.includes(field))
  const operations: Operation[] = [
    ...indexes
      .filter((index) => fieldsOfIndex(index).includes(field))
      .map((index) => removeIndex({ model: name, name: index.name })),
    ...constraints
      .filter((constraint) => fieldsOfConstraint(constraint).includes(field))
      .map((constraint) => removeConstraint({ model: name, name: constraint.name })),
    ...(groups.length < uniqueTogether.length ? [alterUniqueTogether({ name, uniqueTogether: groups })] : []),
  ]
  const free = fieldFree(key, field)
  return [
    ...operations.map((operation) => ({ app: model.app, operation, provides: [free], needs: [] })),
    {
      app: model.app,
      operation: removeField({ model: name, name: field }),
      provides: [fieldGone(key, field)],
      needs: [free],
    },
  ]
}
