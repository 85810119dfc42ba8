import { type QueryEvent, queries } from '../../base/events/index.ts'
import { createLogger, type Logger } from '../../base/log/index.ts'
import { checkNames, checkOptions } from './arguments.ts'
import { ormErrors } from './errors.ts'

export interface QueryLogOptions {
  /** Only statements that took more than so many milliseconds; 0 for all. Default 0. */
  readonly slowerThan?: number
  /** Where lines go; standard error by default. */
  readonly logger?: Logger
}

const optionNames: ReadonlySet<string> = new Set(['slowerThan', 'logger'] satisfies (keyof QueryLogOptions)[])

/**
 * Writes every statement to the log, with its database, milliseconds, rows and the line of the program that asked for it, until
 * the function that it gives is called. Parameters are left out: they may be secret. Finding the line costs some
 * microseconds a statement.
 */
export function logQueries(options: QueryLogOptions = {}): () => void {
  const where = 'logQueries()'
  checkOptions(where, options)
  checkNames(where, options, optionNames)
  const { slowerThan = 0, logger = createLogger({ name: 'queries' }) } = options
  if (!(typeof slowerThan === 'number' && slowerThan >= 0))
    throw ormErrors.BAD_ARGUMENT({
      where,
      needs: 'a number of milliseconds from 0 on as `slowerThan`',
      given: String(slowerThan),
    })
  return queries.trace((event) => {
    if (event.duration < slowerThan) return
    const fields = fieldsOf(event)
    if (event.error !== undefined) logger.warn(event.sql, { ...fields, error: codeOf(event.error) })
    else if (slowerThan > 0) logger.warn(event.sql, fields)
    else logger.info(event.sql, fields)
  })
}

function fieldsOf({ database, duration, rows, origin }: QueryEvent) {
  return { database, ms: Math.round(duration * 10) / 10, rows, ...(origin !== null && { at: origin }) }
}

/** An error's message may hold a value; its code does not. */
const codeOf = (error: unknown) => (error as { code?: unknown }).code ?? 'unknown'
