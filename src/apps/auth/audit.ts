import { type Service, service, tryUse } from '../../base/context/index.ts'
import { createLogger } from '../../base/log/index.ts'
import type { HttpRequest } from '../../web/http/index.ts'
import { impersonators } from './impersonation/impersonators.ts'

/** What happened. Batteries name their own: 'totpEnabled'. */
export type AuthEventKind =
  | 'login'
  | 'loginFailed'
  | 'loginRefused'
  | 'lockedOut'
  | 'logout'
  | 'registered'
  | 'emailVerified'
  | 'passwordChanged'
  | 'passwordResetAsked'
  | 'passwordReset'
  | 'sessionRevoked'
  | 'tokenCreated'
  | 'tokenRevoked'
  | 'tokenReused'
  | 'secondFactorEnabled'
  | 'secondFactorDisabled'
  | 'secondFactorFailed'
  | 'recoveryCodeUsed'
  | 'passkeyAdded'
  | 'passkeyRemoved'
  | 'identityLinked'
  | 'identityUnlinked'
  | 'impersonationBegan'
  | 'impersonationEnded'
  | 'impersonationRefused'
  | 'accountDeleted'
  | (string & {})

/** Something that concerns who may enter. Nothing secret is in it. */
export interface AuthEvent {
  readonly kind: AuthEventKind
  readonly at: Date
  /** Whose account it concerns: the primary key, null where that is not known. */
  readonly user: unknown
  /** Who did it, where that is somebody else: whoever impersonates, or an administrator. */
  readonly actor: unknown
  /** The name that was tried, where there is no such user. */
  readonly username: string
  readonly ip: string
  readonly userAgent: string
  /** Further facts, plain and without secrets. */
  readonly data: Readonly<Record<string, unknown>>
}

/** Keeps events beside the log: `accountsApp` keeps them in a table. */
export type AuthEventSink = (event: AuthEvent) => void | Promise<void>

export const authEventSinkService: Service<AuthEventSink> = service<AuthEventSink>('store of auth events')

interface EventParts {
  readonly request: HttpRequest | null
  readonly user?: { readonly pk: unknown } | null
  /** Default: who acts as the user of the request, where somebody does. */
  readonly actor?: { readonly pk: unknown } | null
  readonly username?: string
  readonly data?: Readonly<Record<string, unknown>>
}

const longestName = 150
const longestAgent = 300

/** Writes down what happened: to the log (`auth`), and to the project's store of such events where it has one. */
export async function recordAuthEvent(kind: AuthEventKind, parts: EventParts): Promise<void> {
  const { request, user = null, username = '', data = {} } = parts
  const actor = parts.actor ?? (request === null ? null : (impersonators.get(request) ?? null))
  const event: AuthEvent = {
    kind,
    at: new Date(),
    user: user?.pk ?? null,
    actor: actor?.pk ?? null,
    username: username.slice(0, longestName),
    ip: request?.ip ?? '',
    userAgent: (request?.headers.get('user-agent') ?? '').slice(0, longestAgent),
    data,
  }
  const { at: _at, kind: _kind, ...fields } = event
  createLogger({ name: 'auth' }).info(kind, fields)
  await tryUse(authEventSinkService)?.(event)
}
