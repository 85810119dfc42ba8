import type { RecordedQuery } from './recording.ts'

/** One statement that was asked again and again from one place: what `selectRelated` and `prefetchRelated` are for. */
export interface Repeated {
  readonly sql: string
  readonly origin: string | null
  readonly times: number
  readonly duration: number
  /** Every time with the same parameters. */
  readonly same: boolean
}

/** As many from one place are no accident. */
const suspicious = 3

const keyOf = ({ sql, origin, database }: RecordedQuery): string => `${database}\n${origin}\n${sql}`

/** Statements that only read and were sent three times or more from one place, or twice with the same parameters. */
export function repeatedQueries(queries: readonly RecordedQuery[]): ReadonlyMap<RecordedQuery, Repeated> {
  const groups = Map.groupBy(
    queries.filter(({ sql }) => /^\s*(?:select|with)\b/i.test(sql)),
    keyOf,
  )
  const found = new Map<RecordedQuery, Repeated>()
  for (const group of groups.values()) {
    const first = group[0]!
    const same = group.every(({ parameters }) => parameters.join('\n') === first.parameters.join('\n'))
    if (group.length < (same ? 2 : suspicious)) continue
    const duration = group.reduce((sum, query) => sum + query.duration, 0)
    const repeated = { sql: first.sql, origin: first.origin, times: group.length, duration, same }
    for (const query of group) found.set(query, repeated)
  }
  return found
}
