import { NuagesError } from '../../base/errors/index.ts'
import { IntegrityError } from '../drivers/index.ts'
import type { ModelInfo } from '../query/index.ts'
import type { Maybe } from './maybe.ts'

/** What a database says against a value or a statement, and not against the connection. */
const spoken = new Set(['BAD_VALUE', 'BAD_REGEX', 'BAD_PARAMETER', 'TOO_COMPLEX', 'STATEMENT_FAILED'])

/** Sends something and goes on with the answer; what the database refuses is said of the model and its fields. */
export function sent<T, R>(info: ModelInfo, send: () => Maybe<T>, next: (value: T) => R): Maybe<R> {
  let answer: Maybe<T>
  try {
    answer = send()
  } catch (error) {
    throw told(error, info)
  }
  if (!(answer instanceof Promise)) return next(answer)
  return answer.then(next, (error: unknown) => {
    throw told(error, info)
  })
}

/** An error of the driver with the model that it is about: an `IntegrityError` also with its fields. */
export function told(error: unknown, info: ModelInfo): unknown {
  if (!(error instanceof NuagesError) || 'model' in error.data) return error
  const { code, status, hint, cause } = error
  const copy = (Class: typeof NuagesError, message: string, data: object) => {
    const made = new Class(message, { code, status, hint, data: { ...error.data, ...data } }, { cause })
    if (error.stack !== undefined) made.stack = error.stack.replace(error.message, () => message)
    return made
  }
  if (error instanceof IntegrityError) {
    const fields = fieldsOf(error, info)
    const place = fields === null ? info.name : fields.map((name) => `${info.name}.${name}`).join(', ')
    return copy(IntegrityError, `${place}: ${error.message}`, { model: info.name, fields: fields ?? [] })
  }
  if (!code.startsWith('NUAGES_DRIVERS_') || !spoken.has(code.slice('NUAGES_DRIVERS_'.length))) return error
  return copy(NuagesError, `${info.name}: ${error.message}`, { model: info.name })
}

/** The fields under a rule, by what the database says of it; null where that is not known, or another table is meant. */
function fieldsOf({ table, columns, constraint }: IntegrityError, info: ModelInfo): readonly string[] | null {
  if (table !== null && table !== info.table) return null
  const found = columns.flatMap((name) => info.columns.find(({ column }) => column === name)?.property ?? [])
  if (found.length > 0) return found
  const rule = info.constraints.find(({ name }) => name === constraint)
  return rule?.kind === 'unique' && rule.fields.length > 0 ? rule.fields : null
}
