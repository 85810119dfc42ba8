import { type AnyModelClass, isModelClass } from '../class.ts'
import { declarationOf, keyFieldOf } from '../declaration.ts'
import { ormErrors } from '../errors.ts'
import type { BaseField } from './base.ts'

/** The model at the other end: a function that gives the class (classes may name each other), or in a migration its label. */
export type Target = (() => AnyModelClass) | string

/** Where a relation's column gets its kind from: the key of the model that it points at. */
export function keyField(target: Target, bound: BaseField | null | undefined, toField?: string): BaseField {
  if (bound) return bound
  if (typeof target === 'function') {
    const model = target()
    const named = toField === undefined ? undefined : declarationOf(model).fields.get(toField)
    return named ?? keyFieldOf(model)
  }
  throw ormErrors.RELATION_UNPLACED({ target })
}

/** `newsroom.section` once a registry knows the app; before that the class's name alone. */
export function targetLabel(target: Target, bound: string | null | undefined): string {
  return bound ?? (typeof target === 'string' ? target : target().name.toLowerCase())
}

/** What is wrong with how a relation names the other model; empty when all is well. */
export function targetProblems(target: unknown): string[] {
  const fine = typeof target === 'string' || (typeof target === 'function' && !isModelClass(target))
  return fine ? [] : ['the other model is named by a function, `() => Author`.']
}
