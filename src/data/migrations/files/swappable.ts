import type { FieldState } from '../../query/index.ts'
import type { Operation } from '../operations/operation.ts'
import { keyOf, labelOf, type ModelState, type ProjectState } from '../state.ts'

/** The model that has a role in the project, whichever that is: what a migration file names where it may be another one. */
export interface SwappableModel {
  readonly swappable: string
}

/**
 * The model of a role: the one that the project has put into it, else the one that declares it (`meta({ swappable: 'user' })`).
 * It stands for the label in a relation, and among `dependencies` for the first migration of the app that has the model:
 * `field.foreignKey(swappable('user'), { onDelete: 'cascade' })`. Django's `swappable_dependency(settings.AUTH_USER_MODEL)`.
 */
export function swappable(role: string): SwappableModel {
  return Object.freeze({ swappable: role })
}

export function isSwappable(value: unknown): value is SwappableModel {
  return typeof value === 'object' && value !== null && typeof (value as SwappableModel).swappable === 'string'
}

/** Labels by role. */
export type Roles = ReadonlyMap<string, string>

/** The roles that a state's models declare. */
export function rolesOf({ models }: ProjectState): Roles {
  const roles = new Map<string, string>()
  for (const model of models.values()) {
    const { swappable: role } = model.options
    if (role !== undefined) roles.set(role, labelOf(model))
  }
  return roles
}

/** The state without models in whose place the project has put others. */
export function withoutSwapped({ models }: ProjectState, roles: Roles): ProjectState {
  const replaced = ({ app, name, options }: ModelState) => {
    const label = options.swappable === undefined ? undefined : roles.get(options.swappable)
    return label !== undefined && label.toLowerCase() !== keyOf(app, name)
  }
  return { models: new Map([...models].filter(([, model]) => !replaced(model))) }
}

/** By operations with labels: what their files say. */
const written = new WeakMap<Operation, Operation>()

/** The operation with labels where its fields name roles. `label` throws for a role that nobody has. */
export function withLabels(operation: Operation, label: (role: string) => string): Operation {
  const made = withTargets(operation, (to) => (isSwappable(to) ? label(to.swappable) : to))
  if (made !== operation) written.set(made, operation)
  return made
}

/** An operation as its file says it: with roles where `withLabels` put labels. */
export function asWritten(operation: Operation): Operation {
  return written.get(operation) ?? operation
}

/** The operation with roles where its fields name models that have one: how it is written into a file. */
export function withRoles(operation: Operation, roles: Roles): Operation {
  const byLabel = new Map([...roles].map(([role, label]) => [label.toLowerCase(), role]))
  return withTargets(operation, (to) => {
    const role = typeof to === 'string' ? byLabel.get(to.toLowerCase()) : undefined
    return role === undefined ? to : swappable(role)
  })
}

function withTargets(operation: Operation, change: (to: unknown) => unknown): Operation {
  let changed = false
  const made = operation.withFields?.((field: FieldState) => {
    const to = change(field.options.to)
    if (to === field.options.to) return field
    changed = true
    return { type: field.type, options: { ...field.options, to } }
  })
  return changed ? made! : operation
}
