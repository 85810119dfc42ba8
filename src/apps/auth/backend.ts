import { PermissionDenied } from '../../web/http/index.ts'
import type { ProjectUser } from './augment.ts'
import type { AuthBackend, Credentials } from './backends/backend.ts'
import { projectBackends } from './backends/service.ts'
import type { AnyUser } from './models.ts'
import type { Passwords } from './passwords/passwords.ts'
import { projectPasswords } from './passwords/service.ts'
import { forgetUsers } from './user-cache.ts'
import { type UserModel, usersOf } from './users-of.ts'

export type { Credentials } from './backends/backend.ts'
export { type UserModel, usersOf } from './users-of.ts'

export interface AuthenticateOptions<U extends AnyUser = ProjectUser> {
  /** Default: `User`. */
  readonly model?: UserModel<U>
  /** Default: the project's. */
  readonly passwords?: Passwords
  /** Who is asked, in this order. Default: the project's backends. */
  readonly backends?: readonly AuthBackend[]
}

/** Who let a user in, for the session. */
const letInBy = new WeakMap<AnyUser, string>()

/** The name of the backend that found out who it is; null for a user who did not come through `authenticate`. */
export function backendOf(user: AnyUser): string | null {
  return letInBy.get(user) ?? null
}

/** Says it of the same user, read anew. */
export function rememberBackend(user: AnyUser, name: string): void {
  letInBy.set(user, name)
}

/**
 * The user whose name and password these are, or null. An unknown name, an inactive user and a password that cannot be used or is too long
 * cost one hash, as a wrong password does. A password that was hashed in an old way is hashed anew. Nothing is counted: what visitors log in with
 * calls `throttledAuthenticate`. The request is for the backends, and may be null. Semantics: Django's `authenticate`.
 */
export async function authenticate<U extends AnyUser = ProjectUser>(
  request: object | null,
  credentials: Credentials,
  options: AuthenticateOptions<U> = {},
): Promise<U | null> {
  const { passwords = projectPasswords(), backends = projectBackends(), model } = options
  const found = await firstOf(backends, credentials, { request, model, passwords })
  if (found === null) return null
  rememberBackend(found.user, found.backend)
  return found.user as U
}

interface Asked {
  readonly request: object | null
  readonly model: UserModel | undefined
  readonly passwords: Passwords
}

async function firstOf(backends: readonly AuthBackend[], credentials: Credentials, asked: Asked) {
  const { passwords } = asked
  /** Whose passwords were looked at: each once, however many backends find the same user. */
  const tried = new Set<unknown>()
  try {
    for (const backend of backends) {
      const own = (await backend.authenticate?.(credentials, asked)) ?? null
      if (own !== null) return own.isActive ? { user: own, backend: backend.name } : null
      const named = (await backend.find?.(credentials, asked)) ?? null
      if (named === null || tried.has(named.pk)) continue
      tried.add(named.pk)
      if (await ownsPassword(named, credentials.password, passwords)) return { user: named, backend: backend.name }
    }
  } catch (error) {
    if (!(error instanceof PermissionDenied)) throw error
  }
  if (tried.size === 0 && backends.some(({ find }) => find !== undefined)) await passwords.waste()
  return null
}

async function ownsPassword(user: AnyUser, password: string, passwords: Passwords): Promise<boolean> {
  const { correct, mustUpdate } = await passwords.checkEvenly(password, user.password)
  if (!correct || !user.isActive) return false
  if (mustUpdate) await hashAnew(user, password, passwords)
  return true
}

/** Unless the password has become another one meanwhile. */
async function hashAnew(user: AnyUser, password: string, passwords: Passwords): Promise<void> {
  const hash = await passwords.hash(password)
  const rows = usersOf(user.constructor as unknown as UserModel).filter({ pk: user.pk, password: user.password })
  if ((await rows.update({ password: hash })) === 0) return
  await forgetUsers([user.pk])
  await user.refresh(['password'])
}
