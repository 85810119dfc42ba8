import { createHash } from 'node:crypto'
import { tasksErrors } from './errors.ts'

/** How deep lists and objects may lie in one another. */
const deepest = 100

/** Where the first value is that JSON would lose or change, and what it is; null where all is plain. */
function unkept(value: unknown, path: string, around: Set<object>): { path: string; type: string } | null {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return null
  if (typeof value === 'number') return Number.isFinite(value) ? null : { path, type: String(value) }
  if (typeof value !== 'object') return { path, type: `a ${typeof value}` }
  if (around.has(value)) return { path, type: 'a circle' }
  const plain = Array.isArray(value) || [Object.prototype, null].includes(Object.getPrototypeOf(value))
  if (!plain) return { path, type: `an object of the class ${value.constructor?.name ?? '?'}` }
  if (around.size >= deepest) return { path, type: `nested more than ${deepest} levels deep` }
  around.add(value)
  if (Array.isArray(value)) {
    // By number: what a list leaves out would become null.
    for (let i = 0; i < value.length; i++) {
      const found = unkept(value[i], `${path}[${i}]`, around)
      if (found !== null) return found
    }
  } else
    for (const [key, each] of Object.entries(value)) {
      // Left out, as JSON does.
      if (each === undefined) continue
      const found = unkept(each, `${path}.${key}`, around)
      if (found !== null) return found
    }
  around.delete(value)
  return null
}

/**
 * A value as JSON text that gives the same value back; undefined is null. Throws `NUAGES_TASKS_NOT_JSON` for what JSON would lose or change (dates,
 * rows, NaN) and `…_TOO_LARGE` beyond `limit` bytes. `what` begins the message: 'The payload of x'.
 */
export function jsonText(what: string, value: unknown, limit: number): string {
  const found = unkept(value ?? null, 'it', new Set())
  if (found !== null)
    throw tasksErrors.NOT_JSON({ what, path: found.path.slice(0, 200), type: found.type.slice(0, 200) })
  const text = JSON.stringify(value ?? null)
  const bytes = Buffer.byteLength(text)
  if (bytes > limit) throw tasksErrors.TOO_LARGE({ what, bytes, limit })
  return text
}

/** A short name of a value: the same for objects whose keys come in another order. */
export function digestOf(value: unknown): string {
  const sorted = JSON.stringify(value ?? null, (_, each: unknown) =>
    typeof each === 'object' && each !== null && !Array.isArray(each)
      ? Object.fromEntries(Object.entries(each).sort(([a], [b]) => (a < b ? -1 : 1)))
      : each,
  )
  return createHash('sha256').update(sorted).digest('base64url')
}
