import { collation } from '../collation.ts'
import { type Fragment, join, sql } from '../fragment.ts'
import { type CallSql, type Functions, named, textNamed, texts } from './call.ts'

/** Functions of texts. https://docs.djangoproject.com/en/stable/ref/models/database-functions/#text-functions */
const common: Functions = {
  lower: textNamed('LOWER'),
  upper: textNamed('UPPER'),
  length: textNamed('LENGTH'),
  trim: textNamed('TRIM'),
  leftTrim: textNamed('LTRIM'),
  rightTrim: textNamed('RTRIM'),
  replace: textNamed('REPLACE'),
  // Null counts as an empty text.
  concat: (of, call, dialect) =>
    sql`(${join(
      texts(of, call, dialect).map((each) => sql`COALESCE(${each}, '')`),
      ' || ',
    )})`,
  // Places that were checked when the slice was made.
  slice: ([of], { options }) => {
    const from = Number(options['from'])
    const to = options['to']
    return sql`SUBSTR(${of!}, ${String(from + 1)}${to === null ? '' : `, ${Number(to) - from}`})`
  },
  collate: (of, { options }, dialect) => sql`(${of[0]!} COLLATE ${dialect.quote(String(options['collation']))})`,
}

const sqlite: Functions = {
  substr: named('SUBSTR'),
  left: ([of, count]) => sql`SUBSTR(${of!}, 1, ${count!})`,
  right: ([of, count]) => sql`SUBSTR(${of!}, -(${count!}))`,
  repeat: named('nuages_repeat'),
  leftPad: named('nuages_lpad'),
  rightPad: named('nuages_rpad'),
  reverse: named('nuages_reverse'),
  strIndex: named('INSTR'),
  chr: named('CHAR'),
  ord: named('UNICODE'),
  hash: ([of], { options }) => sql`nuages_hash('${algorithm(options['algorithm'])}', ${of!})`,
}

/** `NAME(text, integer, …)`: the first argument, and those after the second, are texts. */
const counted =
  (name: string): CallSql =>
  (of, call, dialect) => {
    const asText = texts(of, call, dialect)
    return sql`${name}(${join(
      of.map((each, i) => (i === 1 ? whole(each) : asText[i]!)),
      ', ',
    )})`
  }
const whole = (of: Fragment) => sql`(${of})::integer`

const postgres: Functions = {
  substr: (of, call, dialect) => {
    const [text] = texts(of, call, dialect)
    return sql`SUBSTRING(${join([text!, ...of.slice(1).map(whole)], ', ')})`
  },
  left: counted('LEFT'),
  right: counted('RIGHT'),
  repeat: counted('REPEAT'),
  leftPad: counted('LPAD'),
  rightPad: counted('RPAD'),
  reverse: textNamed('REVERSE'),
  strIndex: textNamed('STRPOS'),
  chr: ([of]) => sql`CHR(${whole(of!)})`,
  ord: textNamed('ASCII'),
  hash: (of, call, dialect) => {
    const [text] = texts(of, call, dialect)
    const name = algorithm(call.options['algorithm'])
    if (name === 'md5') return sql`MD5(${text!})`
    // The server knows the younger ones by itself; SHA-1 is in its extension pgcrypto.
    if (name === 'sha1') return sql`ENCODE(DIGEST(${text!}, 'sha1'), 'hex')`
    return sql`ENCODE(${name.toUpperCase()}(CONVERT_TO(${text!}, 'UTF8')), 'hex')`
  },
}

/** With nothing to fill it up, the server gives no text at all. */
const padded =
  (name: string): CallSql =>
  ([of, length, fill]) =>
    sql`CASE WHEN CHAR_LENGTH(${fill!}) = 0 THEN LEFT(${of!}, ${length!}) ELSE ${name}(${of!}, ${length!}, ${fill!}) END`

const mysql: Functions = {
  length: textNamed('CHAR_LENGTH'),
  substr: named('SUBSTR'),
  left: named('LEFT'),
  right: named('RIGHT'),
  repeat: named('REPEAT'),
  leftPad: padded('LPAD'),
  rightPad: padded('RPAD'),
  reverse: textNamed('REVERSE'),
  strIndex: textNamed('INSTR'),
  // By way of UTF-32, where a character's number is what it is written as.
  chr: ([of]) => sql`(CONVERT(CHAR(${of!} USING utf32) USING utf8mb4) COLLATE ${collation})`,
  ord: (of, call, dialect) => sql`ORD(CONVERT(${texts(of, call, dialect)[0]!} USING utf32))`,
  hash: (of, call, dialect) => {
    const [text] = texts(of, call, dialect)
    const name = algorithm(call.options['algorithm'])
    if (name === 'md5') return sql`MD5(${text!})`
    return name === 'sha1' ? sql`SHA1(${text!})` : sql`SHA2(${text!}, ${name.slice(3)})`
  },
}

export const text = { common, sqlite, postgres, mysql }

const algorithms: readonly string[] = ['md5', 'sha1', 'sha224', 'sha256', 'sha384', 'sha512']

/** The name of a digest: one of those that are known, since it becomes part of the SQL. */
function algorithm(name: unknown): string {
  return algorithms.find((each) => each === name) ?? 'sha256'
}
