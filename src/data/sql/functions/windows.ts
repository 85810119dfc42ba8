import { join, sql } from '../fragment.ts'
import { asOutput } from '../mysql-kinds.ts'
import type { WindowSql } from './call.ts'

/** A whole number that was checked when the call was made. */
const whole = (value: unknown, otherwise: number) => (Number.isSafeInteger(value) ? String(value) : String(otherwise))

const named =
  (name: string): WindowSql =>
  (of, _call, over) =>
    sql`${name}(${join(of, ', ')})${over}`

const shifted =
  (name: string): WindowSql =>
  ([of, otherwise], { options }, over) =>
    sql`${name}(${of!}, ${whole(options['offset'], 1)}${otherwise === undefined ? [] : sql`, ${otherwise}`})${over}`

/** Functions over windows. https://docs.djangoproject.com/en/stable/ref/models/database-functions/#window-functions */
export const commonWindows: Readonly<Record<string, WindowSql>> = {
  rowNumber: named('ROW_NUMBER'),
  rank: named('RANK'),
  denseRank: named('DENSE_RANK'),
  percentRank: named('PERCENT_RANK'),
  cumeDist: named('CUME_DIST'),
  ntile: (_of, { options }, over) => sql`NTILE(${whole(options['buckets'], 1)})${over}`,
  lag: shifted('LAG'),
  lead: shifted('LEAD'),
  firstValue: named('FIRST_VALUE'),
  lastValue: named('LAST_VALUE'),
  nthValue: ([of], { options }, over) => sql`NTH_VALUE(${of!}, ${whole(options['nth'], 1)})${over}`,
}

/**
 * MariaDB's LAG and LEAD have no value for rows that are not there: those are known by what every row has. Of whole numbers
 * with and without a sign it makes exact ones.
 */
const guarded =
  (name: string): WindowSql =>
  ([of, otherwise], { options, output }, over) => {
    const at = whole(options['offset'], 1)
    const found = sql`${name}(${of!}, ${at})${over}`
    return otherwise === undefined
      ? found
      : asOutput(sql`CASE WHEN ${name}(1, ${at})${over} IS NULL THEN ${otherwise} ELSE ${found} END`, output)
  }

/** Shares, which MariaDB gives with ten digits. */
const share =
  (name: string): WindowSql =>
  (_of, _call, over) =>
    sql`(${name}()${over} + 0e0)`

export const mysqlWindows: Readonly<Record<string, WindowSql>> = {
  lag: guarded('LAG'),
  lead: guarded('LEAD'),
  percentRank: share('PERCENT_RANK'),
  cumeDist: share('CUME_DIST'),
}
