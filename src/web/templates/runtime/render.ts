import type { Engine } from '../engine.ts'
import { templatesErrors } from '../errors.ts'
import type { Compiled, Template } from '../template.ts'
import { RenderEnvironment } from './environment.ts'

/** The variables in force: what `render` was given, or an object derived from that. */
export type Scope = Record<string, unknown>

/** Marks the scopes that we derived: what is beyond the last of them is not ours to look into. */
const derived = Symbol('nuages.templates.scope')

/** A scope with all variables of another, to which more can be added. */
export function derive(scope: Scope): Scope {
  const made = Object.create(scope) as Scope
  ;(made as { [derived]?: true })[derived] = true
  return made
}

/** Whether a scope has a variable of its own or from those that it is derived from. */
export function hasVariable(scope: Scope, name: string): boolean {
  let at = scope
  while (!Object.hasOwn(at, name)) {
    if (!Object.hasOwn(at, derived)) return false
    at = Object.getPrototypeOf(at) as Scope
  }
  return true
}

/** All variables of a scope in one object. */
export function flatten(scope: Scope): Record<string, unknown> {
  return Object.hasOwn(scope, derived)
    ? Object.assign(flatten(Object.getPrototypeOf(scope) as Scope), Object.fromEntries(Object.entries(scope)))
    : { ...scope }
}

/**
 * Thrown by a synchronous rendering that meets a value it would have to wait for. The template is then rendered again
 * by its asynchronous functions, which take the results of functions called so far from the log and call none twice.
 */
export const bail: unique symbol = Symbol('nuages.templates.bail')

/** How deeply templates may include each other. */
const deepest = 200

/** One call of `render`: what all templates that take part in it share. */
export class Render {
  readonly engine: Engine
  /** The environments in force with escaping and without: tags replace them for their nodes. */
  on: RenderEnvironment
  off: RenderEnvironment
  depth = 0
  /** True once something was waited for. */
  waited = false
  /** Functions that the context gave and that were called: function, receiver, result; in order. */
  readonly log: unknown[]
  /** Where a second, asynchronous pass stands in the log of the first. */
  #replayed = 0
  #replayUntil: number
  readonly #settled = new Map<object, unknown>()

  constructor(engine: Engine, first?: Render) {
    this.engine = engine
    const { on, off } = RenderEnvironment.pair(engine)
    this.on = on
    this.off = off
    this.log = first?.log ?? []
    this.#replayUntil = this.log.length
  }

  /** Runs `work` once: in a second pass it gives what it gave in the first. */
  once(key: unknown, receiver: unknown, work: () => unknown): unknown {
    const { log } = this
    if (this.#replayed < this.#replayUntil) {
      const at = this.#replayed
      if (log[at] === key && log[at + 1] === receiver) {
        this.#replayed = at + 3
        return log[at + 2]
      }
      this.#replayUntil = 0
    }
    const result = work()
    log.push(key, receiver, result)
    return result
  }

  /** Waits for a promise or a queryset, or collects an async iterable; each of them once. */
  async settle(value: object): Promise<unknown> {
    this.waited = true
    if (value instanceof Promise) return value
    if (this.#settled.has(value)) return this.#settled.get(value)
    const result = typeof (value as { then?: unknown }).then === 'function' ? await value : await collect(value)
    this.#settled.set(value, result)
    return result
  }

  enter(template: Template): void {
    if (++this.depth > deepest) throw templatesErrors.RECURSION({ template: template.origin.name, depth: deepest })
  }
}

async function collect(value: object): Promise<unknown[]> {
  const items: unknown[] = []
  for await (const item of value as AsyncIterable<unknown>) items.push(item)
  return items
}

/** One template inside a rendering: its blocks, and what its tags remember (cycles, changes). */
export class Frame {
  readonly r: Render
  readonly compiled: Compiled
  readonly #states: Map<object, unknown> = new Map()

  constructor(render: Render, compiled: Compiled) {
    this.r = render
    this.compiled = compiled
  }

  /** What the node `key` keeps during this rendering. */
  state<T>(key: object, start: () => T): T {
    let found = this.#states.get(key) as T | undefined
    if (found === undefined) {
      found = start()
      this.#states.set(key, found)
    }
    return found
  }
}

/** Whether a value has to be waited for. */
export function isPending(value: unknown): boolean {
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    (typeof (value as { then?: unknown }).then === 'function' || Symbol.asyncIterator in value)
  )
}

/** In a synchronous rendering: the value, if it is there. */
export function ready<T>(value: T): T {
  if (typeof value === 'object' && isPending(value)) throw bail
  return value
}
