import { use } from '../../../../base/context/index.ts'
import { type AnyQuerySet, ormService } from '../../../../data/orm/index.ts'
import type { ModelInfo } from '../../../../data/query/index.ts'

/** How rows of a list are counted: exactly, by estimate, or exactly up to a size. */
export type Counting = 'exact' | 'estimate' | 'auto'

/** A number of rows, and how sure it is. */
export interface RowCount {
  readonly count: number
  /** `more`: there are more than that; `about`: the database's own guess. */
  readonly sure: 'exact' | 'more' | 'about'
}

/** Lists of more rows than this are long: their pages go by key, and nothing is counted that would read all of them. */
const longList = 50_000
/** How far the rows of a long list that match are counted. */
export const countedMatches = 1000

/** All rows that there are, and whether the list is long: one query, or two where an estimate is better than a bound. */
export async function countAll(
  info: ModelInfo,
  all: AnyQuerySet,
  counting: Counting,
): Promise<{ readonly all: RowCount; readonly long: boolean }> {
  if (counting === 'exact') return { all: { count: await all.count(), sure: 'exact' }, long: false }
  const limit = counting === 'estimate' ? 0 : longList
  const counted = await countUpTo(all, limit === 0 ? countedMatches : limit)
  if (counting === 'auto' && counted.sure === 'exact') return { all: counted, long: false }
  return { all: counted.sure === 'exact' ? counted : await better(info, all, counted), long: true }
}

/** Rows of which there may be many, counted as far as `limit`. */
export async function countMatches(
  info: ModelInfo,
  rows: AnyQuerySet,
  limit: number = countedMatches,
): Promise<RowCount> {
  const counted = await countUpTo(rows, limit)
  return counted.sure === 'exact' ? counted : better(info, rows, counted)
}

/** How many rows there are, counted no further than to `limit`. */
export async function countUpTo(rows: AnyQuerySet, limit: number): Promise<RowCount> {
  const found = await rows
    .orderBy()
    .slice(0, limit + 1)
    .count()
  return found > limit ? { count: limit, sure: 'more' } : { count: found, sure: 'exact' }
}

/** What PostgreSQL's planner expects, from its statistics; other databases say nothing that is good enough. */
async function better(info: ModelInfo, rows: AnyQuerySet, bound: RowCount): Promise<RowCount> {
  if (use(ormService).reading(info, null).database !== 'postgres') return bound
  const plan = await rows.orderBy().explain({ format: 'json' })
  const expected = Number(/"Plan Rows":\s*(\d+)/.exec(plan)?.[1] ?? 0)
  return expected > bound.count ? { count: rounded(expected), sure: 'about' } : bound
}

/** To two digits: an estimate says no more. */
function rounded(value: number): number {
  const unit = 10 ** Math.max(0, Math.floor(Math.log10(value)) - 1)
  return Math.round(value / unit) * unit
}
