import type { Field } from '../../query/index.ts'
import { type Fragment, join, sql } from '../fragment.ts'
import { type Call, type CallSql, type Functions, kindOf, named } from './call.ts'

/** Functions of numbers. https://docs.djangoproject.com/en/stable/ref/models/database-functions/#math-functions */
const names: Readonly<Record<string, string>> = {
  abs: 'ABS',
  ceil: 'CEIL',
  floor: 'FLOOR',
  sign: 'SIGN',
  sqrt: 'SQRT',
  power: 'POWER',
  exp: 'EXP',
  ln: 'LN',
  pi: 'PI',
  sin: 'SIN',
  cos: 'COS',
  tan: 'TAN',
  asin: 'ASIN',
  acos: 'ACOS',
  atan: 'ATAN',
  atan2: 'ATAN2',
  degrees: 'DEGREES',
  radians: 'RADIANS',
}
const each = (make: (name: string) => CallSql): Record<string, CallSql> =>
  Object.fromEntries(Object.entries(names).map(([name, written]) => [name, make(written)]))

/** A number of places that was checked when the call was made. */
const placesOf = (call: Call): number | null => {
  const given = call.options['places']
  return typeof given === 'number' ? Math.trunc(given) : null
}

const sqlite: Functions = {
  ...each(named),
  mod: named('MOD'),
  log: named('LOG'),
  cot: ([of]) => sql`(1.0 / TAN(${of!}))`,
  random: () => ['(ABS(RANDOM() % 9007199254740992) / 9007199254740992.0)'],
  round: ([of], call) => {
    const places = placesOf(call) ?? 0
    // SQLite knows no places before the point.
    if (places < 0) return sql`(ROUND(${of!} / 1e${String(-places)}) * 1e${String(-places)})`
    return sql`ROUND(${of!}, ${String(places)})`
  },
}

/** The result as the number that it is to be: the server answers in numeric where it was not asked for a fraction. */
function result(of: Fragment, output: Field | null): Fragment {
  switch (output?.describe().kind) {
    case 'number':
      return sql`(${of})::double precision`
    case 'integer':
    case 'bigint':
      return sql`(${of})::bigint`
    default:
      return of
  }
}
/** Fractions as numeric, for functions that the server has for exact numbers only. */
const exact = (of: readonly Fragment[], call: Call): Fragment[] =>
  of.map((fragment, i) => (kindOf(call.of[i]) === 'number' ? sql`(${fragment})::numeric` : fragment))

const postgresNamed =
  (name: string): CallSql =>
  (of, call) =>
    result(sql`${name}(${join(of, ', ')})`, call.output)
const exactNamed =
  (name: string): CallSql =>
  (of, call) =>
    result(sql`${name}(${join(exact(of, call), ', ')})`, call.output)

const postgres: Functions = {
  ...each(postgresNamed),
  mod: exactNamed('MOD'),
  log: (of, call) =>
    result(
      sql`LOG(${join(
        of.map((fragment) => sql`(${fragment})::numeric`),
        ', ',
      )})`,
      call.output,
    ),
  cot: postgresNamed('COT'),
  random: () => ['RANDOM()'],
  round: (of, call) => {
    const places = placesOf(call)
    if (places === null) return result(sql`ROUND(${of[0]!})`, call.output)
    return result(sql`ROUND((${of[0]!})::numeric, ${String(places)})`, call.output)
  },
}

/** A number of any kind as an exact one. */
export const exactly = (of: Fragment): Fragment => sql`CAST(${of} AS DECIMAL(65, 20))`

/** An exact number with twenty places more, to be divided; of one that has no room for them, as many as it has. */
export const divisible = (of: Fragment): Fragment => sql`${of} * 1.${'0'.repeat(20)}`

const mysql: Functions = {
  ...each(named),
  mod: named('MOD'),
  log: named('LOG'),
  cot: named('COT'),
  random: () => ['RAND()'],
  round: ([of], call) => {
    const places = placesOf(call)
    if (places === null || kindOf(call.of[0]) !== 'number') return sql`ROUND(${of!}, ${String(places ?? 0)})`
    // Halves of fractions would go to the even number; those that are too great to be exact have none.
    return sql`CASE WHEN ABS(${of!}) < 1e40 THEN ROUND(${exactly(of!)}, ${String(places)}) ELSE ${of!} END`
  },
}

export const math = { common: {} as Functions, sqlite, postgres, mysql }
