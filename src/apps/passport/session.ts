import type { HttpRequest } from '../../web/http/index.ts'
import { sessionOf } from '../sessions/index.ts'

const name = '_nuages_passport'

/** What strategies keep between requests: plain data, changed in place, as in `express-session`. */
export type StrategySession = Record<string, unknown>

/** The part of the session that strategies have for themselves: what says who is logged in is out of their reach. */
export async function openSession(
  request: HttpRequest,
): Promise<{ readonly data: StrategySession; save(): Promise<void> }> {
  const session = sessionOf(request)
  const before = JSON.stringify((await session.get<StrategySession>(name)) ?? {})
  const data = withMethods(JSON.parse(before) as StrategySession)
  return {
    data,
    async save() {
      const after = JSON.stringify(data)
      if (after === before) return
      if (after === '{}') await session.delete(name)
      else await session.set(name, JSON.parse(after))
    },
  }
}

type Done = (error?: unknown) => void

/** What libraries call of `express-session`. It is saved in any case once the strategy has spoken. */
function withMethods(data: StrategySession): StrategySession {
  const done = (callback?: Done) => callback?.()
  const empty = (callback?: Done) => {
    for (const key of Object.keys(data)) delete data[key]
    callback?.()
  }
  const methods = { save: done, reload: done, touch: done, regenerate: empty, destroy: empty }
  for (const [method, value] of Object.entries(methods))
    Object.defineProperty(data, method, { value, enumerable: false, configurable: true, writable: true })
  return data
}
