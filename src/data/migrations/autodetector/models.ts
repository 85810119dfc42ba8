import type { FieldState } from '../../query/index.ts'
import { fieldsOfConstraint, fieldsOfIndex, namesOf } from '../field-names.ts'
import {
  type AddConstraint,
  type AddIndex,
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
import { basesOf, isProxy, isRelation, type ModelState, type ProjectState, referencesOf } from '../state.ts'
import { fieldGone, fieldMade, modelGone, modelMade, ruleGone, type Step } from './step.ts'

/**
 * Steps that create the new models: first without their relations, so that they may point at each other, then what needs
 * those. The optimizer puts together what can be; it is the last model's relations that come first, as in Django, so that
 * of two models that point at each other the first one has to wait for the second.
 */
export function createdModels(
  before: ProjectState,
  after: ProjectState,
): { readonly models: Step[]; readonly completions: Step[] } {
  const created = [...after.models].filter(([key, model]) => isNew(before.models.get(key), model)).sort(byKey)
  return {
    models: created.map(([key, model]) => creation(key, model, before.models.has(key))),
    completions: created.toReversed().flatMap(([key, model]) => completion(key, model, before, after)),
  }
}

const byKey = ([a]: readonly [string, unknown], [b]: readonly [string, unknown]) => (a < b ? -1 : 1)
const lower = (model: ModelState) => model.name.toLowerCase()

/** A model that was not there, or was of the other sort: a proxy cannot become a table, nor a table a proxy. */
function isNew(old: ModelState | undefined, model: ModelState): boolean {
  return old === undefined || isProxy(old) !== isProxy(model)
}

/** A relation that can come later: a key is there from the beginning. */
function isLate(field: FieldState): boolean {
  return isRelation(field) && field.options.primaryKey !== true
}

function creation(key: string, model: ModelState, replaces: boolean): Step {
  const { indexes, constraints, uniqueTogether, ...options } = model.options
  const fields = Object.entries(model.fields).filter(([, field]) => !isLate(field))
  const operation = createModel({
    name: model.name,
    fields: Object.fromEntries(fields),
    ...(Object.keys(options).length > 0 && { options }),
  })
  return {
    app: model.app,
    operation,
    provides: [modelMade(key), ...fields.map(([property]) => fieldMade(key, property))],
    needs: [
      ...[...basesOf(model), ...fields.flatMap(([, field]) => referencesOf(field))]
        .filter((other) => other !== key)
        .map(modelMade),
      ...(replaces ? [modelGone(key)] : []),
    ],
  }
}

/** The relations of a new model, and the rules, which may name them. */
function completion(key: string, model: ModelState, before: ProjectState, after: ProjectState): Step[] {
  const late = Object.entries(model.fields)
    .filter(([, field]) => isLate(field))
    .sort(byKey)
  const { indexes = [], constraints = [], uniqueTogether = [] } = model.options
  const name = lower(model)
  const rules: Operation[] = [
    ...(uniqueTogether.length > 0 ? [alterUniqueTogether({ name, uniqueTogether })] : []),
    ...indexes.map((index) => addIndex({ model: name, index })),
    ...constraints.map((constraint) => addConstraint({ model: name, constraint })),
  ]
  return [
    ...late.map(([property, field]) => ({
      app: model.app,
      operation: addField({ model: name, name: property, field }),
      provides: namesOf(property, field).map((each) => fieldMade(key, each)),
      needs: [modelMade(key), ...referencesOf(field).map(modelMade)],
    })),
    ...rules.map((operation) => ({
      app: model.app,
      operation,
      provides: [],
      needs: [
        modelMade(key),
        ...late.map(([property]) => fieldMade(key, property)),
        ...rulesGiven(operation).flatMap((rule) =>
          leavers(before, after, key, rule).map((other) => ruleGone(other, rule)),
        ),
      ],
    })),
  ]
}

/** The name of the index or constraint that is added; none for other operations. */
function rulesGiven({ kind, arguments: given }: Operation): string[] {
  if (kind === 'addIndex') return [(given as AddIndex['arguments']).index.name]
  return kind === 'addConstraint' ? [(given as AddConstraint['arguments']).constraint.name] : []
}

const rulesOf = ({ options: { indexes = [], constraints = [] } }: ModelState) => [...indexes, ...constraints]

/** The other models that have an index or a constraint of a name, and will not have it. */
function leavers(before: ProjectState, after: ProjectState, key: string, rule: string): string[] {
  const has = (model: ModelState | undefined) => model !== undefined && rulesOf(model).some(({ name }) => name === rule)
  return [...before.models].flatMap(([other, model]) => {
    const next = after.models.get(other)
    const stays = next !== undefined && !isNew(model, next) && has(next)
    return other !== key && has(model) && !stays ? [other] : []
  })
}

/** Steps that take rules from a model that will be deleted, whose names a new model wants before that. */
function handedOn(key: string, model: ModelState, before: ProjectState, after: ProjectState): Step[] {
  const fresh = [...after.models].filter(([other, each]) => other !== key && isNew(before.models.get(other), each))
  const wanted = new Set(fresh.flatMap(([, each]) => rulesOf(each).map(({ name }) => name)))
  const given = { model: lower(model) }
  const { indexes = [], constraints = [] } = model.options
  const step = (operation: Operation, name: string): Step[] =>
    wanted.has(name) ? [{ app: model.app, operation, provides: [ruleGone(key, name)], needs: [] }] : []
  return [
    ...indexes.flatMap(({ name }) => step(removeIndex({ ...given, name }), name)),
    ...constraints.flatMap(({ name }) => step(removeConstraint({ ...given, name }), name)),
  ]
}

/** Steps that delete models, each after all that pointed at it: their own relations go first. */
export function deletedModels(before: ProjectState, after: ProjectState): Step[] {
  const deleted = [...before.models].filter(([key, model]) => {
    const next = after.models.get(key)
    return next === undefined || isNew(model, next)
  })
  return deleted.sort(byKey).flatMap(([key, model]) => {
    const relations = Object.keys(model.fields).filter((name) => referencesOf(model.fields[name]!).length > 0)
    const pointing = [...before.models].flatMap(([other, holder]) =>
      Object.entries(holder.fields).flatMap(([name, field]) =>
        other !== key && referencesOf(field).includes(key) ? [fieldGone(other, name)] : [],
      ),
    )
    const based = [...before.models].flatMap(([other, holder]) =>
      basesOf(holder).includes(key) ? [modelGone(other)] : [],
    )
    const handed = handedOn(key, model, before, after)
    const gone = new Set(handed.map(({ operation }) => (operation.arguments as { name: string }).name))
    return [
      ...handed,
      ...cut(key, withoutRules(model, gone), relations),
      {
        app: model.app,
        operation: deleteModel({ name: model.name }),
        provides: [modelGone(key)],
        needs: [
          ...relations.map((name) => fieldGone(key, name)),
          ...[...gone].map((name) => ruleGone(key, name)),
          ...pointing,
          ...based,
        ],
      },
    ]
  })
}

function withoutRules(model: ModelState, gone: ReadonlySet<string>): ModelState {
  const { indexes = [], constraints = [] } = model.options
  const left = <R extends { readonly name: string }>(rules: readonly R[]) => rules.filter(({ name }) => !gone.has(name))
  return { ...model, options: { ...model.options, indexes: left(indexes), constraints: left(constraints) } }
}

/** Steps that remove relations of a model that will be deleted, and first the rules that name them. */
function cut(key: string, model: ModelState, relations: readonly string[]): Step[] {
  const { indexes = [], constraints = [], uniqueTogether = [] } = model.options
  const { app } = model
  const name = lower(model)
  const rule = (operation: Operation, fields: readonly string[]): Step[] =>
    relations.some((each) => namesOf(each, model.fields[each]!).some((one) => fields.includes(one)))
      ? [{ app, operation, provides: [], needs: [] }]
      : []
  return [
    ...indexes.flatMap((index) => rule(removeIndex({ model: name, name: index.name }), fieldsOfIndex(index))),
    ...constraints.flatMap((constraint) =>
      rule(removeConstraint({ model: name, name: constraint.name }), fieldsOfConstraint(constraint)),
    ),
    ...rule(alterUniqueTogether({ name, uniqueTogether: [] }), uniqueTogether.flat()),
    ...relations.map((each) => ({
      app,
      operation: removeField({ model: name, name: each }),
      provides: [fieldGone(key, each)],
      needs: [],
    })),
  ]
}
