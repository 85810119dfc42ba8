import { currentScope, type Scope } from '../../../base/context/index.ts'
import type { ModelInfo } from '../../../data/query/index.ts'

/** How many rows of each model, by label, factories have made in a scope: a test's own, or a project's. */
const counts = new WeakMap<Scope, Map<string, number>>()

function countsOf(scope: Scope): Map<string, number> {
  const known = counts.get(scope)
  if (known !== undefined) return known
  const made = new Map<string, number>()
  counts.set(scope, made)
  return made
}

/** The number of the next row of a model, from 1 on. */
export function nextNumber(info: ModelInfo): number {
  const mine = countsOf(currentScope()!)
  const next = (mine.get(info.concrete.label) ?? 0) + 1
  mine.set(info.concrete.label, next)
  return next
}

/** A new scope goes on counting where another one stands. */
export function continueCounting(from: Scope, to: Scope): void {
  counts.set(to, new Map(countsOf(from)))
}

/** A new scope counts together with another one. */
export function countTogether(one: Scope, other: Scope): void {
  counts.set(other, countsOf(one))
}
