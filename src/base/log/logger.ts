import { type Service, service, tryUse } from '../context/index.ts'
import { NuagesError } from '../errors/index.ts'
import { redactor, withoutSecrets } from './redact.ts'

/** From least to most important; a logger drops what is below its level. */
export const levels = ['trace', 'debug', 'info', 'warn', 'error'] as const
export type Level = (typeof levels)[number]

/** Facts beside the message, by name. Values under names that sound secret are replaced. */
export type Fields = Readonly<Record<string, unknown>>

export interface Logger {
  trace(message: string, fields?: Fields): void
  debug(message: string, fields?: Fields): void
  info(message: string, fields?: Fields): void
  warn(message: string, fields?: Fields): void
  error(message: string, fields?: Fields): void
  /** True where a message of this level would be written: check it before collecting expensive fields. */
  enabled(level: Level): boolean
  /** A logger that adds these fields to every message. */
  child(fields: Fields): Logger
}

export interface LogRecord {
  readonly time: Date
  readonly level: Level
  readonly name: string
  readonly message: string
  readonly fields: Fields
}

export interface LoggerOptions {
  /** Says which part of the program speaks. */
  readonly name?: string
  /** Default 'info'; 'silent' writes nothing. */
  readonly level?: Level | 'silent'
  /** 'json' (one object a line) or 'text' (for people). Default: 'json' where NODE_ENV or NUAGES_ENV is 'production'. */
  readonly format?: 'json' | 'text'
  /** Where a line goes, without its line break; default: standard error. */
  readonly write?: (line: string) => void
  /** More names whose values are secret. */
  readonly redact?: readonly string[]
  readonly now?: () => Date
}

/** What every line that is logged here carries: the id of the request, say. Fields of a line's own win. */
export const logContextService: Service<() => Fields> = service<() => Fields>('context of logs')

/**
 * A structured logger. Writing never throws: fields that cannot be written are left out. Values under names that sound secret are masked, at any
 * depth, and so are passwords and secret parameters in addresses.
 */
export function createLogger(options: LoggerOptions = {}): Logger {
  const level = options.level ?? 'info'
  const least = level === 'silent' ? levels.length : levels.indexOf(level)
  const format = (options.format ?? defaultFormat()) === 'json' ? jsonLine : textLine
  const write = options.write ?? ((line: string) => process.stderr.write(`${line}\n`))
  const shown = redactor(options.redact)
  const now = options.now ?? (() => new Date())
  const name = options.name ?? 'nuages'

  const build = (base: Fields): Logger => {
    const at = (which: Level) => (message: string, fields?: Fields) => {
      if (levels.indexOf(which) < least) return
      const line = (all: Fields) => write(format({ time: now(), level: which, name, message, fields: all }, shown))
      try {
        line({ ...base, ...fields, ...around(base, fields) })
      } catch {
        // A log line is never worth a request: what cannot be written (a circle, a getter that throws) is left out.
        try {
          line({})
        } catch {}
      }
    }
    return {
      trace: at('trace'),
      debug: at('debug'),
      info: at('info'),
      warn: at('warn'),
      error: at('error'),
      enabled: (which) => levels.indexOf(which) >= least,
      child: (fields) => build({ ...base, ...fields }),
    }
  }
  return build({})
}

/** The fields of the context, where there is one, behind those of the line. */
function around(base: Fields, fields: Fields | undefined): Fields | undefined {
  const context = tryUse(logContextService)?.()
  return context === undefined ? undefined : { ...context, ...base, ...fields }
}

function defaultFormat(): 'json' | 'text' {
  return (process.env['NUAGES_ENV'] ?? process.env['NODE_ENV']) === 'production' ? 'json' : 'text'
}

/** One JSON object: time (ISO), level, name, message, then the fields. */
function jsonLine({ time, level, name, message, fields }: LogRecord, shown: Redactor): string {
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

type Redactor = ReturnType<typeof redactor>

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
function textLine({ time, level, name, message, fields }: LogRecord, shown: Redactor): string {
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
