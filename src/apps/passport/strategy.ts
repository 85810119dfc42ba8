import type { HttpRequest } from '../../web/http/index.ts'
import { passportErrors } from './errors.ts'
import { strategyRequest } from './request.ts'
import { openSession } from './session.ts'

/** A strategy of Passport (https://www.passportjs.org/packages/): what `new LocalStrategy(…)` makes. */
export interface PassportStrategy {
  readonly name?: string | undefined
  authenticate(this: never, request: never, options?: never): unknown
}

/** What a strategy said of a request. */
export type StrategyOutcome =
  | { readonly kind: 'success'; readonly user: unknown; readonly info: unknown }
  | {
      readonly kind: 'fail'
      /** What Passport calls so: a text for `WWW-Authenticate`, or `{ message }`. */
      readonly challenge: unknown
      readonly status: number | null
    }
  | { readonly kind: 'redirect'; readonly url: string; readonly status: number }
  | { readonly kind: 'pass' }

export interface AskOptions {
  /** Handed to the strategy's `authenticate`: `{ scope: 'email' }`. */
  readonly options?: object
  /** Seconds until the strategy has to have spoken. Default 30. */
  readonly timeout?: number
  /** What `request.logIn` does with what it is given. Default: it is refused. */
  readonly logIn?: (user: unknown) => Promise<unknown>
}

/** What a strategy finds on itself: Passport's five actions. */
interface Actions {
  success(user: unknown, info?: unknown): void
  fail(challenge?: unknown, status?: number): void
  redirect(url: string, status?: number): void
  pass(): void
  error(error: unknown): void
}

interface Asked {
  authenticate(request: object, options: object): unknown
}

/** What a strategy is called. Throws `NUAGES_PASSPORT_NO_NAME`. */
export function nameOf(strategy: PassportStrategy, given?: string): string {
  const name = given ?? strategy.name
  if (name === undefined || name === '') throw passportErrors.NO_NAME()
  return name
}

/**
 * Lets a strategy look at requests, as `passport.authenticate` does: `const ask = fromPassport(strategy)`, and in a view `const outcome = await ask(request)`. It logs nobody in. Rejects with
 * `NUAGES_PASSPORT_STRATEGY_FAILED` where the strategy has an error, and `…_TIMED_OUT` where it says nothing. What it keeps in `request.session` is kept in a part of the session for strategies alone.
 */
export function fromPassport(
  strategy: PassportStrategy,
  { name: given }: { readonly name?: string } = {},
): (request: HttpRequest, options?: AskOptions) => Promise<StrategyOutcome> {
  const name = nameOf(strategy, given)
  const refuse = () => Promise.reject(passportErrors.NO_LOGIN({ strategy: name }))
  return async (request, { options = {}, timeout = 30, logIn = refuse } = {}) => {
    const session = await openSession(request)
    const seen = await strategyRequest(request, session.data, logIn)
    try {
      return await spoken(strategy, name, seen, options, timeout)
    } finally {
      await session.save()
    }
  }
}

function spoken(
  strategy: PassportStrategy,
  name: string,
  request: object,
  options: object,
  seconds: number,
): Promise<StrategyOutcome> {
  const { promise, resolve, reject } = Promise.withResolvers<StrategyOutcome>()
  const failed = (error: unknown) => {
    const refusal = refusalOf(error)
    if (refusal === null) reject(passportErrors.STRATEGY_FAILED({ strategy: name }, { cause: error }))
    else resolve(refusal)
  }
  const actions: Actions = {
    success: (user, info) => resolve({ kind: 'success', user, info }),
    fail: (challenge, status) =>
      typeof challenge === 'number'
        ? resolve({ kind: 'fail', challenge: undefined, status: challenge })
        : resolve({ kind: 'fail', challenge, status: status ?? null }),
    redirect: (url, status = 302) => resolve({ kind: 'redirect', url: String(url), status }),
    pass: () => resolve({ kind: 'pass' }),
    error: failed,
  }
  const timer = setTimeout(() => reject(passportErrors.TIMED_OUT({ strategy: name, seconds })), seconds * 1000)
  // One strategy serves many requests at once: each gets an object of its own, as in Passport.
  const instance: Asked = Object.assign(Object.create(strategy), actions)
  Promise.try(() => instance.authenticate(request, options)).catch(failed)
  return promise.finally(() => clearTimeout(timer))
}

/** Errors of OAuth that say no, and not that something is broken (RFC 6749 §4.1.2.1, §5.2): a code that is not good, say. */
function refusalOf(error: unknown): StrategyOutcome | null {
  const { name, code } = (error ?? {}) as { readonly name?: unknown; readonly code?: unknown }
  const isOAuth = name === 'TokenError' || name === 'AuthorizationError'
  if (!isOAuth || code === 'server_error' || code === 'temporarily_unavailable') return null
  return { kind: 'fail', challenge: undefined, status: 403 }
}
