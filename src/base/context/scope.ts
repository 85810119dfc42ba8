import { contextErrors } from './errors.ts'
import { enteredScope } from './work.ts'

declare const provided: unique symbol

/** The key under which a scope holds one battery's part of the project: its models, its engine, its router. */
export interface Service<T> {
  readonly name: string
  readonly id: symbol
  readonly [provided]?: T
}

/** What one project provides, by service. Immutable once it is in use. */
export interface Scope {
  readonly services: ReadonlyMap<symbol, unknown>
}

/** Declares a service. `name` completes the sentence "the current project has no …". */
export function service<T>(name: string): Service<T> {
  return Object.freeze({ name, id: Symbol(name) })
}

/** One entry of a scope, typed by its service. */
export function provide<T>(key: Service<T>, value: T): readonly [symbol, T] {
  return [key.id, value]
}

let processScope: Scope | undefined

/** Makes `scope` the one that the whole process uses where no `runInScope` is around; undefined takes it away. */
export function setProcessScope(scope: Scope | undefined): void {
  processScope = scope
}

/** The scope in force here, or undefined. */
export function currentScope(): Scope | undefined {
  return enteredScope() ?? processScope
}

/** The current project's `key`. Throws `NUAGES_CONTEXT_NO_PROJECT` or `NUAGES_CONTEXT_NO_SERVICE`. */
export function use<T>(key: Service<T>): T {
  const scope = currentScope()
  if (scope === undefined) throw contextErrors.NO_PROJECT({ service: key.name })
  const value = scope.services.get(key.id) as T | undefined
  if (value === undefined) throw contextErrors.NO_SERVICE({ service: key.name })
  return value
}

/** The current project's `key`, or undefined where there is none. */
export function tryUse<T>(key: Service<T>): T | undefined {
  return currentScope()?.services.get(key.id) as T | undefined
}
