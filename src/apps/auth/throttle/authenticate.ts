import { tryUse } from '../../../base/context/index.ts'
import type { HttpRequest } from '../../../web/http/index.ts'
import { recordAuthEvent } from '../audit.ts'
import type { ProjectUser } from '../augment.ts'
import { type AuthenticateOptions, authenticate, type Credentials, type UserModel } from '../backend.ts'
import type { AuthBackend } from '../backends/backend.ts'
import { projectBackends } from '../backends/service.ts'
import { authErrors } from '../errors.ts'
import type { AnyUser } from '../models.ts'
import { countedName } from './account-key.ts'
import { rememberTypedName } from './device-cookie.ts'
import type { LoginThrottle } from './login-throttle.ts'
import { inBackground, mailLockout } from './notice.ts'
import { loginThrottleService } from './service.ts'

export interface ThrottledAuthenticateOptions<U extends AnyUser = ProjectUser> extends AuthenticateOptions<U> {
  /** Default: the project's; null for none. */
  readonly throttle?: LoginThrottle | null
}

/** At most one notice of a lockout for an account in so many seconds. */
const noticeEvery = 86_400

/**
 * `authenticate` for what visitors log in with, by form, JSON or a header: attempts are counted first, and those that come too often throw
 * `NUAGES_AUTH_THROTTLED` (429, `Retry-After`) at no cost and whether there is such an account or not. Failures, refusals and lockouts are written
 * down (`recordAuthEvent`), and the owner of an account that is locked out gets a mail.
 */
export async function throttledAuthenticate<U extends AnyUser = ProjectUser>(
  request: HttpRequest | null,
  credentials: Credentials,
  options: ThrottledAuthenticateOptions<U> = {},
): Promise<U | null> {
  const { throttle = tryUse(loginThrottleService) ?? null, ...rest } = options
  const { username } = credentials
  const attempt = (await throttle?.begin(request, username)) ?? null
  if (attempt !== null && 'told' in attempt) {
    const { wait, by, told } = attempt
    if (!told) await recordAuthEvent('loginRefused', { request, username, data: { by, wait } })
    throw authErrors.THROTTLED({ retryAfter: wait, answerHeaders: { 'retry-after': String(wait) } })
  }
  let user: U | null
  try {
    user = await authenticate<U>(request, credentials, rest)
  } catch (error) {
    await attempt?.undo()
    throw error
  }
  if (user !== null) {
    await attempt?.succeeded()
    if (request !== null) rememberTypedName(request, username)
    return user
  }
  await recordAuthEvent('loginFailed', { request, username })
  if (throttle !== null && attempt !== null && attempt.locked !== null) {
    const { locked } = attempt
    await recordAuthEvent('lockedOut', { request, username, data: { ...locked } })
    if (locked.by !== 'address') void tellOwner(throttle, { request, credentials, wait: locked.wait }, rest)
  }
  return null
}

/** What of the options says whose account it is. */
interface Asked {
  readonly backends?: readonly AuthBackend[]
  readonly model?: UserModel
}

interface Locked {
  readonly request: HttpRequest | null
  readonly credentials: Credentials
  readonly wait: number
}

function tellOwner(throttle: LoginThrottle, locked: Locked, options: Asked): Promise<void> {
  const { notify = mailLockout } = throttle.options
  const { request, credentials, wait } = locked
  const { backends = projectBackends(), model } = options
  if (notify === false) return Promise.resolve()
  const facts = { wait, ip: request?.ip ?? '', host: request?.host ?? '', at: new Date() }
  return inBackground(async () => {
    for (const backend of backends) {
      const user = (await backend.find?.({ ...credentials, password: '' }, { request, model })) ?? null
      if (user === null || !user.isActive) continue
      if (await throttle.counter.first(`notice|${countedName(credentials.username)}`, noticeEvery))
        await notify({ ...facts, user })
      return
    }
  })
}
