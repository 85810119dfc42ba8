import { didYouMean } from '../../../base/errors/index.ts'
import { SafeString } from '../../../base/text/index.ts'
import { templatesErrors } from '../errors.ts'
import type { Variable } from '../expression.ts'
import { flatten, hasVariable, isPending, type Scope } from './render.ts'

/**
 * In strict mode: throws where a variable that gave nothing does not exist, and says which part of it and what was meant.
 * Returns where it exists and is undefined. `start` is what its first name stands for, `names` are the names that the
 * template itself set. Nothing is called here.
 */
export function unknown(variable: Variable, start: unknown, scope: Scope, names: readonly string[]): undefined {
  const [first, ...steps] = variable.path as [string, ...string[]]
  const ours = names.filter((name) => !name.includes(' '))
  if (start === undefined && !names.includes(first) && !hasVariable(scope, first)) {
    throw templatesErrors.UNKNOWN_VARIABLE({
      variable: variable.name,
      reason: `There is no variable '${first}' here${didYouMean(first, [...ours, ...Object.keys(flatten(scope))])}`,
    })
  }
  let value = start
  let seen = first.includes(' ') ? 'an item' : first
  for (const step of steps) {
    if (typeof value === 'function') return refuseFunction(variable, seen, value)
    if (value === null || value === undefined) return fail(variable, `'${seen}' is ${value}, so it has no '${step}'`)
    if (isPending(value)) return fail(variable, `what '${seen}' gives has no '${step}'`)
    const found = read(value, step)
    if (found === absent) return fail(variable, `'${seen}' has no '${step}'${didYouMean(step, keysOf(value))}`)
    value = found
    seen = `${seen}.${step}`
  }
  if (typeof value === 'function') return refuseFunction(variable, seen, value)
  return undefined
}

function fail(variable: Variable, reason: string): never {
  throw templatesErrors.UNKNOWN_VARIABLE({ variable: variable.name, reason: `${variable.name}: ${reason}` })
}

/** A function is only named where it could not be called; one that gave nothing is no error. */
function refuseFunction(variable: Variable, seen: string, value: Function): undefined {
  if ((value as { altersData?: boolean }).altersData === true) {
    return fail(variable, `'${seen}' is a function that changes data, and templates call none`)
  }
  return value.length > 0 ? fail(variable, `'${seen}' is a function that needs arguments`) : undefined
}

const absent = Symbol('absent')

function read(value: unknown, step: string): unknown {
  if (typeof value !== 'object' || value === null) return (value as Record<string, unknown>)[step] ?? absent
  const object = value instanceof SafeString ? Object(value.value) : value
  if (object instanceof Map) {
    if (object.has(step)) return object.get(step)
    if (object.has(Number(step))) return object.get(Number(step))
  }
  return step !== 'constructor' && step in object ? (object as Record<string, unknown>)[step] : absent
}

/** The names that a value has, its class's included. */
function keysOf(value: unknown): string[] {
  const names = new Set<string>()
  if (value instanceof Map) for (const key of value.keys()) names.add(String(key))
  for (let at: object | null = Object(value); at !== null && at !== Object.prototype; at = Object.getPrototypeOf(at)) {
    if (at === Array.prototype || at === String.prototype) break
    for (const name of Object.getOwnPropertyNames(at)) names.add(name)
  }
  return Array.from(names).filter((name) => name !== 'constructor' && !name.startsWith('_'))
}
