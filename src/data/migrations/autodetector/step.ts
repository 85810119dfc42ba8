import type { Operation } from '../operations/operation.ts'

/**
 * An operation that is to be written, what it makes true (`+news.article`, `-news.article.title`), and what must be true
 * before it. A need that no other step provides is true already.
 */
export interface Step {
  readonly app: string
  readonly operation: Operation
  readonly provides: readonly string[]
  readonly needs: readonly string[]
}

export const modelMade = (key: string): string => `+${key}`
export const modelGone = (key: string): string => `-${key}`
export const fieldMade = (key: string, field: string): string => `+${key}.${field}`
export const fieldGone = (key: string, field: string): string => `-${key}.${field}`
/** The unique rules of a model that name a field no longer do. */
export const fieldFree = (key: string, field: string): string => `free ${key}.${field}`

/** A model no longer has an index or a constraint: another one may take its name, which a schema has once. */
export const ruleGone = (key: string, name: string): string => `rule ${key}.${name}`

/** A model's old key is a key no more, so that it can get another. */
export const keyFree = (key: string): string => `key ${key}`

/** The app that a fact is about. */
export function appOf(fact: string): string {
  return fact.replace(/^(?:[+-]|\w+ )/, '').split('.')[0]!
}

/**
 * The steps in an order in which every need is met: in layers, first all that wait for no other, then those that waited
 * for these only, and so on; within a layer as they were.
 */
export function sorted(steps: readonly Step[]): Step[] {
  const missing = new Map<string, number>()
  for (const step of steps) for (const fact of step.provides) missing.set(fact, (missing.get(fact) ?? 0) + 1)
  const done = new Set<Step>()
  while (done.size < steps.length) {
    const waiting = steps.filter((step) => !done.has(step))
    const own = (step: Step, fact: string) => step.provides.filter((each) => each === fact).length
    const ready = waiting.filter((step) => step.needs.every((fact) => (missing.get(fact) ?? 0) <= own(step, fact)))
    // Where all wait for each other, the first one has to do without.
    for (const step of ready.length > 0 ? ready : waiting.slice(0, 1)) {
      for (const fact of step.provides) missing.set(fact, missing.get(fact)! - 1)
      done.add(step)
    }
  }
  return [...done]
}
