import type { HttpRequest } from '../../../web/http/index.ts'
import { authErrors } from '../errors.ts'
import { login } from '../login.ts'
import type { AnyUser } from '../models.ts'
import { keepPending, type PendingLogin, pendingLogin } from './pending.ts'
import { nextStep } from './steps.ts'

export interface SignInOptions {
  /** How the user has shown who they are: 'password', 'passkey', 'oidc'. */
  readonly method: string
  /** Stay logged in beyond the browser's end; false: until then. The project's sessions decide where it is left out. */
  readonly remember?: boolean
  /** Where they wanted to go, already held against this site (`safeNext`). */
  readonly next?: string
}

/** Logged in, or sent to the page of the next step. */
export type SignInOutcome =
  | { readonly done: true; readonly next: string | null }
  | { readonly done: false; readonly url: string }

/**
 * What every way of logging in ends with, once a user has shown who they are: logs in, or remembers them and names the page of the
 * first step that the project still asks of them (`loginStepsService`), such as a second factor. `login` itself asks no steps. Throws
 * `NUAGES_AUTH_MAY_NOT_LOG_IN` for a user who is not active.
 */
export async function signIn(request: HttpRequest, user: AnyUser, options: SignInOptions): Promise<SignInOutcome> {
  const { method, remember = null, next = null } = options
  if (!user.isActive) throw authErrors.MAY_NOT_LOG_IN()
  const since = Math.floor(Date.now() / 1000)
  return goOn(request, { user, methods: [method], done: [], remember, next, since })
}

/**
 * A step is taken: logs in, or names the page of the next one. `method` is what the user has shown in it ('totp'). Throws
 * `NUAGES_AUTH_NOBODY_PENDING` where nobody is logging in (any more).
 */
export async function finishStep(
  request: HttpRequest,
  step: string,
  { method }: { readonly method?: string } = {},
): Promise<SignInOutcome> {
  const pending = await pendingLogin(request)
  if (pending === null) throw authErrors.NOBODY_PENDING()
  const methods = method === undefined ? pending.methods : [...pending.methods, method]
  return goOn(request, { ...pending, methods, done: [...pending.done, step] })
}

/** The page of the step that somebody who is logging in has to take before the step of this name; null where it is its turn, and where nobody is. */
export async function stepBefore(request: HttpRequest, name: string): Promise<string | null> {
  const pending = await pendingLogin(request)
  const step = pending === null ? null : await nextStep(request, pending.user, pending)
  return step === null || step.name === name ? null : step.url(request)
}

async function goOn(request: HttpRequest, pending: PendingLogin): Promise<SignInOutcome> {
  const { user, methods, remember, next } = pending
  const step = await nextStep(request, user, pending)
  if (step !== null) {
    await keepPending(request, pending)
    return { done: false, url: step.url(request) }
  }
  await login(request, user, { methods, ...(remember !== null && { remember }) })
  return { done: true, next }
}
