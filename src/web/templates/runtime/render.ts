import type { Engine } from '../engine.ts'
import { templatesErrors } from '../errors.ts'
import type { Compiled, Template } from '../template.ts'
import { RenderEnvironment } from './environment.ts'
import type { Output } from './output.ts'

/** The variables in force: what `render` was given, or an object derived from that. */
export type Scope = Record<string, unknown>

/**
 * What a scope of ours is: a copy, whose variables are all its own; one that is nested in another, its prototype; or a live one, which reads
 * the context when it is asked. A context has no such mark: it is not ours to change, and its prototype not to be looked into.
 */
const kind = Symbol('nuages.templates.scope')

/** On a scope of ours: the context that it comes from, whose functions are called with that as `this`. */
const source = Symbol('nuages.templates.context')

interface Marked {
  [kind]?: 'copy' | 'nested' | 'live'
  [source]?: Scope
}

/** What `this` is in a function of the context. */
export function contextOf(scope: Scope): Scope {
  return (scope as Marked)[source] ?? scope
}

/** A scope of its own with all variables of another, for another template or a whole function. */
export function derive(scope: Scope, frame: Frame): Scope {
  const base = marked(scope, frame)
  // To copy some dozen values takes a fraction of what V8 takes for a prototype that is another object each time.
  return base[kind] === 'live' ? nested(base, 'live') : copy(base)
}

/** A scope inside another of the same function: what is set upward in it is set in that one. */
export function nest(scope: Scope, frame: Frame): Scope {
  const base = marked(scope, frame)
  return nested(base, base[kind] === 'live' ? 'live' : 'nested')
}

function marked(scope: Scope, frame: Frame): Scope & Marked {
  return (scope as Marked)[kind] === undefined ? frame.r.base(scope) : scope
}

function nested(base: Scope, mark: 'nested' | 'live'): Scope {
  const made: Scope & Marked = Object.create(base)
  made[kind] = mark
  return made
}

function copy(scope: Scope & Marked): Scope & Marked {
  if (scope[kind] === 'copy') return Object.assign({}, scope)
  const made = Object.assign(copy(Object.getPrototypeOf(scope)), scope)
  made[kind] = 'copy'
  return made
}

/**
 * What scopes are derived from where this is the context: a copy of it, if it is a plain object of values. Otherwise a live one:
 * getters, a class's or own ones, are not called for names that nobody uses.
 */
function baseOf(context: Scope): Scope {
  const prototype = Object.getPrototypeOf(context)
  let plain = prototype === Object.prototype || prototype === null
  for (const name of Object.getOwnPropertyNames(context)) {
    const property = Object.getOwnPropertyDescriptor(context, name)!
    if (!('value' in property) || !property.enumerable || name === '__proto__') plain = false
  }
  return plain ? ({ ...context, [kind]: 'copy', [source]: context } as Scope) : shield(context)
}

/** A scope before a context that would refuse variables of the same names: one that is frozen or has getters. */
function shield(context: Scope): Scope {
  const made = Object.create(context) as Scope
  Object.defineProperty(made, kind, { value: 'live', writable: true })
  Object.defineProperty(made, source, { value: context })
  for (let at: object | null = context; at !== null && at !== Object.prototype; at = Object.getPrototypeOf(at)) {
    for (const name of Object.getOwnPropertyNames(at)) {
      if (Object.hasOwn(made, name) || name === 'constructor') continue
      Object.defineProperty(made, name, {
        get: () => context[name],
        set(this: Scope, value) {
          Object.defineProperty(this, name, { value, writable: true, enumerable: true, configurable: true })
        },
        enumerable: true,
        configurable: true,
      })
    }
  }
  return made
}

/** The scope that this one is nested in; null for a copy or a context. */
function outer(scope: Scope): Scope | null {
  const own = Object.hasOwn(scope, kind) ? (scope as Marked)[kind] : undefined
  return own === undefined || own === 'copy' ? null : (Object.getPrototypeOf(scope) as Scope)
}

/** Whether a scope has a variable of its own or from those that it is derived from. */
export function hasVariable(scope: Scope, name: string): boolean {
  for (let at: Scope | null = scope; at !== null; at = outer(at)) if (Object.hasOwn(at, name)) return true
  return false
}

/** Sets a variable in the scope that has it, as far as scopes are ours, else in the innermost. */
export function setUpward(scope: Scope, name: string, value: unknown): void {
  for (let at: Scope | null = scope; at !== null && Object.hasOwn(at, kind); at = outer(at)) {
    const found = Object.getOwnPropertyDescriptor(at, name)
    if (found === undefined || !('value' in found)) continue
    at[name] = value
    return
  }
  scope[name] = value
}

