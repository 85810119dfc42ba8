import { NuagesError } from '../errors/index.ts'
import type { Fields, LogRecord } from './logger.ts'
import { type redactor, withoutSecrets } from './redact.ts'

type Redactor = ReturnType<typeof redactor>

/** One JSON object: time (ISO), level, name, message, then the fields. */
export function jsonLine({ time, level, name, message, fields }: LogRecord, shown: Redactor): string {
  const line: Record<string, unknown> = { time: time.toISOString(), level, name, message: withoutSecrets(message) }
  let plain = true
  for (const key of Object.keys(fields)) {
    const value = shown(key, fields[key])
    line[key] = value
    if ((typeof value === 'object' && value !== null) || typeof value === 'bigint') plain = false
  }
  // Where nothing is left to look into, writing takes a fifth of the time.
  return plain ? JSON.stringify(line) : json(line, shown, true)
}

/** `named`: the names of the value itself are the log's own, or masked already. So are those of an error, whatever a project calls secret. */
function json(value: unknown, shown: Redactor, named = false): string {
  const own = new Set<unknown>(named ? [value] : [])
  const told = new Set<Error>()
  return JSON.stringify(value, function (this: unknown, key, item: unknown) {
    if (typeof item === 'bigint') return String(item)
    if (!(item instanceof Error)) return shown(own.has(this) ? '' : key, item)
    // Each once: causes may go in a circle.
    if (told.has(item)) return undefined
    told.add(item)
    const fields = errorFields(item)
    own.add(fields)
    return fields
  })
}

/** `12:00:01 warn  http: message field=value`, errors with their stack below. */
export function textLine({ time, level, name, message, fields }: LogRecord, shown: Redactor): string {
  let line = `${time.toISOString().slice(11, 19)} ${level.padEnd(5)} ${name}: ${oneLine(withoutSecrets(message))}`
  let below = ''
  for (const [key, value] of Object.entries(fields)) {
    const masked = value instanceof Error ? value : shown(key, value)
    if (masked instanceof Error) below += `\n${indented(withoutSecrets(errorText(masked)))}`
    else line += ` ${key}=${oneLine(typeof masked === 'object' ? json(masked, shown) : String(masked))}`
  }
  return line + below
}

/** Control characters could fake a second line or speak to a terminal. */
const oneLine = (text: string): string =>
  text.replace(/[\x00-\x1f\x7f-\x9f\u2028\u2029]/g, (c) => `\\x${c.charCodeAt(0).toString(16).padStart(2, '0')}`)
const indented = (text: string): string =>
  text
    .split('\n')
    .map((line) => `  ${oneLine(line)}`)
    .join('\n')

function errorText(error: Error, told = new Set<Error>()): string {
  told.add(error)
  const stack = error.stack ?? `${error.name}: ${error.message}`
  const hint = error instanceof NuagesError ? `\n${error.code}: ${error.hint}` : ''
  const { cause, errors } = errorsIn(error)
  const text = (lead: string, each: Error) => (told.has(each) ? '' : `\n${lead} ${errorText(each, told)}`)
  const because = cause === undefined ? '' : text('caused by', cause)
  return stack + hint + because + (errors ?? []).map((each) => text('one of them:', each)).join('')
}

function errorFields(error: Error): Fields {
  return {
    type: error.name,
    message: error.message,
    ...(error instanceof NuagesError ? { code: error.code, hint: error.hint } : {}),
    stack: error.stack,
    ...errorsIn(error),
  }
}

/** The errors that one stands for: its cause, and those that an `AggregateError` gathers. */
function errorsIn(error: Error): { readonly cause?: Error; readonly errors?: readonly Error[] } {
  const gathered: readonly unknown[] = error instanceof AggregateError ? error.errors : []
  const errors = gathered.filter((each) => each instanceof Error)
  return {
    ...(error.cause instanceof Error && { cause: error.cause }),
    ...(errors.length > 0 && { errors }),
  }
}

/** Fields with secrets masked and errors as plain objects: what a library for logs may write as it likes. */
export function plainFields(fields: Fields, shown: Redactor): Fields {
  return JSON.parse(json(fields, shown)) as Fields
}
