import type { NuagesError } from '../../../base/errors/index.ts'
import { driverErrors } from '../errors.ts'
import { socketReason } from '../pooled/reasons.ts'
import type { Origin } from '../pooled/session.ts'
import type { ClientError } from './client.ts'

/** Problems with a value: the server's own words may hold it, these do not. */
const valueProblems: Readonly<Record<number, string>> = {
  1231: 'a setting does not take it',
  1264: 'a number is out of range',
  1265: 'a value does not fit its column',
  1292: 'a text is no date, time or number',
  1298: 'a time zone is not known',
  1300: 'a text is not valid in its encoding',
  1365: 'a division by zero',
  1366: 'a value does not have the form that its type asks for',
  1367: 'a text is no number',
  1406: 'a text is too long for its column',
  1411: 'a text is no date or time',
  1525: 'a value does not have the form that its type asks for',
  1526: 'no partition of the table takes a value',
  1690: 'a number is out of range',
  3819: 'a value does not fit its column',
  4078: 'a value has another type than its column',
}

/** Where more than the message of an error is needed: what a key is made of. */
export interface Key {
  readonly table: string
  readonly name: string
}

/** The key of a row that is there already: 'PRIMARY', or the name of an index. */
export function duplicateKey(error: ClientError, text: string): Key | null {
  if (error.errno !== 1062) return null
  // The value, which is quoted too, stands before it.
  const key = /^.*' for key '(.+)'$/s.exec(said(error))?.[1]
  const table = writtenTable(text)
  if (key === undefined || table === null) return null
  // MySQL writes the table before it.
  return { table, name: key.startsWith(`${table}.`) ? key.slice(table.length + 1) : key }
}

/** The coded error for what the server said about a statement; `columns` are those of its `duplicateKey`. */
export function codedError(
  error: ClientError,
  { name, location }: Origin,
  text: string,
  columns: readonly string[] = [],
): NuagesError {
  const cause = { cause: error }
  const message = said(error)
  switch (error.errno) {
    case 1051:
    case 1146:
      return driverErrors.NO_TABLE({ name, table: lastName(quoted(message) ?? message) }, cause)
    case 1054:
      return driverErrors.NO_COLUMN({ name, column: quoted(message) ?? message, text }, cause)
    case 1205:
    case 3572:
      return driverErrors.LOCK_NOT_AVAILABLE({ name, text }, cause)
    case 1213:
    case 1020:
      return driverErrors.TRY_AGAIN({ name, reason: message }, cause)
    case 1317:
    case 1969:
    case 3024:
      return driverErrors.STATEMENT_TIMEOUT({ name, reason: message, text }, cause)
    case 1290:
    case 1792:
    case 1836:
      return driverErrors.READ_ONLY({ name, file: location }, cause)
    case 1021:
    case 1114:
      return driverErrors.DISK_FULL({ name, file: location }, cause)
    case 1139:
      return driverErrors.BAD_REGEX({ reason: quoted(message) ?? message }, cause)
    case 1116:
    case 1117:
    case 1118:
    case 1153:
    case 1390:
    case 1436:
      return driverErrors.TOO_COMPLEX({ name, reason: message, text }, cause)
    case 1210:
      return driverErrors.BAD_PARAMETER({ name, text, problem: message }, cause)
  }
  const refused = refusedError(error, name, text, columns)
  if (refused !== null) return refused
  const problem =
    valueProblems[error.errno ?? 0] ?? (error.sqlState?.startsWith('22') ? `error ${error.errno}` : undefined)
  if (problem !== undefined) return driverErrors.BAD_VALUE({ name, problem, text }, cause)
  if (isLost(error)) return connectionLost(error, { name, location })
  return driverErrors.STATEMENT_FAILED({ name, reason: message, text }, cause)
}

