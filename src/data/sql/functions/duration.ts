import { type Fragment, sql } from '../fragment.ts'

/** `4 5:15:30.25`, `4 days, 5:15:30`, `-1 day`, `90`: days, their sign before them; then a sign and a time. */
const plain =
  '^(?=.*[0-9])(?:(-?)([0-9]+) +(?:days?,? *|(?=[-+0-9])))?([-+]?)(?:(?:(?:([0-9]+):)?([0-9]+):)?([0-9]+)(?:[.,]([0-9]{1,6})[0-9]{0,6})?)?$'
const number = '(?:(-?)([0-9]+(?:[.,][0-9]+)?)'
/** `P4DT5H15M30S`, with a sign before it and before each part. */
const iso = `^([-+]?)P${number}D)?(?:T(?=.)${number}H)?${number}M)?${number}S)?)?$`

/** What stands at a place of a pattern, behind what is given; nothing where the text has nothing there. */
const at = (of: Fragment, pattern: string, place: string, before = '') =>
  sql`REGEXP_REPLACE(${of}, '${pattern}', '${before}${place}')`

/** A number that stands at a place: 0 where there is none. */
const size = (of: Fragment, pattern: string, place: number) =>
  sql`CAST(REPLACE(${at(of, pattern, `\\${place}`, '0')}, ',', '.') AS DECIMAL(40, 12))`

/** -1 where there is that sign at a place. */
const sign = (of: Fragment, pattern: string, place: number) =>
  sql`CASE ${at(of, pattern, `\\${place}`)} WHEN '-' THEN -1 ELSE 1 END`

/** MariaDB's microseconds of a text, as `parseDuration` reads it; null where it is no length of time. */
export function mysqlDuration(of: Fragment): Fragment {
  const part = (place: number) => sql`${sign(of, iso, place)} * ${size(of, iso, place + 1)}`
  const days = sql`${sign(of, plain, 1)} * ${size(of, plain, 2)} * 86400`
  const clock = sql`${size(of, plain, 4)} * 3600 + ${size(of, plain, 5)} * 60 + ${size(of, plain, 6)}`
  const micros = sql`RPAD(${at(of, plain, '\\7')}, 6, '0')`
  const time = sql`${sign(of, plain, 3)} * ((${clock}) * 1000000 + ${micros})`
  const written = sql`${part(2)} * 86400 + ${part(4)} * 3600 + ${part(6)} * 60 + ${part(8)}`
  return sql`CAST(ROUND(CASE WHEN ${of} REGEXP '${plain}' THEN (${days}) * 1000000 + ${time} WHEN ${of} REGEXP '${iso}' THEN ${sign(of, iso, 1)} * (${written}) * 1000000 END) AS SIGNED)`
}
