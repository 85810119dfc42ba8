import { tryUse } from '../../../base/context/index.ts'
import { type CountedLimit, rateLimitStoreService } from '../../../web/security/index.ts'
import type { AnyUser } from '../../auth/index.ts'
import { AuthEvent } from '../models/index.ts'

/** Mails of one kind that an account gets: five at once, and then one every twelve minutes. */
const limit: CountedLimit = { name: '5/hour', count: 5, per: 3600, burst: 5, interval: 720e6 }

/** Has the account got as many mails of this kind as it may? Else one more is counted. `kind` is that of their event. */
export async function hasEnough(user: AnyUser, kind: string): Promise<boolean> {
  const userKey = String(user.pk)
  const store = tryUse(rateLimitStoreService)
  if (store !== undefined) {
    const [state] = await store.take(`accounts:${kind}:${userKey}`, [limit], 1)
    return (state?.wait ?? 0) > 0
  }
  // Processes that share nothing but the database: what comes at the same moment may be one too many.
  const at__gt = new Date(Date.now() - limit.per * 1000)
  return (await AuthEvent.filter({ userKey, kind, at__gt }).count()) >= limit.count
}
