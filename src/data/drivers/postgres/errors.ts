import type { NuagesError } from '../../../base/errors/index.ts'
import { driverErrors } from '../errors.ts'
import { socketReason } from '../pooled/reasons.ts'
import type { Origin } from '../pooled/session.ts'
import { cstring } from './reader.ts'

/** What the server said: the `cause` of coded errors. `detail` may hold values of the row. */
export class PostgresError extends Error {
  /** Five characters: https://www.postgresql.org/docs/current/errcodes-appendix.html */
  readonly code: string
  readonly severity: string
  readonly detail: string | null
  readonly table: string | null
  readonly column: string | null
  readonly constraint: string | null
  /** The function of the server that said it. */
  readonly routine: string | null

  constructor(fields: Readonly<Record<string, string>>) {
    super(fields['M'] ?? '')
    this.name = 'PostgresError'
    this.code = fields['C'] ?? ''
    this.severity = fields['V'] ?? fields['S'] ?? ''
    this.detail = fields['D'] ?? null
    this.table = fields['t'] ?? null
    this.column = fields['c'] ?? null
    this.constraint = fields['n'] ?? null
    this.routine = fields['R'] ?? null
  }
}

/** The error that an ErrorResponse in `buffer` tells. */
export function readError(buffer: Buffer, at: number): PostgresError {
  const fields: Record<string, string> = {}
  for (let next = at; buffer[next] !== 0; ) {
    const key = String.fromCharCode(buffer[next]!)
    const [value, after] = cstring(buffer, next + 1)
    fields[key] = value
    next = after
  }
  return new PostgresError(fields)
}

/** Problems with a value: their own words may hold it, these do not. */
const valueProblems: Readonly<Record<string, string>> = {
  '22001': 'a text is too long for its column',
  '22003': 'a number is out of range',
  '22007': 'a text is no date or time',
  '22008': 'a date or time is out of range',
  '22012': 'a division by zero',
  '22021': 'a text is no valid UTF-8',
  '22P02': 'a text does not have the form that its type asks for',
  '22P03': 'bytes do not have the form that their type asks for',
  '22P05': 'a character has no equivalent in the encoding of the database',
}

/** The coded error for what the server said about a statement. */
export function codedError(error: PostgresError, { name, location }: Origin, text: string): NuagesError {
  const cause = { cause: error }
  const { code, message } = error
  switch (code) {
    case '42P01':
      // A table that the statement itself forgot has the same code.
      if (error.routine === 'errorMissingRTE') break
      return driverErrors.NO_TABLE({ name, table: quoted(message) ?? message }, cause)
    case '42703':
      return driverErrors.NO_COLUMN({ name, column: columnIn(message), text }, cause)
    case '08P01':
      return driverErrors.BAD_PARAMETER({ name, text, problem: message }, cause)
    case '25006':
      return driverErrors.READ_ONLY({ name, file: location }, cause)
    case '53100':
      return driverErrors.DISK_FULL({ name, file: location }, cause)
    case '55P03':
      return driverErrors.LOCK_NOT_AVAILABLE({ name, text }, cause)
    case '57014':
      return driverErrors.STATEMENT_TIMEOUT({ name, reason: message, text }, cause)
    case '40P01':
    case '40001':
      return driverErrors.TRY_AGAIN({ name, reason: message }, cause)
  }
  if (isStalePlan(error)) return driverErrors.TRY_AGAIN({ name, reason: 'a table changed meanwhile' }, cause)
  if (code.startsWith('23')) return refused(error, name)
  if (code === '2201B') return driverErrors.BAD_REGEX({ reason: message.slice(message.lastIndexOf(': ') + 2) }, cause)
  // Limits of the server: the depth of its stack, columns, arguments.
  if (code.startsWith('54')) return driverErrors.TOO_COMPLEX({ name, reason: message, text }, cause)
  if (code.startsWith('22'))
    return driverErrors.BAD_VALUE({ name, problem: valueProblems[code] ?? `code ${code}`, text }, cause)
  if (isConnectionCode(code)) return connectionLost(error, { name, location })
  return driverErrors.STATEMENT_FAILED({ name, reason: message, text }, cause)
}

/** A statement that was prepared before a table changed, or that the connection does not have any more. */
export function isStalePlan(error: unknown): boolean {
  if (!(error instanceof PostgresError)) return false
  return error.code === '26000' || (error.code === '0A000' && error.routine === 'RevalidateCachedQuery')
}

