import { createHash } from 'node:crypto'
import { asWritten } from '../files/swappable.ts'
import type { Operation } from '../operations/operation.ts'

/** Says how digests are made: those made otherwise are not compared. */
const scheme = '1'

/**
 * What a migration's operations say, a digest each: their kinds and their arguments as data. How the file is laid out does not
 * count, nor the order of keys, nor functions: what a `run` does may be corrected. A role is a role, whichever model has it.
 */
export function digestsOf(operations: readonly Operation[]): readonly string[] {
  return operations.map((operation) => digestOf(asWritten(operation)))
}

/** The same with the models that have the roles, as the journal of before kept it. */
export function labelledDigestsOf(operations: readonly Operation[]): readonly string[] {
  return operations.map(digestOf)
}

function digestOf(operation: Operation): string {
  return createHash('sha256').update(told(operation)).digest('hex').slice(0, 16)
}

/** Digests as one text. */
export function digestText(digests: readonly string[]): string {
  return [scheme, ...digests].join(' ')
}

/** Digests from their text; null where they were made in another way, and cannot be compared. */
export function readDigests(text: string): readonly string[] | null {
  const [made, ...digests] = text.split(' ')
  return made === scheme ? digests : null
}

function told({ kind, arguments: given }: Operation): string {
  return `${kind}(${kind === 'run' ? '' : canonical(given)})`
}

/** A value as text, the same for the same data. */
function canonical(value: unknown): string {
  if (typeof value === 'bigint') return `${value}n`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null'
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`
  if (isOperation(value)) return told(value)
  if (value instanceof Date || value instanceof RegExp) return JSON.stringify(String(value))
  if (value instanceof Uint8Array) return `x${Buffer.from(value).toString('hex')}`
  const entries =
    value instanceof Map ? [...value] : value instanceof Set ? [...value].entries() : Object.entries(value)
  const parts = [...entries].flatMap(([key, each]) => (isData(each) ? `${JSON.stringify(key)}:${canonical(each)}` : []))
  return `{${parts.sort().join(',')}}`
}

function isData(value: unknown): boolean {
  return value !== undefined && typeof value !== 'function' && typeof value !== 'symbol'
}

/** An operation inside another one. */
function isOperation(value: object): value is Operation {
  return 'kind' in value && 'arguments' in value && typeof (value as Partial<Operation>).changeState === 'function'
}
