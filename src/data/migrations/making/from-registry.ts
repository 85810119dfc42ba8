import { createHash } from 'node:crypto'
import { sourceOf } from '../../../base/schema/index.ts'
import { conditionState, expressionState, valueState } from '../../orm/index.ts'
import type {
  ConstraintInfo,
  Field,
  FieldState,
  IndexInfo,
  ModelInfo,
  ModelRegistry,
  UniqueInfo,
} from '../../query/index.ts'
import { keyOf, type ModelOptions, type ModelState, type ProjectState } from '../state.ts'

/** The models as they are written now. */
export interface CurrentModels extends ProjectState {
  /** The live field of a state: it knows what a state cannot hold, such as a function as default. */
  readonly fields: ReadonlyMap<FieldState, Field>
}

/** The state that the model classes of a project describe. Link tables that fields make by themselves are not in it. */
export function stateFromRegistry(registry: ModelRegistry): CurrentModels {
  const models = new Map<string, ModelState>()
  const fields = new Map<FieldState, Field>()
  for (const info of registry.models) {
    if (info.automatic) continue
    if (info.concrete !== info) {
      const { app, name, concrete } = info
      const options = { ...plainOptionsOf(info), proxy: true, bases: [`${concrete.app}.${concrete.name}`] }
      models.set(keyOf(app, name), { app, name, fields: {}, options })
      continue
    }
    const found: [string, FieldState, Field][] = []
    for (const column of info.columns) {
      const state = referring(column.field.deconstruct(), info, column.property)
      const options: Record<string, unknown> = { ...state.options }
      if (state.type === 'generated') options.expression = expressionState(info, options.expression as object)
      if (options.dbDefault !== undefined) options.dbDefault = valueState(info, options.dbDefault)
      if (!column.index && !column.unique && !column.primaryKey && indexedByKind.has(state.type)) options.index = false
      found.push([column.property, { type: state.type, options }, column.field])
    }
    for (const [property, { kind, field }] of info.relations) {
      if (kind !== 'manyToMany' || field?.type !== 'manyToMany') continue
      found.push([property, referring(field.deconstruct(), info, property), field])
    }
    for (const [, state, field] of found) fields.set(state, field)
    const model: ModelState = {
      app: info.app,
      name: info.name,
      fields: Object.fromEntries(found.map(([property, state]) => [property, state])),
      options: optionsOf(info),
    }
    models.set(keyOf(info.app, info.name), model)
  }
  return { models, fields }
}

const indexedByKind = new Set(['foreignKey', 'slug'])

/** Labels in the letters of the class: 'news.Article', which people read. */
function referring(state: FieldState, info: ModelInfo, property: string): FieldState {
  const relation = info.relations.get(property)
  if (relation === undefined || state.options.to === undefined) return state
  const named = (model: ModelInfo) => `${model.app}.${model.name}`
  const { through } = relation
  const options: Record<string, unknown> = { ...state.options, to: named(relation.to) }
  if (through !== null && !through.automatic) options.through = named(through.model)
  return { type: state.type, options }
}

function optionsOf(info: ModelInfo): ModelOptions {
  const uniqueTogether: (readonly string[])[] = []
  const constraints: ConstraintInfo[] = []
  for (const constraint of info.constraints) {
    if (isTogether(info, constraint)) uniqueTogether.push(constraint.fields)
    else if (constraint.kind === 'check')
      constraints.push({ ...constraint, check: conditionState(info, constraint.check) })
    else constraints.push(keysState(info, constraint))
  }
  return {
    ...(info.table !== `${info.app}_${info.name.toLowerCase()}` && { table: info.table }),
    ...plainOptionsOf(info),
    ...(uniqueTogether.length > 0 && { uniqueTogether }),
    ...(info.indexes.length > 0 && { indexes: info.indexes.map((index) => keysState(info, index)) }),
    ...(constraints.length > 0 && { constraints }),
    ...(info.comment !== null && { comment: info.comment }),
  }
}

/** An index or a unique rule as plain data. */
function keysState<R extends IndexInfo | UniqueInfo>(info: ModelInfo, rule: R): R {
  const { condition, expressions } = rule
  if (condition === undefined && expressions === undefined) return rule
  return {
    ...rule,
    ...(condition && { condition: conditionState(info, condition) }),
    ...(expressions && { expressions: expressions.map((each) => expressionState(info, each)) }),
  }
}

const actions = ['add', 'change', 'delete', 'view']

/** What a model says that is not of its table. */
function plainOptionsOf(info: ModelInfo): ModelOptions {
  const words = inWords(info.name)
  const { getLatestBy, permissions, defaultPermissions, labels } = info
  const one = sourceOf(labels.one)
  const many = labels.many === null ? `${one}s` : sourceOf(labels.many)
  return {
    ...(info.ordering.length > 0 && {
      ordering: info.ordering.map(({ path, descending }) => (descending ? `-${path}` : path)),
    }),
    ...(!info.managed && { managed: false }),
    ...(info.swappable !== null && { swappable: info.swappable }),
    ...(getLatestBy.length > 0 && { getLatestBy: getLatestBy.length === 1 ? getLatestBy[0]! : getLatestBy }),
    ...(permissions.length > 0 && {
      permissions: Object.fromEntries(permissions.map(({ codename, name }) => [codename, name])),
    }),
    ...(defaultPermissions.join() !== actions.join() && { defaultPermissions }),
    ...(one !== words && { label: one }),
    ...(many !== `${one}s` && { labelPlural: many }),
  }
}

type Unique = Extract<ConstraintInfo, { kind: 'unique' }>

/** `uniqueTogether` reaches the metadata as a constraint whose name was made from table and columns. */
function isTogether(info: ModelInfo, constraint: ConstraintInfo): constraint is Unique {
  if (constraint.kind !== 'unique' || Object.keys(constraint).length > 3) return false
  const columns = constraint.fields.map((name) => info.column(name)?.column ?? name)
  const digest = createHash('md5')
    .update([info.table, ...columns].join(''))
    .digest('hex')
    .slice(0, 8)
  return constraint.name.endsWith(`_${digest}_uniq`)
}

function inWords(name: string): string {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1 $2')
    .replace(/_+/g, ' ')
    .trim()
    .toLowerCase()
}
