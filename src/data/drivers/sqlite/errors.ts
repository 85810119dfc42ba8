import type { NuagesError } from '../../../base/errors/index.ts'
import { driverErrors } from '../errors.ts'

/** What node:sqlite throws. */
interface SqliteError extends Error {
  code?: string
  /** SQLite's extended result code: https://sqlite.org/rescode.html. */
  errcode?: number
}

/** Which database and statement an error came from. */
export interface Origin {
  readonly name: string
  readonly file: string
  readonly text?: string
}

const primary = (error: unknown) => ((error as SqliteError).errcode ?? 0) & 0xff

/** Another connection holds the lock: worth trying again. */
export function isBusy(error: unknown): boolean {
  const code = primary(error)
  return code === 5 || code === 6
}

/** The coded error for what node:sqlite threw. Errors of other kinds (a custom function's) pass as they are. */
export function codedError(error: unknown, { name, file, text = '' }: Origin): unknown {
  if (!(error instanceof Error)) return error
  const { code, message } = error as SqliteError
  const cause = { cause: error }
  if (code === 'ERR_INVALID_STATE') return driverErrors.CLOSED({ name }, cause)
  if (code === 'ERR_OUT_OF_RANGE') return driverErrors.WIDE_INTEGER({ name, text }, cause)
  if (code === 'ERR_INVALID_ARG_TYPE' || code === 'ERR_INVALID_ARG_VALUE')
    return driverErrors.BAD_PARAMETER({ name, text, problem: message }, cause)
  if (error instanceof RangeError) return driverErrors.BAD_VALUE({ name, problem: 'a text is too long', text }, cause)
  if (code !== 'ERR_SQLITE_ERROR') return error
  switch (primary(error)) {
    case 8:
      return driverErrors.READ_ONLY({ name, file }, cause)
    case 11:
      return driverErrors.CORRUPT({ name, file }, cause)
    case 13:
      return driverErrors.DISK_FULL({ name, file }, cause)
    case 18:
      return driverErrors.BAD_VALUE({ name, problem: 'a text or bytes are too long', text }, cause)
    case 19:
      return refused(error, name)
    case 20:
      return driverErrors.BAD_VALUE({ name, problem: 'a value is not of the kind of its column', text }, cause)
    case 25:
      return driverErrors.BAD_PARAMETER({ name, text, problem: message }, cause)
    case 26:
      return driverErrors.NOT_A_DATABASE({ name, file }, cause)
  }
  const table = /^no such table: (.+)$/.exec(message)?.[1]
  if (table !== undefined) return driverErrors.NO_TABLE({ name, table }, cause)
  const column = /^no such column: "?([^"\s]+)/.exec(message)?.[1] ?? /has no column named (.+)$/.exec(message)?.[1]
  if (column !== undefined) return driverErrors.NO_COLUMN({ name, column, text }, cause)
  if (tooMuch.test(message)) return driverErrors.TOO_COMPLEX({ name, reason: message, text }, cause)
  const problem = valueProblems.find(([words]) => words.test(message))?.[1]
  if (problem !== undefined) return driverErrors.BAD_VALUE({ name, problem, text }, cause)
  return driverErrors.STATEMENT_FAILED({ name, reason: message, text }, cause)
}

/** Limits of SQLite: https://sqlite.org/limits.html. It says them in words alone. */
const tooMuch = /^(too many |at most \d+ tables|Expression tree is too large|parser stack overflow|statement too long)/

/** Problems with a value, which SQLite's own words may hold. */
const valueProblems: readonly (readonly [RegExp, string])[] = [
  [/^integer overflow/, 'a number is out of range'],
  [/^malformed JSON/, 'a text is no JSON'],
  [/JSON path/i, 'a text is no path into a document'],
  [/^LIKE or GLOB pattern too complex/, 'a text is too long to look for'],
]

/** SQLite names columns (`UNIQUE constraint failed: t.a, t.b`), an index (`index 'name'`) or a check's name. */
function refused(error: SqliteError, database: string): NuagesError {
  const cause = { cause: error }
  const what = /constraint failed: (.+)$/.exec(error.message)?.[1] ?? ''
  const index = /^index '(.+)'$/.exec(what)?.[1] ?? null
  const pairs = index === null ? what.split(', ').map((pair) => pair.split('.')) : []
  const named = {
    database,
    table: pairs[0]?.length === 2 ? pairs[0][0]! : null,
    columns: pairs.flatMap((pair) => (pair.length === 2 ? [pair[1]!] : [])),
    constraint: index,
  }
  switch (error.errcode) {
    case 2067:
    case 1555:
    case 2579:
      return driverErrors.UNIQUE({ ...named, kind: 'unique' }, cause)
    case 1299:
      return driverErrors.NOT_NULL({ ...named, kind: 'notNull' }, cause)
    case 275:
      return driverErrors.CHECK(
        { kind: 'check', database, table: null, columns: [], constraint: what === '' ? null : what },
        cause,
      )
    case 787:
      return driverErrors.FOREIGN_KEY({ ...named, kind: 'foreignKey', target: null }, cause)
    default:
      return driverErrors.INTEGRITY({ ...named, kind: 'other', reason: error.message }, cause)
  }
}
