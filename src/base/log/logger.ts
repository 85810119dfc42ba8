import { type Service, service, tryUse } from '../context/index.ts'
import { jsonLine, plainFields, textLine } from './lines.ts'
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

/** Takes what is logged in another form than lines: `pinoSink(pino())`. */
export interface LogSink {
  /** Fields are plain: secrets masked, errors as objects with `type`, `message`, `code` and `stack`. */
  write(record: LogRecord): void
}

/** How a project logs. What a logger says of itself wins. */
export type LogSettings = Pick<LoggerOptions, 'level' | 'format' | 'sink'>

/** How the current project logs. */
export const logSettingsService: Service<LogSettings> = service<LogSettings>('settings of logs')

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
  /** As the project says, else 'info'; 'silent' writes nothing. */
  readonly level?: Level | 'silent'
  /** 'json' (one object a line) or 'text' (for people). As the project says, else 'json' where NODE_ENV or NUAGES_ENV is 'production'. */
  readonly format?: 'json' | 'text'
  /** Where a line goes, without its line break; default: where the project sends records, else standard error. */
  readonly write?: (line: string) => void
  /** Takes records in the place of lines. */
  readonly sink?: LogSink
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
  const shown = redactor(options.redact)
  const now = options.now ?? (() => new Date())
  const name = options.name ?? 'nuages'
  const ownLeast = options.level === undefined ? null : rank(options.level)
  const least = (): number => ownLeast ?? rank(tryUse(logSettingsService)?.level ?? 'info')
  // What a logger says itself is found once, what the project says at each line.
  const ownLine = options.format === undefined ? null : lineOf(options.format)
  const ownWrite = options.write ?? null

  const write = (record: LogRecord): void => {
    const settings = ownLine !== null && ownWrite !== null ? undefined : tryUse(logSettingsService)
    const sink = ownWrite === null ? (options.sink ?? settings?.sink) : undefined
    if (sink !== undefined) {
      const { message, fields } = record
      sink.write({ ...record, message: withoutSecrets(message), fields: plainFields(fields, shown) })
      return
    }
    const line = (ownLine ?? lineOf(settings?.format ?? defaultFormat()))(record, shown)
    if (ownWrite === null) process.stderr.write(`${line}\n`)
    else ownWrite(line)
  }

  const build = (base: Fields): Logger => {
    const at = (which: Level) => (message: string, fields?: Fields) => {
      if (rank(which) < least()) return
      const line = (all: Fields) => write({ time: now(), level: which, name, message, fields: all })
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
      enabled: (which) => rank(which) >= least(),
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

const rank = (level: Level | 'silent'): number => (level === 'silent' ? levels.length : levels.indexOf(level))

const lineOf = (format: 'json' | 'text') => (format === 'json' ? jsonLine : textLine)

function defaultFormat(): 'json' | 'text' {
  return (process.env['NUAGES_ENV'] ?? process.env['NODE_ENV']) === 'production' ? 'json' : 'text'
}
