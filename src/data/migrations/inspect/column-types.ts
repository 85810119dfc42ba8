import type { ColumnDescription } from '../../drivers/index.ts'
import type { DatabaseName } from '../../query/index.ts'

/** The field that a column's type stands for. */
export interface FieldType {
  readonly type: string
  readonly options: Readonly<Record<string, unknown>>
  /** What an array holds. */
  readonly of?: FieldType
  /** What a person has to know: how the field is less than the type. */
  readonly note?: string
}

interface DeclaredType {
  /** 'timestamp without time zone': in small letters, without what stands in parentheses. */
  readonly name: string
  readonly numbers: readonly number[]
  readonly unsigned: boolean
}

type Kinds = (type: DeclaredType, column: ColumnDescription) => FieldType | null

const field = (type: string, options: Readonly<Record<string, unknown>> = {}, note?: string): FieldType => ({
  type,
  options,
  ...(note !== undefined && { note }),
})

/** The field of a column. A type that no field has is read and written as text, and said in a note. */
export function fieldTypeOf(database: DatabaseName, column: ColumnDescription): FieldType {
  if (column.values !== null && column.values.length > 0) return enumeration(column.values)
  const found = kinds[database](declared(column.type), column)
  if (found?.note !== undefined) return { ...found, note: found.note.replace('{type}', column.type) }
  return (
    found ??
    field(
      'text',
      {},
      column.type === ''
        ? 'The column has no type: it is read and written as text.'
        : `The type is ${column.type}, for which there is no field: it is read and written as text.`,
    )
  )
}

function declared(type: string): DeclaredType {
  const numbers = /\(([\d\s,]+)\)/.exec(type)?.[1]?.split(',').map(Number) ?? []
  const bare = type.toLowerCase().replace(/\s*\([^)]*\)/, '')
  const unsigned = /\bunsigned\b/.test(bare)
  return { name: bare.replace(/\s*\b(?:unsigned|zerofill|signed)\b/g, '').trim(), numbers, unsigned }
}

function enumeration(values: readonly string[]): FieldType {
  const longest = Math.max(1, ...values.map((value) => [...value].length))
  return field('char', { maxLength: longest, choices: values })
}

const text = ([length]: readonly number[], limit = Number.POSITIVE_INFINITY): FieldType =>
  length !== undefined && length > 0 && length <= limit ? field('char', { maxLength: length }) : field('text')

/** Digits that nobody declared; the second number is what a value is rounded to when it is written. */
function decimal([digits, places = 0]: readonly number[], guessed: readonly [number, number]): FieldType {
  if (digits !== undefined && digits > 0 && places >= 0 && places <= digits)
    return field('decimal', { maxDigits: digits, decimalPlaces: places })
  const [maxDigits, decimalPlaces] = guessed
  return field('decimal', { maxDigits, decimalPlaces }, 'The database does not say how many digits: these are guessed.')
}

// ---- SQLite --------------------------------------------------------------------------------------------------------

const sqliteNames: Readonly<Record<string, FieldType>> = {
  integer: field('integer'),
  int: field('integer'),
  mediumint: field('integer'),
  int4: field('integer'),
  smallint: field('smallInteger'),
  tinyint: field('smallInteger'),
  int2: field('smallInteger'),
  bigint: field('bigInteger'),
  int8: field('bigInteger'),
  text: field('text'),
  clob: field('text'),
  longtext: field('text'),
  real: field('float'),
  double: field('float'),
  'double precision': field('float'),
  float: field('float'),
  blob: field('binary'),
  bool: field('boolean'),
  boolean: field('boolean'),
  date: field('date'),
  datetime: field('datetime'),
  timestamp: field('datetime'),
  time: field('time'),
  json: field('json'),
}

const positive: Readonly<Record<string, string>> = {
  integer: 'positiveInteger',
  smallInteger: 'positiveSmallInteger',
  bigInteger: 'positiveBigInteger',
}

const signed = (found: FieldType, unsigned: boolean): FieldType =>
  unsigned && positive[found.type] !== undefined ? { ...found, type: positive[found.type]! } : found

