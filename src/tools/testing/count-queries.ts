import { type QueryEvent, queries } from '../../base/events/index.ts'
import { testingErrors } from './errors.ts'

/** What `work` gave, and every statement that was sent while it ran. */
export interface CountedQueries<R> {
  readonly result: R
  readonly queries: readonly QueryEvent[]
}

/** Runs `work` and collects the statements that it (or anything beside it) sent; transaction control is left out. */
export async function collectQueries<R>(work: () => R | Promise<R>): Promise<CountedQueries<R>> {
  const seen: QueryEvent[] = []
  const stop = queries.subscribe((event) => {
    if (!/^\s*(begin|commit|rollback|savepoint|release|pragma)\b/i.test(event.sql)) seen.push(event)
  })
  try {
    return { result: await work(), queries: seen }
  } finally {
    stop()
  }
}

/**
 * Runs `work` and throws `NUAGES_TESTING_QUERY_COUNT`, with the statements, where it sent another number of them.
 * Semantics: Django's `assertNumQueries`.
 */
export async function assertNumQueries<R>(count: number, work: () => R | Promise<R>): Promise<R> {
  const { result, queries: seen } = await collectQueries(work)
  if (seen.length !== count)
    throw testingErrors.QUERY_COUNT({ expected: count, statements: seen.map(({ sql }) => sql) })
  return result
}
