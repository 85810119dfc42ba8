import { AsyncLocalStorage } from 'node:async_hooks'
import { type QueryEvent, queries } from '../../base/events/index.ts'
import { testingErrors } from './errors.ts'
import { isControl } from './observation.ts'

/** What `work` gave, and every statement that was sent while it ran. */
export interface CountedQueries<R> {
  readonly result: R
  readonly queries: readonly QueryEvent[]
}

/**
 * Runs `work` and collects the statements that it sent, with the lines that asked for them; transaction control is left out, and
 * what others send at the same time.
 */
export async function collectQueries<R>(work: () => R | Promise<R>): Promise<CountedQueries<R>> {
  const seen: QueryEvent[] = []
  const mine = new AsyncLocalStorage<true>()
  const stop = queries.trace((event) => {
    if (mine.getStore() === true && !isControl(event.sql)) seen.push(event)
  })
  try {
    return { result: await mine.run(true, async () => work()), queries: seen }
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
  if (seen.length !== count) throw testingErrors.QUERY_COUNT({ expected: count, statements: seen.map(told) })
  return result
}

const told = ({ sql, origin }: QueryEvent) => (origin === null ? sql : `${sql}\n  at ${origin}`)
