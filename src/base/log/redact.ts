/** Found anywhere in a name, written without separators. */
const inside =
  /password|passwd|passphrase|secret|token|authorization|cookie|credential|csrf|apikey|privatekey|accesskey|sessionid|sessionkey|signature/
/** Secret only as a whole word: 'pass' is in 'passenger'. */
const alone = new Set(['pass', 'pwd', 'otp', 'pin', 'auth', 'jwt', 'sid'])

/** What stands in place of a secret. */
export const mask = '***'

/** True for names whose values should not be shown: 'password', 'csrfmiddlewaretoken', 'Authorization', 'apiKey'. */
export function soundsSecret(name: string): boolean {
  if (inside.test(name.replace(/[^a-zA-Z]/g, '').toLowerCase())) return true
  const words = name.replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase()
  return words.split(/[^a-z]+/).some((word) => alone.has(word))
}

/** A copy in which values under secret names are masked, also inside plain objects and lists. */
export function redacted(
  fields: Readonly<Record<string, unknown>>,
  more: readonly string[] = [],
): Record<string, unknown> {
  return copy(fields, more, 0) as Record<string, unknown>
}

function copy(value: unknown, more: readonly string[], depth: number): unknown {
  if (typeof value !== 'object' || value === null || value instanceof Error || value instanceof Date || depth > 5)
    return value
  if (Array.isArray(value)) return value.map((item) => copy(item, more, depth + 1))
  const prototype: unknown = Object.getPrototypeOf(value)
  if (prototype !== Object.prototype && prototype !== null) return depth === 0 ? { ...value } : value
  const made: Record<string, unknown> = {}
  for (const [name, item] of Object.entries(value)) {
    made[name] = soundsSecret(name) || more.includes(name) ? mask : copy(item, more, depth + 1)
  }
  return made
}
