import { fieldFromState } from '../../orm/index.ts'
import type { DatabaseName, DatabaseValue, Field, FieldState } from '../../query/index.ts'
import { migrationErrors } from '../errors.ts'
import { basesOf, isProxy, labelOf, type ModelState, type ProjectState, referenceKey } from '../state.ts'

const made = new WeakMap<FieldState, Field>()

/** The field that a state describes; the same object for the same state. */
export function fieldOf(state: FieldState): Field {
  let field = made.get(state)
  if (field === undefined) {
    field = fieldFromState(state)
    made.set(state, field)
  }
  return field
}

const columnless = new Set(['manyToMany', 'reverse', 'reverseOne', 'genericForeignKey', 'genericReverse'])

/** True for a field that has a column of its own. */
export function hasColumn(field: FieldState): boolean {
  return !columnless.has(field.type)
}

export function pointsAtOne(field: FieldState): boolean {
  return field.type === 'foreignKey' || field.type === 'oneToOne'
}

/** A model's key: the property and its field. */
export function keyFieldOf(model: ModelState): readonly [property: string, field: FieldState] {
  return Object.entries(model.fields).find(([, field]) => field.options.primaryKey === true) ?? ['id', implicitKey]
}

const implicitKey: FieldState = Object.freeze({ type: 'bigAuto', options: Object.freeze({ primaryKey: true }) })

/** The model that a relation points at, or a coded error that names both. */
export function targetOf(state: ProjectState, model: ModelState, property: string, field: FieldState): ModelState {
  const target = state.models.get(referenceKey(field) ?? '')
  if (target === undefined)
    throw migrationErrors.UNKNOWN_TARGET({ field: `${labelOf(model)}.${property}`, target: String(field.options.to) })
  return target
}

/** The model that has the table: of a proxy, the one that it stands on. */
export function concreteOf(state: ProjectState, model: ModelState): ModelState {
  const base = isProxy(model) ? state.models.get(basesOf(model)[0] ?? '') : undefined
  return base === undefined ? model : concreteOf(state, base)
}

/** The field that a relation's column holds the values of: the key of the model that it points at, or `toField`. */
export function referredField(target: ModelState, field: FieldState): readonly [property: string, field: FieldState] {
  const { toField } = field.options
  const found = typeof toField === 'string' ? target.fields[toField] : undefined
  return found === undefined ? keyFieldOf(target) : [toField as string, found]
}

/** The field whose values a column keeps: its own, or the key that a relation leads to in the end. */
export function valueField(state: ProjectState, model: ModelState, property: string, field: FieldState): Field {
  let [at, name, found] = [model, property, field]
  while (pointsAtOne(found)) {
    at = concreteOf(state, targetOf(state, at, name, found))
    ;[name, found] = referredField(at, found)
  }
  return fieldOf(found)
}

/**
 * A clean value as a column keeps it. Throws where the column could not; SQLite's keeps everything, so that there what
 * PostgreSQL would refuse is refused, before it meets a migration that is applied elsewhere.
 */
export function storedValue(field: Field, clean: unknown, database: DatabaseName): DatabaseValue {
  if (clean === null) return null
  const codec = (name: DatabaseName) =>
    field.codec(name) as { readonly [K in 'store' | 'encode']?: (value: unknown) => DatabaseValue }
  const { encode, store } = codec(database)
  if (database === 'sqlite' && store === undefined) codec('postgres').store?.(clean)
  const convert = store ?? encode
  return convert === undefined ? (clean as DatabaseValue) : convert(clean)
}
