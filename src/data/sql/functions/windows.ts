import { sql } from '../fragment.ts'
import { type CallSql, type Functions, named } from './call.ts'

/** A whole number that was checked when the call was made. */
const whole = (value: unknown, otherwise: number) => (Number.isSafeInteger(value) ? String(value) : String(otherwise))

const shifted =
  (name: string): CallSql =>
  ([of, otherwise], { options }) =>
    sql`${name}(${of!}, ${whole(options['offset'], 1)}${otherwise === undefined ? [] : sql`, ${otherwise}`})`

/** Functions over windows. https://docs.djangoproject.com/en/stable/ref/models/database-functions/#window-functions */
const common: Functions = {
  rowNumber: named('ROW_NUMBER'),
  rank: named('RANK'),
  denseRank: named('DENSE_RANK'),
  percentRank: named('PERCENT_RANK'),
  cumeDist: named('CUME_DIST'),
  ntile: (_of, { options }) => sql`NTILE(${whole(options['buckets'], 1)})`,
  lag: shifted('LAG'),
  lead: shifted('LEAD'),
  firstValue: named('FIRST_VALUE'),
  lastValue: named('LAST_VALUE'),
  nthValue: ([of], { options }) => sql`NTH_VALUE(${of!}, ${whole(options['nth'], 1)})`,
}

export const windows = { common, sqlite: {} as Functions, postgres: {} as Functions }
