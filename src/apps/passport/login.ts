import { type HttpRequest, redirect, type View } from '../../web/http/index.ts'
import { AbstractUser, type AnyUser, recordAuthEvent, type SignInOutcome, signIn } from '../auth/index.ts'
import { passportErrors } from './errors.ts'
import { bareFailure, failureOf, type PassportFailure } from './failure.ts'
import { keepNext, takeNext } from './next.ts'
import { fromPassport, nameOf, type PassportStrategy, type StrategyOutcome } from './strategy.ts'

export interface PassportLoginOptions {
  /** What stands behind `passport:` as the way of logging in. Default: the strategy's name. */
  readonly name?: string
  /** Which user belongs to what `verify` gives; null for nobody. Default: `verify` gives a row of the user model. */
  readonly user?: (found: unknown, info: unknown, request: HttpRequest) => AnyUser | null | Promise<AnyUser | null>
  /** Handed to the strategy: `{ scope: ['email'] }`. */
  readonly options?: object
  /** Seconds until the strategy has to have spoken. Default 30. */
  readonly timeout?: number
  /** Where to go where nothing else was asked for (`next`). Default '/'. */
  readonly redirectTo?: string
  /** The answer where nobody is logged in. Default: the status alone, with `WWW-Authenticate` where the strategy gives one. */
  readonly onFailure?: (request: HttpRequest, failure: PassportFailure) => Response | Promise<Response>
}

type Entered = SignInOutcome | PassportFailure

/**
 * A view that logs people in by a strategy of Passport, which runs as it is: what `passport.authenticate(strategy)` is in Express. Where the strategy sends people to a provider, the same view stands at the
 * address that they come back to. It ends with `signIn`, so that the steps of the project are asked for.
 */
export function passportLogin(strategy: PassportStrategy, options: PassportLoginOptions = {}): View {
  const { redirectTo = '/', onFailure = bareFailure, options: given, timeout } = options
  const name = nameOf(strategy, options.name)
  const ask = fromPassport(strategy, { name })

  async function enter(request: HttpRequest, found: unknown, info: unknown): Promise<Entered> {
    const user = options.user === undefined ? found : await options.user(found, info, request)
    if (user === null) return refused(request, failureOf(401, info))
    if (!(user instanceof AbstractUser)) throw passportErrors.NOT_A_USER({ strategy: name })
    if (user.isActive)
      return signIn(request, user, { method: `passport:${name}`, next: await takeNext(request, redirectTo) })
    await recordAuthEvent('loginRefused', { request, user, data: { strategy: name, reason: 'inactive' } })
    return failureOf(403, undefined)
  }

  async function refused(request: HttpRequest, failure: PassportFailure): Promise<PassportFailure> {
    await recordAuthEvent('loginFailed', { request, data: { strategy: name } })
    return failure
  }

  return async (request) => {
    await keepNext(request)
    let itself: Entered | null = null
    const outcome: StrategyOutcome = await ask(request, {
      logIn: async (user) => (itself = await enter(request, user, undefined)),
      ...(given !== undefined && { options: given }),
      ...(timeout !== undefined && { timeout }),
    })
    let entered: Entered
    if (outcome.kind === 'redirect') return redirect(outcome.url, { status: outcome.status === 303 ? 303 : 302 })
    if (outcome.kind === 'success') entered = await enter(request, outcome.user, outcome.info)
    else if (outcome.kind === 'fail')
      entered = await refused(request, failureOf(outcome.status ?? 401, outcome.challenge))
    else entered = itself ?? (await refused(request, failureOf(401, undefined)))
    if (!('done' in entered)) return onFailure(request, entered)
    return redirect(entered.done ? (entered.next ?? redirectTo) : entered.url, { status: 303 })
  }
}