function refusedError(
  error: ClientError,
  database: string,
  text: string,
  columns: readonly string[],
): NuagesError | null {
  const cause = { cause: error }
  const message = said(error)
  switch (error.errno) {
    case 1062: {
      const key = duplicateKey(error, text)
      // A key that a statement was to make is not there, or still the old one.
      const made = key === null ? [] : columnsToBe(key.name, text)
      const found = made.length > 0 ? made : columns
      const rule = { table: key?.table ?? null, constraint: key?.name ?? null, columns: found }
      return driverErrors.UNIQUE({ database, kind: 'unique', ...rule }, cause)
    }
    case 1242: {
      // So an upsert fails that met a row by another unique rule than it speaks of.
      if (!text.includes(' ON DUPLICATE KEY UPDATE ')) return null
      const refused = { database, kind: 'unique', table: writtenTable(text), constraint: null, columns: [] }
      return driverErrors.UNIQUE(refused, cause)
    }
    case 1048:
    case 1364: {
      const column = quoted(message)
      const found = column === undefined ? [] : [column]
      const refused = { database, kind: 'notNull', table: writtenTable(text), constraint: null, columns: found }
      return driverErrors.NOT_NULL(refused, cause)
    }
    case 3819:
    case 4025: {
      const [constraint = null, , table = null] = namesIn(message)
      // A rule of one column has that column's name, after the table's.
      const column = constraint?.startsWith(`${table}.`) ? [constraint.slice(table!.length + 1)] : []
      const rule = column[0] ?? constraint
      return driverErrors.CHECK({ database, kind: 'check', table, constraint: rule, columns: column }, cause)
    }
    case 1216:
    case 1217:
    case 1451:
    case 1452:
      return driverErrors.FOREIGN_KEY({ database, kind: 'foreignKey', ...keyIn(message) }, cause)
    case 1557:
    case 1761:
    case 1762:
      return driverErrors.INTEGRITY(
        { database, kind: 'other', table: null, constraint: null, columns: [], reason: 'a key would not be unique' },
        cause,
      )
    default:
      return null
  }
}

/** ``(`db`.`book`, CONSTRAINT `fk` FOREIGN KEY (`author_id`) REFERENCES `author` (`id`))``; names may be quoted otherwise. */
function keyIn(message: string) {
  const found = foreignKey.exec(message)
  const [, table = null] = namesIn(found?.[1] ?? '')
  const [target = null] = namesIn(found?.[4] ?? '')
  const [constraint = null] = namesIn(found?.[2] ?? '')
  return { table, constraint, columns: namesIn(found?.[3] ?? ''), target }
}

const said = (error: ClientError) => error.sqlMessage ?? error.message

/** What stands in a message's first quotes: a quote inside is as it is. */
const quoted = (message: string) => /'(.+?)'(?=[\s,;:)]|$)|`(.+?)`|"(.+?)"/s.exec(message)?.slice(1).find(Boolean)

/** A quoted name, as statements and some messages have it. */
const aName = '(?:"(?:[^"]|"")+"|`(?:[^`]|``)+`)'
const foreignKey = new RegExp(
  `\\((${aName}\\.${aName}), CONSTRAINT (${aName}) FOREIGN KEY \\((${aName}(?:, ${aName})*)\\) REFERENCES (${aName})`,
)
const quotedName = new RegExp(aName, 'g')

function namesIn(text: string): string[] {
  return (text.match(quotedName) ?? []).map(unquoted)
}

function unquoted(name: string): string {
  const quote = name[0]!
  return /\w/.test(quote) ? name : name.slice(1, -1).replaceAll(quote + quote, quote)
}

const lastName = (name: string) => name.slice(name.lastIndexOf('.') + 1)

const verbs = [
  '(?:INSERT|REPLACE|UPDATE|LOAD)\\s+(?:LOW_PRIORITY\\s+|IGNORE\\s+)*(?:INTO\\s+)?',
  'ALTER\\s+TABLE\\s+',
  `CREATE\\s+UNIQUE\\s+INDEX\\s+(?:${aName}|\\w+)\\s+ON\\s+`,
]
const writing = new RegExp(`^\\s*(?:${verbs.join('|')})(${aName}|\\w+)`, 'i')

