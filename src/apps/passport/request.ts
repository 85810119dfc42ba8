import type { HttpRequest } from '../../web/http/index.ts'
import type { AnyUser } from '../auth/index.ts'
import { flash } from './flash.ts'
import type { StrategySession } from './session.ts'

type Done = (error?: unknown) => void
/** Logs in at once; `options` of Passport are passed over. */
export type LogIn = (user: unknown, options: object | Done, done?: Done) => void
interface Peer {
  readonly encrypted: boolean
  readonly remoteAddress: string
}

/** What strategies read of a request of Express: its parts, and none of its streams. What trusted proxies say is in it already. */
export interface StrategyRequest {
  readonly method: string
  /** Path and query, as they were sent. */
  readonly url: string
  readonly originalUrl: string
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  /** One value for each name: lists would reach code that expects texts. */
  readonly query: Readonly<Record<string, string>>
  /** The fields of a form, one value for each, or what was sent as JSON. */
  readonly body: unknown
  readonly params: Readonly<Record<string, unknown>>
  readonly cookies: Readonly<Record<string, string>>
  readonly protocol: 'http' | 'https'
  readonly secure: boolean
  readonly hostname: string
  readonly ip: string
  readonly connection: Peer
  readonly socket: Peer
  readonly session: StrategySession
  /** Whoever is logged in already. */
  readonly user: AnyUser | undefined
  get(header: string): string | undefined
  header(header: string): string | undefined
  isAuthenticated(): boolean
  isUnauthenticated(): boolean
  /** As `connect-flash` has it. */
  flash(type?: string, message?: unknown): unknown
  readonly login: LogIn
  readonly logIn: LogIn
}

/** Makes it of what was sent. `enter` is what its `logIn` does. */
export async function strategyRequest(
  request: HttpRequest,
  session: StrategySession,
  enter: (user: unknown) => Promise<unknown>,
): Promise<StrategyRequest> {
  const user = await request.user
  const headers: Readonly<Record<string, string>> = { ...Object.fromEntries(request.headers), host: request.host }
  const header = (name: string) =>
    Object.hasOwn(headers, name.toLowerCase()) ? headers[name.toLowerCase()] : undefined
  const peer = { encrypted: request.secure, remoteAddress: request.ip }
  const logIn: LogIn = (given, options, done = options as Done) => {
    enter(given).then(() => done(), done)
  }
  return {
    method: request.method,
    url: request.target,
    originalUrl: request.target,
    path: request.path,
    headers,
    query: Object.fromEntries(request.query),
    body: await bodyOf(request),
    params: request.params,
    cookies: Object.fromEntries(request.cookies),
    protocol: request.scheme,
    secure: request.secure,
    hostname: request.host.replace(/:\d+$/, ''),
    ip: request.ip,
    connection: peer,
    socket: peer,
    session,
    user: user.isAuthenticated ? user : undefined,
    get: header,
    header,
    isAuthenticated: () => user.isAuthenticated,
    isUnauthenticated: () => !user.isAuthenticated,
    flash: (type, message) => flash(session, type, message),
    login: logIn,
    logIn,
  }
}

const forms: ReadonlySet<string> = new Set(['application/x-www-form-urlencoded', 'multipart/form-data'])

async function bodyOf(request: HttpRequest): Promise<unknown> {
  if (request.method === 'GET' || request.method === 'HEAD') return {}
  if (request.contentType === 'application/json') return request.json()
  return forms.has(request.contentType) ? Object.fromEntries(await request.form()) : {}
}
