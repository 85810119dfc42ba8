import { SafeString } from '../../../base/text/index.ts'
import { templatesErrors } from '../errors.ts'
import { contextOf, type Frame, hasVariable, isPending, quiet, type Scope, waitFor } from './render.ts'
import { isPlainObject } from './values.ts'

/** On a value: it stands for a relation that was not loaded, and this function says how to load it. */
const unloaded: symbol = Symbol.for('nuages.unloaded')

/** Names that a variable never reaches, whatever the value (names with a leading underscore are syntax errors). */
const refused: ReadonlySet<string> = new Set(['constructor', 'prototype', 'caller', 'callee', 'arguments'])

const typedArray = Object.getPrototypeOf(Uint8Array.prototype) as Uint8Array

/** Methods of JavaScript's own objects that change them: a template calls none. */
const mutators: ReadonlySet<unknown> = new Set([
  ...(['pop', 'shift', 'reverse', 'sort', 'splice', 'fill', 'push', 'unshift', 'copyWithin'] as const).map(
    (name) => Array.prototype[name],
  ),
  ...(['reverse', 'sort', 'fill', 'set', 'copyWithin'] as const).map((name) => typedArray[name]),
  ...(['swap16', 'swap32', 'swap64'] as const).map((name) => Buffer.prototype[name]),
  Map.prototype.clear,
  Set.prototype.clear,
  URLSearchParams.prototype.sort,
  AbortController.prototype.abort,
  ReadableStream.prototype.cancel,
])

/**
 * Names for which a plain property read could answer with something that is not the value's own: everything that
 * `Object.prototype` and `Map.prototype` have. The compiler writes `get` for them and a direct read for all others.
 */
export const ambiguousNames: ReadonlySet<string> = new Set([
  ...Object.getOwnPropertyNames(Object.prototype),
  ...Object.getOwnPropertyNames(Map.prototype),
  ...refused,
])

const classes = new WeakMap<Function, boolean>()

function isClass(value: Function): boolean {
  let known = classes.get(value)
  if (known === undefined) {
    known = /^class\b/.test(Function.prototype.toString.call(value))
    classes.set(value, known)
  }
  return known
}

/** A function that a template may carry marks, as in Django. */
interface Marked {
  readonly altersData?: boolean
  readonly doNotCallInTemplates?: boolean
}

/**
 * What a template gets where a variable is a function: its result. Undefined (an invalid variable) where it needs
 * arguments or changes data; the function itself where it is a class or says `doNotCallInTemplates`.
 */
export function call(value: Function, receiver: unknown, frame: Frame, logged = receiver): unknown {
  const marks = value as Marked
  if (marks.doNotCallInTemplates === true || isClass(value)) return value
  if (marks.altersData === true || value.length > 0 || mutators.has(value)) return undefined
  return frame.r.once(value, logged, () => {
    try {
      const result: unknown = value.call(receiver)
      quiet(result)
      return result
    } catch (error) {
      if ((error as { silentVariableFailure?: boolean } | null)?.silentVariableFailure === true) return undefined
      throw error
    }
  })
}

/** A variable of the context whose name is one of `ambiguousNames`, or that may be a function. */
export function root(scope: Scope, name: string, frame: Frame): unknown {
  if ((name in Object.prototype || refused.has(name)) && !hasVariable(scope, name)) return undefined
  return got(scope[name], scope, frame)
}

function unloadedRelation(value: object, attribute: string): Error {
  const message = (value as Record<symbol, unknown>)[unloaded]
  const reason = typeof message === 'function' ? String(message.call(value)) : String(message)
  return templatesErrors.UNLOADED_RELATION({ reason, attribute })
}

/** Throws where `value` is a relation that was not loaded and would have to be shown. */
export function refuseUnloaded(value: object): void {
  if (unloaded in value) throw unloadedRelation(value, 'toString')
}

/** A variable of the context that a plain read gave: its result, where it is a function. Scopes are others in a second rendering. */
export function got(value: unknown, scope: Scope, frame: Frame): unknown {
  return typeof value === 'function' ? call(value, contextOf(scope), frame, got) : value
}

/** One step of a dotted lookup, of which `value` is what a plain read gave: nearly always that is it. */
export function step(object: unknown, value: unknown, name: string, frame: Frame): unknown {
  return value !== undefined && typeof value !== 'function' ? value : get(object, name, frame)
}

/**
 * One step of a dotted lookup: key of a Map, property (own or of a prototype, getters included), index; then the call of
 * a method without arguments. Undefined where there is none. A value that has to be waited for ends the synchronous
 * rendering.
 */
export function get(value: unknown, name: string, frame: Frame): unknown {
  const found = lookUp(value, name, frame)
  if (found === undefined && isPending(value)) waitFor(value)
  return found
}

/** The same in an asynchronous rendering: what a promise or queryset has not itself, its result may have. */
export async function getLater(value: unknown, name: string, frame: Frame): Promise<unknown> {
  const found = lookUp(value, name, frame)
  return found === undefined && isPending(value) ? lookUp(await frame.r.settle(value as object), name, frame) : found
}

function lookUp(value: unknown, name: string, frame: Frame): unknown {
  if (value === null || value === undefined) return undefined
  if (typeof value === 'object') return getFromObject(value instanceof SafeString ? value.value : value, name, frame)
  if (typeof value === 'function') return refused.has(name) ? undefined : property(value, name, frame)
  return property(value, name, frame)
}

function property(value: unknown, name: string, frame: Frame): unknown {
  if (name === 'constructor') return undefined
  const found = (value as Record<string, unknown>)[name]
  return typeof found === 'function' ? call(found, value, frame) : found
}

function getFromObject(value: object | string, name: string, frame: Frame): unknown {
  if (typeof value === 'string') return property(value, name, frame)
  if (unloaded in value && name !== 'pk') throw unloadedRelation(value, name)
  if (value instanceof Map) {
    if (value.has(name)) return called(value.get(name), value, frame)
    if (/^\d+$/.test(name) && value.has(Number(name))) return called(value.get(Number(name)), value, frame)
  }
  if (refused.has(name) || (name in Object.prototype && isPlainObject(value))) {
    const own = Object.hasOwn(value, name) ? (value as Record<string, unknown>)[name] : undefined
    return name === 'constructor' && typeof own === 'function' ? undefined : called(own, value, frame)
  }
  const found = (value as Record<string, unknown>)[name]
  if (found !== undefined) return called(found, value, frame)
  if (isPlainObject(value)) {
    if (name === 'items') return Object.entries(value)
    if (name === 'keys') return Object.keys(value)
    if (name === 'values') return Object.values(value)
  } else if (name === 'items' && value instanceof Map) return Array.from(value)
  return undefined
}

function called(found: unknown, receiver: unknown, frame: Frame): unknown {
  return typeof found === 'function' ? call(found, receiver, frame) : found
}