/** The table that a statement writes to. */
function writtenTable(text: string): string | null {
  const found = writing.exec(text)?.[1]
  return found === undefined ? null : unquoted(found)
}

/** Columns of a unique key that a change of a table adds: `UNIQUE "key" ("a", "b")`, `PRIMARY KEY ("a")`, or a column of its name. */
function columnsToBe(key: string, text: string): string[] {
  if (!/^\s*(?:ALTER|CREATE)\s/i.test(text)) return []
  const name = `"${key.replaceAll('"', '""')}"`
  const start = key === 'PRIMARY' ? 'PRIMARY KEY' : `(?:UNIQUE|UNIQUE INDEX) ${RegExp.escape(name)}(?: ON ${aName})?`
  const columns = new RegExp(`${start} \\(((?:${aName}(?: DESC)?(?:, )?)+)\\)`).exec(text)?.[1]
  if (columns !== undefined) return namesIn(columns)
  return text.includes(`ADD COLUMN ${name} `) ? [key] : []
}

/** What the server says before it ends a connection, and what the package says of one that is gone (from 45000 on). */
const endings = new Set([
  1053, 1077, 1079, 1158, 1159, 1160, 1161, 1927, 4031, 45001, 45004, 45009, 45011, 45013, 45019, 45020, 45026, 45065,
])

export function isLost({ errno = 0, code = '' }: ClientError): boolean {
  return endings.has(errno) || (errno < 45000 && /^E[A-Z]+$/.test(code))
}

export function connectionLost(cause: unknown, { name, location }: Origin): NuagesError {
  return driverErrors.CONNECTION_LOST({ name, location, reason: reasonOf(cause as ClientError) }, { cause })
}

/** The coded error for a connection that did not come to be. What the server says may hold the user and more: it is sorted. */
export function connectError(error: ClientError, origin: Origin, user: string, timeout: number): NuagesError {
  const { name, location } = origin
  const cause = { cause: error }
  switch (error.errno) {
    case 1044:
    case 1045:
    case 1130:
    case 1251:
    case 1275:
    case 1524:
    case 1698:
    case 1862:
      return driverErrors.AUTHENTICATION_FAILED({ name, location, user }, cause)
    case 1049:
      return driverErrors.NO_DATABASE({ name, location }, cause)
    case 1040:
    case 1203:
    case 1226:
      return driverErrors.TOO_MANY_CONNECTIONS({ name, location }, cause)
    case 45012:
      return driverErrors.CONNECT_TIMEOUT({ name, location, timeout }, cause)
    default:
      return driverErrors.CANNOT_CONNECT({ name, location, reason: reasonOf(error) }, cause)
  }
}

const reasons: Readonly<Record<number, string>> = {
  1053: 'the server is starting or stopping',
  1153: 'it was sent more bytes than `max_allowed_packet`',
  1158: 'the other end closed the connection',
  1927: 'the server ended it',
  45009: 'the other end closed the connection',
  45013: 'the other end closed the connection',
  45023: 'the server does not speak TLS',
  45056: 'its certificate is not trusted',
  45057: 'its certificate is not trusted',
  45058: 'its certificate is not trusted',
  45059: 'its certificate is for another name',
  45062: 'its certificate is not trusted',
}

function reasonOf(error: ClientError): string {
  const { cause, errno } = error as ClientError & { cause?: unknown }
  const known = reasons[errno ?? 0]
  if (known !== undefined) return known
  // The package's own codes hide those of the socket.
  if (cause instanceof Error) return reasonOf(cause)
  // Those of sockets are below zero.
  return (errno ?? -1) < 0 ? socketReason(error) : `error ${errno}`
}
