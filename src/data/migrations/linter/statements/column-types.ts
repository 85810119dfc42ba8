/** A column's type in its parts: 'numeric(8, 2)' is 'numeric' with 8 and 2. */
export interface TypeParts {
  readonly base: string
  readonly arguments: readonly number[]
}

const aliases: Readonly<Record<string, string>> = {
  int: 'integer',
  int4: 'integer',
  int8: 'bigint',
  int2: 'smallint',
  decimal: 'numeric',
  bool: 'boolean',
  'character varying': 'varchar',
  character: 'char',
  float8: 'double precision',
  double: 'double precision',
  real: 'real',
  timestamptz: 'timestamp with time zone',
  'timestamp without time zone': 'timestamp',
  timetz: 'time with time zone',
  'time without time zone': 'time',
}

/** Reads a type as DDL writes it, whatever the spaces, the case of letters and which of its names is used. */
export function partsOf(type: string): TypeParts {
  const given = type.trim().toLowerCase()
  const inner = /\(([^)]*)\)/.exec(given)?.[1]
  const base = given
    .replace(/\([^)]*\)/, ' ')
    .replace(/\s+/g, ' ')
    .trim()
  const numbers = inner === undefined ? [] : inner.split(',').map(Number)
  return { base: aliases[base] ?? base, arguments: numbers.some(Number.isNaN) ? [] : numbers }
}

/** What becomes of the values of a column when it gets another type. */
export type Fate =
  /** Every value stays what it is. */
  | 'kept'
  /** Values that do not fit are refused, and the migration with them. */
  | 'refused'
  /** Values lose a part of themselves without a word: digits, a time of day. */
  | 'cut'

const integers = ['tinyint', 'smallint', 'mediumint', 'integer', 'bigint']
const digits: Readonly<Record<string, number>> = { tinyint: 3, smallint: 5, mediumint: 7, integer: 10, bigint: 19 }
const texts = new Set(['varchar', 'text', 'char', 'longtext', 'mediumtext', 'citext', 'tinytext'])
const floats = new Set(['real', 'double precision', 'float'])
const moments = new Set(['timestamp with time zone', 'timestamp', 'datetime'])

type Family = 'integer' | 'text' | 'float' | 'numeric' | 'moment' | 'other'

function familyOf(base: string): Family {
  const signed = base.replace(' unsigned', '')
  if (integers.includes(signed)) return 'integer'
  if (texts.has(base)) return 'text'
  if (floats.has(base)) return 'float'
  if (moments.has(base)) return 'moment'
  return base === 'numeric' ? 'numeric' : 'other'
}

/** What becomes of values that go from one type to another, in a database that holds values to their type. */
export function fateOf(from: string, to: string): Fate {
  const [a, b] = [partsOf(from), partsOf(to)]
  const [family, next] = [familyOf(a.base), familyOf(b.base)]
  if (next === 'text') return textFate(family, a, b)
  if (family === 'text') return 'refused'
  if (family === 'integer') return integerFate(next, a, b)
  if (family === 'numeric') {
    if (next === 'numeric') return numericFate(a, b)
    return next === 'integer' || next === 'float' ? 'cut' : 'refused'
  }
  if (family === 'float') {
    if (next === 'float') return b.base === 'real' && a.base !== 'real' ? 'cut' : 'kept'
    return next === 'integer' || next === 'numeric' ? 'cut' : 'refused'
  }
  if (family === 'moment') {
    if (next === 'moment') return (b.arguments[0] ?? 6) < (a.arguments[0] ?? 6) ? 'cut' : 'kept'
    return 'cut'
  }
  if (a.base === 'date' && next === 'moment') return 'kept'
  if (a.base === 'boolean' && next === 'integer') return 'kept'
  if (a.base === b.base) return (b.arguments[0] ?? Infinity) < (a.arguments[0] ?? Infinity) ? 'refused' : 'kept'
  return 'refused'
}

function textFate(family: Family, a: TypeParts, b: TypeParts): Fate {
  const longest = b.arguments[0] ?? (b.base === 'char' ? 1 : Infinity)
  if (longest === Infinity) return 'kept'
  if (family === 'integer') return longest >= 20 ? 'kept' : 'refused'
  return longest < (family === 'text' ? (a.arguments[0] ?? Infinity) : Infinity) ? 'refused' : 'kept'
}

function integerFate(next: Family, a: TypeParts, b: TypeParts): Fate {
  const size = integers.indexOf(a.base.replace(' unsigned', ''))
  if (next === 'integer') {
    const wider = integers.indexOf(b.base.replace(' unsigned', '')) - size
    const [signed, unsigned] = [!a.base.endsWith(' unsigned'), b.base.endsWith(' unsigned')]
    if (signed && unsigned) return 'refused'
    return wider > 0 || (wider === 0 && signed === !unsigned) ? 'kept' : 'refused'
  }
  if (next === 'float') return size > integers.indexOf('integer') || b.base === 'real' ? 'cut' : 'kept'
  if (next !== 'numeric') return 'refused'
  const [precision, scale = 0] = b.arguments
  const before = precision === undefined ? Infinity : precision - scale
  return before >= (digits[integers[size]!] ?? 19) ? 'kept' : 'refused'
}

function numericFate(a: TypeParts, b: TypeParts): Fate {
  if (b.arguments.length === 0) return 'kept'
  const [fromDigits = Infinity, fromScale = 0] = a.arguments
  const [toDigits = Infinity, toScale = 0] = b.arguments
  if (toScale < fromScale || fromDigits === Infinity) return 'cut'
  return toDigits - toScale < fromDigits - fromScale ? 'refused' : 'kept'
}
