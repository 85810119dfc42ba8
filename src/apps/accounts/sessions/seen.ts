import { type Service, service, use } from '../../../base/context/index.ts'
import { afterResponse, defineMiddleware, type Middleware } from '../../../web/http/index.ts'
import { UserSession } from '../models/index.ts'
import { origin, userName } from './origin.ts'

/** Milliseconds for which a session that was seen need not be seen again. */
const span = 300_000
const most = 10_000

/** When this process has last written that a session was seen, by its key. */
export class SeenSessions {
  readonly #times = new Map<string, number>()

  /** Is it time to write it? If so, it is taken as written. */
  take(key: string, now: number): boolean {
    const last = this.#times.get(key)
    if (last !== undefined && last <= now && now - last < span) return false
    this.#times.delete(key)
    this.#times.set(key, now)
    if (this.#times.size > most) this.#times.delete(this.#times.keys().next().value!)
    return true
  }
}

export const seenSessionsService: Service<SeenSessions> = service<SeenSessions>('sessions that were seen')

/**
 * Writes when, and from where, a session of somebody was last seen: at most every five minutes a process, and once the answer was sent. A request
 * that did not read its session is not looked at.
 */
export function sessionsSeen(): Middleware {
  return defineMiddleware({
    name: 'sessionsSeen',
    after(request, response) {
      const { session } = request
      const key = session?.key ?? null
      if (key === null || !session.accessed) return response
      const now = Date.now()
      if (!use(seenSessionsService).take(key, now)) return response
      afterResponse(request, async () => {
        if (!(await session.has(userName))) return
        const old = { session: key, lastSeen__lt: new Date(now - span) } as never
        await UserSession.filter(old).update({ lastSeen: new Date(now), ...origin(request) })
      })
      return response
    },
  })
}