/** All variables of a scope in one object. */
export function flatten(scope: Scope): Record<string, unknown> {
  const around = outer(scope)
  return Object.assign(around === null ? {} : flatten(around), Object.fromEntries(Object.entries(scope)))
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
  /** Where a streamed rendering writes to. */
  readonly out: Output | null
  depth = 0
  /** True once something was waited for. */
  waited = false
  /** Functions that the context gave and that were called: function, receiver, result; in order. */
  readonly log: unknown[]
  /** Where a second, asynchronous pass stands in the log of the first. */
  #replayed = 0
  #replayUntil: number
  readonly #settled = new Map<object, unknown>()
  #context: Scope | null = null
  #base: Scope | null = null

  constructor(engine: Engine, first?: Render, out: Output | null = null) {
    this.engine = engine
    const { on, off } = RenderEnvironment.pair(engine)
    this.on = on
    this.off = off
    this.out = out
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
    const { out } = this
    if (value instanceof Promise) return out === null ? value : out.during(value)
    if (this.#settled.has(value)) return this.#settled.get(value)
    const waiting =
      typeof (value as { then?: unknown }).then === 'function' ? Promise.resolve(value) : collect(value, out)
    const result = out === null ? await waiting : await out.during(waiting)
    this.#settled.set(value, result)
    return result
  }

  /** The same for what is to be shown: of a list the items are waited for, one after the other. */
  async settleShown(value: object): Promise<unknown> {
    if (!Array.isArray(value)) return this.settle(value)
    value.forEach(quiet)
    const items: unknown[] = []
    for (const item of value) items.push(isPending(item) ? await this.settle(item as object) : item)
    return items
  }

  /** What scopes are derived from where `context` is the outermost. */
  base(context: Scope): Scope {
    if (this.#base === null || this.#context !== context) {
      this.#context = context
      this.#base = baseOf(context)
    }
    return this.#base
  }

  /** Runs a part that a tag may call again, or whose failure it may catch: what a failed one left open is then as it was. */
  async part(work: () => Promise<string>): Promise<string> {
    const { on, off, depth, out } = this
    const held = out?.held ?? 0
    if (out !== null) out.held++
    try {
      return await work()
    } finally {
      this.on = on
      this.off = off
      this.depth = depth
      if (out !== null) out.held = held
    }
  }

  enter(template: Template): void {
    if (++this.depth > deepest) throw templatesErrors.RECURSION({ template: template.origin.name, depth: deepest })
  }
}

async function collect(value: object, out: Output | null): Promise<unknown[]> {
  const items: unknown[] = []
  for await (const item of value as AsyncIterable<unknown>) {
    if (out?.stopped) break
    items.push(item)
  }
  return items
}

/** One template inside a rendering: its blocks, and what its tags remember (cycles, changes). */
export class Frame {
  readonly r: Render
  readonly compiled: Compiled
  #states: Map<object, unknown> | null = null

  constructor(render: Render, compiled: Compiled) {
    this.r = render
    this.compiled = compiled
  }

  /** What the node `key` keeps during this rendering. */
  state<T>(key: object, start: () => T): T {
    this.#states ??= new Map()
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
    (typeof (value as { then?: unknown }).then === 'function' ||
      // Node's own request is an async iterable of its body: `request.url` must not read that away.
      (Symbol.asyncIterator in value && !('httpVersion' in value)))
  )
}

/** Whether a value has to be waited for before it is shown: a list also where one of its items has to. */
export function isOpen(value: unknown): value is object {
  return isPending(value) || (Array.isArray(value) && value.some(isPending))
}

/** In a synchronous rendering: the value, if it is there. */
export function ready<T>(value: T): T {
  if (typeof value === 'object' && isPending(value)) waitFor(value)
  return value
}

/**
 * Ends a synchronous rendering that met something to wait for. A getter may have made it, and will make another in the second
 * rendering: should this one fail, nobody is left to hear of it.
 */
export function waitFor(value: unknown): never {
  quiet(value)
  throw bail
}

/** Takes the failure of a promise as heard of, for who has not decided yet whether to wait for it. */
export function quiet(value: unknown): void {
  if (value instanceof Promise) value.catch(() => {})
  else if (Array.isArray(value)) for (const item of value) if (item instanceof Promise) item.catch(() => {})
}