/** https://sqlite.org/datatype3.html and the types that Django declares. */
const sqlite: Kinds = ({ name, numbers, unsigned }) => {
  const found = sqliteNames[name]
  if (found !== undefined) return signed(found, unsigned)
  // Django's forms of a UUID and of an address.
  if (name === 'char' && numbers[0] === 32) return field('uuid')
  if (name === 'char' && numbers[0] === 39) return field('ipAddress')
  if (name === 'uuid' || name === 'guid' || name === 'uniqueidentifier') return field('char', { maxLength: 36 })
  if (/char/.test(name)) return text(numbers)
  if (name === 'decimal' || name === 'numeric' || name === 'number') return decimal(numbers, [15, 5])
  if (/\bint(?:eger)?\d*$/.test(name)) return signed(field('integer'), unsigned)
  return null
}

// ---- PostgreSQL ----------------------------------------------------------------------------------------------------

const postgresNames: Readonly<Record<string, FieldType>> = {
  smallint: field('smallInteger'),
  integer: field('integer'),
  bigint: field('bigInteger'),
  real: field('float'),
  'double precision': field('float'),
  boolean: field('boolean'),
  text: field('text'),
  citext: field('text', {}, 'The type is {type}: the database takes capitals and small letters for the same.'),
  date: field('date'),
  'timestamp with time zone': field('datetime'),
  'timestamp without time zone': field('datetime', {}, 'The type is {type}: its moments are taken for UTC.'),
  'time without time zone': field('time'),
  interval: field('duration'),
  uuid: field('uuid'),
  jsonb: field('json'),
  json: field('json', {}, 'The type is {type}, which the database cannot compare; jsonb can be.'),
  bytea: field('binary'),
  inet: field('ipAddress'),
  tsvector: field('searchVector'),
  oid: field('bigInteger', {}, 'The type is {type}.'),
}

/** https://www.postgresql.org/docs/current/datatype.html */
const postgres: Kinds = (type, column) => {
  const { name, numbers } = type
  if (name.endsWith('[]')) {
    const of = postgres({ ...type, name: name.slice(0, -2) }, column)
    return of === null || of.note !== undefined || of.of !== undefined ? null : { type: 'array', options: {}, of }
  }
  if (name === 'character varying')
    return numbers.length > 0 ? text(numbers) : field('text', {}, 'The type is {type}, without a length.')
  if (name === 'character' || name === 'bpchar')
    return { ...text(numbers), note: 'The type is {type}: the database fills the text up with blanks.' }
  if (name === 'numeric') return decimal(numbers, [30, 10])
  return postgresNames[name] ?? null
}

// ---- MariaDB -------------------------------------------------------------------------------------------------------

const mysqlNames: Readonly<Record<string, FieldType>> = {
  smallint: field('smallInteger'),
  mediumint: field('integer'),
  int: field('integer'),
  integer: field('integer'),
  bigint: field('bigInteger'),
  float: field('float'),
  double: field('float'),
  tinytext: field('text', { maxLength: 255 }),
  text: field('text'),
  mediumtext: field('text'),
  longtext: field('text'),
  date: field('date'),
  datetime: field('datetime'),
  timestamp: field('datetime'),
  time: field('time'),
  year: field('smallInteger', {}, 'The type is {type}.'),
  json: field('json'),
  uuid: field('uuid'),
  inet4: field('ipAddress', { protocol: 'ipv4' }),
  inet6: field('ipAddress', {}, 'The type is {type}: an IPv4 address is read back as an IPv6 one.'),
  bit: field('binary', {}, 'The type is {type}: its bits are read and written as bytes.'),
}

/** https://mariadb.com/kb/en/data-types/ */
const mysql: Kinds = ({ name, numbers, unsigned }, column) => {
  if (name === 'tinyint') return numbers[0] === 1 ? field('boolean') : signed(field('smallInteger'), unsigned)
  if (name === 'char' && numbers[0] === 39) return field('ipAddress')
  if (name === 'varchar' || name === 'char') return text(numbers)
  if (name === 'decimal' || name === 'numeric') return decimal(numbers, [10, 0])
  if (/blob$|binary$/.test(name)) return field('binary')
  if (name === 'set')
    return {
      ...text([Math.max(1, column.type.length)]),
      note: 'The type is {type}: words of it, with commas between them.',
    }
  const found = mysqlNames[name]
  return found === undefined ? null : signed(found, unsigned)
}

const kinds: Readonly<Record<DatabaseName, Kinds>> = { sqlite, postgres, mysql }
