import { didYouMean } from '../../base/errors/index.ts'
import { ValidationError } from '../../base/schema/index.ts'
import { type AtomicOptions, isolations, type Limits } from '../drivers/index.ts'
import type { ColumnInfo } from '../query/index.ts'
import { ormErrors } from './errors.ts'
import { batch, isRow } from './state.ts'

/** Checks of what a program hands to the public methods: what the types refuse may still come from generic code. */

/**
 * A plain object. A list, a `Map`, a promise that nobody awaited or an object that inherits its properties has no keys of
 * its own to read, and would ask for everything.
 */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null) return false
  try {
    const prototype: unknown = Object.getPrototypeOf(value)
    if (prototype === Object.prototype || prototype === null) return true
    // Of another realm: a test runner's, a sandbox's.
    return Object.hasOwn(prototype as object, 'isPrototypeOf') && Object.getPrototypeOf(prototype) === null
  } catch {
    // A proxy that refuses to say.
    return false
  }
}

/** Names and values, as `for in` finds them: what walks a record to find its plan must see exactly the same. */
export function entriesOf(record: object): [string, unknown][] {
  const entries: [string, unknown][] = []
  for (const name in record) entries.push([name, (record as Record<string, unknown>)[name]])
  return entries
}

/** Values by property: a plain object, or one of a class that has properties of its own. */
export function checkValues(where: string, value: unknown): void {
  if (isRecord(value) || hasValues(value)) return
  throw ormErrors.BAD_ARGUMENT({ where, needs: 'an object of values by field', given: kindOf(value) })
}

function hasValues(value: unknown): boolean {
  try {
    const usable = typeof value === 'object' && value !== null && !Array.isArray(value) && !isRow(value)
    return usable && typeof (value as { then?: unknown }).then !== 'function' && Object.keys(value).length > 0
  } catch {
    return false
  }
}

export function checkPath(where: string, path: unknown): asserts path is string {
  if (typeof path !== 'string') throw ormErrors.BAD_ARGUMENT({ where, needs: 'paths as strings', given: kindOf(path) })
}

/** A list of columns' names, or of rows. */
export function checkList(where: string, value: unknown): void {
  if (!Array.isArray(value)) throw ormErrors.BAD_ARGUMENT({ where, needs: 'a list', given: kindOf(value) })
}

/** Options by name. */
export function checkOptions(where: string, value: unknown): void {
  if (!isRecord(value))
    throw ormErrors.BAD_ARGUMENT({ where, needs: 'options as a plain object', given: kindOf(value) })
}

/** A function to call. */
export function checkWork(where: string, value: unknown): void {
  if (typeof value !== 'function') throw ormErrors.BAD_ARGUMENT({ where, needs: 'a function', given: kindOf(value) })
}

/** What ends a statement: a signal, a number of milliseconds. */
function checkLimits(where: string, options: unknown): asserts options is Limits {
  checkOptions(where, options)
  const { signal, timeout } = options as { readonly signal?: unknown; readonly timeout?: unknown }
  if (signal !== undefined && !(signal instanceof AbortSignal))
    throw ormErrors.BAD_ARGUMENT({ where, needs: 'an AbortSignal as `signal`', given: kindOf(signal) })
  if (timeout !== undefined && !(typeof timeout === 'number' && timeout > 0 && timeout < 2 ** 31))
    throw ormErrors.BAD_ARGUMENT({
      where,
      needs: 'a number of milliseconds above 0 and below 2^31 as `timeout`',
      given: typeof timeout === 'number' ? String(timeout) : kindOf(timeout),
    })
}

/** A word that nobody reads would be a promise that nobody keeps. */
export function checkNames(where: string, options: object, known: ReadonlySet<string>): void {
  for (const name of Object.keys(options))
    if (!known.has(name))
      throw ormErrors.BAD_ARGUMENT({
        where,
        needs: `options that it has${didYouMean(name, known)}`,
        given: `'${name}'`,
      })
}

const limitNames: ReadonlySet<string> = new Set(['signal', 'timeout'] satisfies (keyof Limits)[])

/** What `within` takes. */
export function checkWithin(where: string, options: unknown): asserts options is Limits {
  checkLimits(where, options)
  checkNames(where, options, limitNames)
}

const atomicOptions: ReadonlySet<string> = new Set([
  'using',
  'durable',
  'isolation',
  'readOnly',
  'retry',
  'signal',
  'timeout',
] satisfies (keyof AtomicOptions | 'using')[])

/** The options of `atomic`. */
export function checkAtomic(options: unknown): void {
  const where = 'atomic()'
  checkLimits(where, options)
  const { isolation, retry } = options as { readonly isolation?: unknown; readonly retry?: unknown }
  checkNames(where, options, atomicOptions)
  if (isolation !== undefined && !isolations.some((each) => each === isolation))
    throw ormErrors.BAD_ARGUMENT({
      where,
      needs: `${isolations.map((each) => `'${each}'`).join(', ')} as \`isolation\``,
      given: typeof isolation === 'string' ? `'${isolation}'` : kindOf(isolation),
    })
  if (retry !== undefined && !(Number.isSafeInteger(retry) && (retry as number) >= 0))
    throw ormErrors.BAD_ARGUMENT({ where, needs: 'a whole number from 0 on as `retry`', given: String(retry) })
}

/** A number of rows to take at a time. */
export function checkSize(where: string, size: unknown): void {
  if (!Number.isSafeInteger(size) || (size as number) < 1)
    throw ormErrors.BAD_ARGUMENT({
      where,
      needs: 'a whole number of rows from 1 on',
      given: typeof size === 'number' ? String(size) : kindOf(size),
    })
}

/** What a value is, for messages, which never show the value: it may be secret. */
export function kindOf(value: unknown): string {
  try {
    return said(value)
  } catch {
    return 'an object that cannot be read'
  }
}

function said(value: unknown): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'a list'
  if (isRow(value)) return `a row of ${value[batch].layout.info.name}`
  if (typeof value !== 'object') return value === undefined ? 'undefined' : `a ${typeof value}`
  if (typeof (value as { then?: unknown }).then === 'function')
    return 'model' in value ? 'a queryset' : 'a promise (is an `await` missing?)'
  const name: unknown = (Object.getPrototypeOf(value) as { constructor?: { name?: unknown } } | null)?.constructor?.name
  return typeof name === 'string' && name !== 'Object' ? `a ${name}` : 'an object'
}

/** A value as a row of its column holds it. Throws a `ValidationError` that names `path`. */
export function cleaned(column: ColumnInfo, value: unknown, path = column.property): unknown {
  try {
    return column.field.clean(value)
  } catch (error) {
    throw error instanceof ValidationError ? error.at(path) : error
  }
}
