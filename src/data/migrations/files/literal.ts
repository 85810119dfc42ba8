import type { FieldState } from '../../query/index.ts'
import { migrationErrors } from '../errors.ts'
import { isBuiltIn } from '../field.ts'
import { array, call, plain, quoted, record, type Source } from './layout.ts'
import { isSwappable } from './swappable.ts'

/** The source of plain data in a migration file; a field is the call that makes it. `where` is said of what cannot be written. */
export function literal(value: unknown, where: string): Source {
  if (isSwappable(value)) return call('swappable', quoted(value.swappable))
  if (isFieldState(value)) return fieldCall(value, where)
  if (Array.isArray(value)) return array(value.map((item, i) => literal(item, `${where}[${i}]`)))
  if (typeof value === 'object' && value !== null) {
    const prototype: unknown = Object.getPrototypeOf(value)
    if (prototype !== Object.prototype && prototype !== null)
      throw migrationErrors.UNWRITABLE({ where, what: `a ${value.constructor?.name ?? 'strange object'}` })
    const entries = Object.entries(value).filter(([, item]) => item !== undefined)
    return record(entries.map(([name, item]) => [name, literal(item, `${where}.${name}`)]))
  }
  if (value !== null && !['string', 'number', 'bigint', 'boolean'].includes(typeof value))
    throw migrationErrors.UNWRITABLE({ where, what: `a ${typeof value}` })
  return plain(value)
}

function fieldCall({ type, options }: FieldState, where: string): Source {
  if (!isBuiltIn(type)) {
    return record([
      ['type', quoted(type)],
      ['options', literal(options, where)],
    ])
  }
  const { to, ...rest } = options
  const values = [...(to === undefined ? [] : [to]), ...(Object.keys(rest).length === 0 ? [] : [rest])]
  return call(`field.${type}`, ...values.map((value) => literal(value, where)))
}

function isFieldState(value: unknown): value is FieldState {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false
  const { type, options, ...rest } = value as Record<string, unknown>
  const plainOptions = typeof options === 'object' && options !== null && !Array.isArray(options)
  return typeof type === 'string' && plainOptions && Object.keys(rest).length === 0
}
