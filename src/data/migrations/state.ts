import { didYouMean } from '../../base/errors/index.ts'
import type { RoutedModel } from '../orm/index.ts'
import type { ConstraintInfo, FieldState, IndexInfo } from '../query/index.ts'
import { migrationErrors } from './errors.ts'

/** What a model says of itself beside its fields, as plain data; what is left out has its default. */
export interface ModelOptions {
  /** The table's name, where it is not `<app>_<model>`. */
  readonly table?: string
  /** Paths, `-` for descending. */
  readonly ordering?: readonly string[]
  readonly uniqueTogether?: readonly (readonly string[])[]
  readonly indexes?: readonly IndexInfo[]
  readonly constraints?: readonly ConstraintInfo[]
  /** False for a table that migrations leave alone. */
  readonly managed?: boolean
  readonly label?: string
  readonly labelPlural?: string
  /** True for another class on the table of the model in `bases`: it has no fields of its own. */
  readonly proxy?: boolean
  /** The model that a proxy stands on, by label. */
  readonly bases?: readonly string[]
  /** The role in which another model of the project may stand in for this one: 'user'. */
  readonly swappable?: string
  readonly getLatestBy?: string | readonly string[]
  /** Names by codename. */
  readonly permissions?: Readonly<Record<string, string>>
  readonly defaultPermissions?: readonly string[]
  /** Names that Django's models may have in their options; kept as they are. */
  readonly baseManagerName?: string
  readonly defaultManagerName?: string
  readonly defaultRelatedName?: string
  readonly selectOnSave?: boolean
  /** What the database says of the table to people. */
  readonly comment?: string
}

/** Fields by property, in the order of declaration. */
export type FieldStates = Readonly<Record<string, FieldState>>

/** A model as migrations see it: plain data, never changed. */
export interface ModelState {
  readonly app: string
  readonly name: string
  readonly fields: FieldStates
  readonly options: ModelOptions
}

/** All models at one point of the history, by `keyOf`. Never changed: every operation makes a new one. */
export interface ProjectState {
  readonly models: ReadonlyMap<string, ModelState>
}

export const emptyState: ProjectState = Object.freeze({ models: new Map() })

/** 'news.article': how models are named in maps, whatever the case of letters. */
export function keyOf(app: string, name: string): string {
  return `${app}.${name}`.toLowerCase()
}

/** A model as the project's router sees it. */
export function routed({ app, name }: ModelState): RoutedModel {
  return { app, name, label: keyOf(app, name) }
}

export function labelOf(model: ModelState): string {
  return `${model.app}.${model.name}`
}

/** The option of a relation that names a model, as a key; null for what is no relation or names none. */
export function referenceKey(field: FieldState, option: 'to' | 'through' = 'to'): string | null {
  const label = field.options[option]
  return isRelation(field) && typeof label === 'string' ? label.toLowerCase() : null
}

export function isRelation(field: FieldState): boolean {
  return field.type === 'foreignKey' || field.type === 'oneToOne' || field.type === 'manyToMany'
}

/** The keys of the models that a proxy stands on. */
export function basesOf(model: ModelState): readonly string[] {
  return (model.options.bases ?? []).map((label) => label.toLowerCase())
}

/** Whether a model is another class on the table of another. */
export function isProxy(model: ModelState): boolean {
  return model.options.proxy === true
}

/** The models that a model needs: those that its fields name, and what it stands on. */
export function needsOf(model: ModelState): readonly string[] {
  return [...basesOf(model), ...Object.values(model.fields).flatMap(referencesOf)]
}

/** The models that a field needs: the one it points at, and its link model. */
export function referencesOf(field: FieldState): readonly string[] {
  return [referenceKey(field), referenceKey(field, 'through')].filter((key) => key !== null)
}

/** Whether a model has a relation to another, or through it. */
export function pointsAt(model: ModelState, key: string): boolean {
  return needsOf(model).includes(key)
}

/** The model, or a coded error that says which operation looked for it. */
export function modelIn(state: ProjectState, app: string, name: string, operation: string): ModelState {
  const model = state.models.get(keyOf(app, name))
  if (model !== undefined) return model
  const known = [...state.models.values()].filter((each) => each.app === app).map((each) => each.name)
  throw migrationErrors.UNKNOWN_MODEL({ app, model: name, operation, near: didYouMean(name, known) })
}

/** The field's state, or a coded error that says which operation looked for it. */
export function fieldIn(model: ModelState, name: string, operation: string): FieldState {
  const field = model.fields[name]
  if (field !== undefined) return field
  const near = didYouMean(name, Object.keys(model.fields))
  throw migrationErrors.UNKNOWN_FIELD({ model: labelOf(model), field: name, operation, near })
}

/** The state with `model` put in place of the one of the same name, or added. */
export function withModel(state: ProjectState, model: ModelState): ProjectState {
  return { models: new Map(state.models).set(keyOf(model.app, model.name), model) }
}

export function withoutModel(state: ProjectState, app: string, name: string): ProjectState {
  const models = new Map(state.models)
  models.delete(keyOf(app, name))
  return { models }
}

/** The model with other options; an option that is undefined goes. */
export function withOptions(model: ModelState, options: { [K in keyof ModelOptions]?: unknown }): ModelState {
  const all = Object.entries({ ...model.options, ...options })
  return { ...model, options: Object.fromEntries(all.filter(([, value]) => value !== undefined)) as ModelOptions }
}

/** Whether two pieces of state say the same, whatever the order of keys. */
export function sameState(a: unknown, b: unknown): boolean {
  if (a === b) return true
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false
  if (Array.isArray(a) !== Array.isArray(b)) return false
  const keys = Object.keys(a)
  if (keys.length !== Object.keys(b).length) return false
  return keys.every((key) =>
    Object.hasOwn(b, key) ? sameState((a as Record<string, unknown>)[key], (b as Record<string, unknown>)[key]) : false,
  )
}

/** Whether two fields are the same; the models that they point at are compared whatever the case of letters. */
export function sameField(a: FieldState, b: FieldState): boolean {
  return sameState(normalField(a), normalField(b))
}

function normalField(field: FieldState): FieldState {
  if (!isRelation(field)) return field
  const options: Record<string, unknown> = { ...field.options }
  for (const name of ['to', 'through'] as const)
    if (typeof options[name] === 'string') options[name] = referenceKey(field, name)
  return { type: field.type, options }
}
