import { currentScope, type Scope } from '../../../base/context/index.ts'
import type { ModelInfo } from '../../../data/query/index.ts'

/** How many rows of each model factories have made in a scope: a test's own, or a project's. */
const counts = new WeakMap<Scope, Map<ModelInfo, number>>()

function countsOf(scope: Scope): Map<ModelInfo, number> {
  const known = counts.get(scope)
  if (known !== undefined) return known
  const made = new Map<ModelInfo, number>()
  counts.set(scope, made)
  return made
}

/** The number of the next row of a model, from 1 on. */
export function nextNumber(info: ModelInfo): number {
  const mine = countsOf(currentScope()!)
  const next = (mine.get(info.concrete) ?? 0) + 1
  mine.set(info.concrete, next)
  return next
}

/** A new scope goes on counting where another one stands. */
export function continueCounting(from: Scope, to: Scope): void {
  counts.set(to, new Map(countsOf(from)))
}