/** Codes after which the server closes the connection. */
const isConnectionCode = (code: string) => code.startsWith('08') || /^57P0[1-5]$/.test(code)

export function connectionLost(cause: unknown, { name, location }: Origin): NuagesError {
  const reason = cause instanceof PostgresError ? cause.message : reasonOf(cause)
  return driverErrors.CONNECTION_LOST({ name, location, reason }, { cause })
}

/** The coded error for a connection that did not come to be. What pg says is sorted, never repeated: it may hold the URL. */
export function connectError(error: unknown, origin: Origin, user: string, timeout: number): NuagesError {
  const { name, location } = origin
  const cause = { cause: error }
  const { code = '', message } = error as Error & { code?: string }
  if (message === 'timeout expired') return driverErrors.CONNECT_TIMEOUT({ name, location, timeout }, cause)
  if (code === '3D000') return driverErrors.NO_DATABASE({ name, location }, cause)
  if (code === '53300') return driverErrors.TOO_MANY_CONNECTIONS({ name, location }, cause)
  if (code.startsWith('28')) return driverErrors.AUTHENTICATION_FAILED({ name, location, user }, cause)
  if (message.startsWith('SASL') || message.includes('password'))
    return driverErrors.AUTHENTICATION_FAILED({ name, location, user }, cause)
  return driverErrors.CANNOT_CONNECT({ name, location, reason: reasonOf(error) }, cause)
}

function reasonOf(error: unknown): string {
  const { code, message = '' } = error as { code?: string; message?: string }
  if (code === '57P03') return 'the server is starting or stopping'
  if (/does not support SSL/.test(message)) return 'the server does not speak TLS'
  if (/terminated unexpectedly/.test(message)) return 'the other end closed the connection'
  return socketReason(error)
}

function refused(error: PostgresError, database: string): NuagesError {
  const cause = { cause: error }
  const { table, constraint } = error
  const named = { database, table, constraint, columns: keyColumns(error.detail) }
  switch (error.code) {
    case '23505':
      return driverErrors.UNIQUE({ ...named, kind: 'unique' }, cause)
    case '23502':
      return driverErrors.NOT_NULL(
        { ...named, kind: 'notNull', columns: error.column === null ? [] : [error.column] },
        cause,
      )
    case '23514':
      return driverErrors.CHECK({ ...named, kind: 'check', columns: [] }, cause)
    case '23503':
      return foreignKey(error, named)
    default:
      return driverErrors.INTEGRITY({ ...named, columns: [], kind: 'other', reason: error.message }, cause)
  }
}

interface Named {
  readonly database: string
  readonly table: string | null
  readonly constraint: string | null
  readonly columns: readonly string[]
}

/** The detail ends with the other table: the one pointed at, or, where a row still pointed at goes, the one that points. */
function foreignKey(error: PostgresError, named: Named): NuagesError {
  const other = /"([^"]+)"\.$/.exec(error.detail ?? '')?.[1] ?? null
  const pointing = other === named.table && other !== null && quotedAll(error.message).length > 2
  const target = pointing ? (quoted(error.message) ?? null) : other
  // Where a row that is pointed at goes, the columns of the detail are that row's, not the key's.
  const columns = pointing ? [] : named.columns
  return driverErrors.FOREIGN_KEY({ ...named, columns, kind: 'foreignKey', target }, { cause: error })
}

const quotedAll = (message: string) => [...message.matchAll(/["«„“]([^"«„»“”]+)["»“”]/g)].map((found) => found[1]!)
const quoted = (message: string) => quotedAll(message)[0]

/** `column "gone" does not exist`, `column t.gone does not exist`. */
const columnIn = (message: string) => quoted(message) ?? /\s([^\s.]+\.[^\s]+)\s/.exec(message)?.[1] ?? message

/** The columns in `Key (a, b)=(1, 2) already exists.`; the words around are in the server's language. */
function keyColumns(detail: string | null): string[] {
  const found = /^[^(]*\((.+?)\)=\(/s.exec(detail ?? '')?.[1]
  if (found === undefined) return []
  return found.split(', ').map((column) => (/^".*"$/.test(column) ? column.slice(1, -1).replaceAll('""', '"') : column))
}
