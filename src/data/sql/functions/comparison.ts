import type { Field } from '../../query/index.ts'
import { collation } from '../collation.ts'
import type { Dialect } from '../dialect.ts'
import { type Fragment, join, sql } from '../fragment.ts'
import { type Call, type CallSql, type Functions, kindOf, named, texts } from './call.ts'

/** Choosing among values, and JSON. https://docs.djangoproject.com/en/stable/ref/models/database-functions/#comparison-and-conversion-functions */
const common: Functions = {
  coalesce: named('COALESCE'),
  nullIf: named('NULLIF'),
  // Its name was checked when the call was made: letters, digits, underscores and points.
  func: (of, { options }) => sql`${checkedName(options['name'])}(${join(of, ', ')})`,
}

function checkedName(name: unknown): string {
  return typeof name === 'string' && /^[A-Za-z_][\w.]*$/.test(name) ? name : 'NULL'
}

/** What SQLite keeps as a number or a text and JSON has a kind for. */
function jsonValues(of: readonly Fragment[], call: Call): Fragment[] {
  return of.map((fragment, i) => {
    const kind = kindOf(call.of[i])
    if (kind === 'json') return sql`JSON(${fragment})`
    if (kind === 'boolean') return sql`JSON(CASE WHEN ${fragment} THEN 'true' WHEN NOT ${fragment} THEN 'false' END)`
    return fragment
  })
}

const pairs = (values: readonly Fragment[]): Fragment[][] =>
  Array.from({ length: values.length / 2 }, (_, i) => [values[2 * i]!, values[2 * i + 1]!])

const sqlite: Functions = {
  greatest: named('MAX'),
  least: named('MIN'),
  jsonObject: (of, call) => sql`JSON_OBJECT(${join(jsonValues(of, call), ', ')})`,
  jsonArray: (of, call) => sql`JSON_ARRAY(${join(jsonValues(of, call), ', ')})`,
}

const postgres: Functions = {
  greatest: named('GREATEST'),
  least: named('LEAST'),
  jsonObject: (of, call, dialect) => {
    const keys = texts(of, call, dialect)
    const flat = pairs(of).flatMap(([, value], i) => [keys[2 * i]!, value!])
    return sql`JSONB_BUILD_OBJECT(${join(flat, ', ')})`
  },
  jsonArray: named('JSONB_BUILD_ARRAY'),
}

/** What MariaDB keeps as a number or a text and JSON has a kind for; documents and texts compare by other rules. */
export function mysqlJson(of: Fragment, output: Field | null, dialect: Dialect): Fragment {
  switch (output?.describe().kind) {
    case 'json':
      return sql`JSON_COMPACT(${of})`
    case 'boolean':
      return sql`JSON_COMPACT(CASE WHEN ${of} THEN 'true' WHEN NOT ${of} THEN 'false' END)`
    case 'string':
    case 'text':
    case 'time':
    case 'datetime':
      return sql`${dialect.text(of, output)} COLLATE ${collation}`
    default:
      return of
  }
}

const mysqlJsonNamed =
  (name: string): CallSql =>
  (of, call, dialect) =>
    sql`${name}(${join(
      of.map((each, i) => mysqlJson(each, call.of[i]!.output, dialect)),
      ', ',
    )})`

const mysql: Functions = {
  greatest: named('GREATEST'),
  least: named('LEAST'),
  jsonObject: mysqlJsonNamed('JSON_OBJECT'),
  jsonArray: mysqlJsonNamed('JSON_ARRAY'),
}

export const comparison = { common, sqlite, postgres, mysql }
