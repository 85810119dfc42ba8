import { isIPv6 } from 'node:net'
import { tryUse } from '../../../base/context/index.ts'
import { type HttpRequest, routerService } from '../../http/index.ts'

/** By whom or what requests are counted. */
export type RateLimitKey =
  | 'ip'
  | 'user'
  | 'route'
  /** null: this request is not counted. */
  | ((request: HttpRequest) => string | null | Promise<string | null>)

/** The subject of a request under a key, or null where it has none. */
export async function subjectOf(request: HttpRequest, key: RateLimitKey): Promise<string | null> {
  if (typeof key === 'function') return key(request)
  if (key === 'ip') return `ip:${network(request.ip)}`
  if (key === 'route') return `route:${routeOf(request)}`
  const user = await (request as { user?: unknown }).user
  const { isAuthenticated, pk } = (user ?? {}) as { isAuthenticated?: unknown; pk?: unknown }
  return isAuthenticated === true ? `user:${String(pk)}` : `ip:${network(request.ip)}`
}

/** The pattern that the request leads to, also before it was looked for. */
export function routeOf(request: HttpRequest): string {
  const match = request.matched ?? tryUse(routerService)?.resolve(request.path)
  return match?.route ?? '(none)'
}

/** An address as it is counted: of IPv6 the first 64 bits, as that is what one customer of a provider gets. */
export function network(address: string): string {
  const [plain = ''] = address.split('%')
  if (!isIPv6(plain)) return plain === '' ? 'unknown' : plain
  const [before = '', after] = plain.split('::')
  const head = before === '' ? [] : before.split(':')
  const tail = after === undefined || after === '' ? [] : after.split(':')
  // A dotted end stands for two groups.
  const last = plain.includes('.') ? 1 : 0
  const groups = [...head, ...Array(Math.max(0, 8 - head.length - tail.length - last)).fill('0'), ...tail]
  return `${groups
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':')}::/64`
}
