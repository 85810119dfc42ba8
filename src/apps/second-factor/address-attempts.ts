import { tryUse } from '../../base/context/index.ts'
import type { HttpRequest } from '../../web/http/index.ts'
import { type CountedLimit, type LimitState, network, rateLimitStoreService } from '../../web/security/index.ts'

/** Thirty at once, then one every two minutes: for whoever tries codes for many users from one address. In microseconds. */
const limit: CountedLimit = Object.freeze({
  name: 'second-factor',
  count: 30,
  per: 3600,
  burst: 30,
  interval: 120_000_000,
})

/** Seconds for which this address has to wait; 0 where it may try. */
export async function addressBlocked(request: HttpRequest): Promise<number> {
  const state = await count(request, 0)
  if (state === null || state.remaining > 0) return 0
  return Math.max(1, Math.ceil((state.reset - (limit.burst - 1) * limit.interval) / 1e6))
}

/** Counts a wrong code. */
export async function addressFailed(request: HttpRequest): Promise<void> {
  await count(request, 1)
}

/** Null while nobody counts: the count by user has to do then. */
async function count(request: HttpRequest, cost: number): Promise<LimitState | null> {
  const store = tryUse(rateLimitStoreService)
  if (store === undefined || request.ip === '') return null
  try {
    const [state = null] = await store.take(`second-factor|${network(request.ip)}`, [limit], cost)
    return state
  } catch {
    return null
  }
}
