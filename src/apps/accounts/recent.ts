import { type Service, service, tryUse } from '../../base/context/index.ts'
import { type HttpRequest, redirect, type View } from '../../web/http/index.ts'
import { gettext } from '../../web/i18n/index.ts'
import { type AnyUser, credentialOf, loginAddress, type RequestUser, shownIdentity, userOf } from '../auth/index.ts'
import { accountAddress, tryAccountAddress } from './addresses.ts'
import { accountsErrors } from './errors.ts'
import { refusal, wantsJson } from './json.ts'
import { accountsSettings } from './settings.ts'
import { isUnverified } from './verification.ts'

export interface RecentLoginOptions {
  /** Seconds since the user has shown who they are. Default: the project's `accounts.recentLogin`, else 15 minutes. */
  readonly maxAge?: number
  /**
   * Whoever has set up a second factor has shown it in this session too: a password alone, and a browser that is remembered, do not do. For what makes or takes away
   * a way into the account. Default false.
   */
  readonly allFactors?: boolean
  /**
   * Whoever was asked to verify their address has done so: until then it may be somebody else's, who one day asks for a new password and takes the account as their own.
   * Default false.
   */
  readonly verified?: boolean
}

/** What accounts know of second factors, where the project has them. */
export interface AccountFactors {
  /** The page on which the user of a session shows the second factor that they have and have not shown in it, and which leads to `back`; null where nothing is missing. */
  missing(request: HttpRequest, user: AnyUser, back: string): Promise<string | null>
  /** The user has shown one in this session just now: by setting it up. */
  shown(request: HttpRequest, user: AnyUser, method: string): Promise<void>
}

export const accountFactorsService: Service<AccountFactors> = service<AccountFactors>('second factors of accounts')

/** Where to go before something that asks for a recent login with all factors, to come back to `back`; null: nowhere. */
export async function firstShow(request: HttpRequest, back: string): Promise<string | null> {
  if (!(await isRecent(request))) return tryAccountAddress('reauthenticate', { next: back })
  const user = await userOf(request)
  if (await isUnverified(user)) return tryAccountAddress('email')
  return (await tryUse(accountFactorsService)?.missing(request, user, back)) ?? null
}

/** Has the user of this request shown who they are in the last `maxAge` seconds? */
export async function isRecent(request: HttpRequest, { maxAge }: RecentLoginOptions = {}): Promise<boolean> {
  const shown = await shownIdentity(request)
  const most = maxAge ?? accountsSettings().recentLogin
  const age = shown === null ? Number.POSITIVE_INFINITY : Date.now() - shown.at.getTime()
  return age >= 0 && age <= most * 1000
}

/**
 * A view for somebody who has shown a moment ago who they are: others are asked for their password (or for what the batteries offer
 * beside it) first, and come back. What they had sent is not kept: guard the page with the form as well. A program is
 * answered 403 with the code `reauthenticate` (or `second_factor` and `unverified`), and 401 where nobody is logged in. Throws `NUAGES_ACCOUNTS_RECENT_LOGIN` for a request with a token.
 */
export function requireRecentLogin<P>(view: View<P>, options: RecentLoginOptions = {}): View<P> {
  return async (request, params) => {
    const user: RequestUser = await request.user
    if (!user.isAuthenticated) return toLogin(request)
    if (credentialOf(request).kind !== 'session') throw accountsErrors.RECENT_LOGIN()
    const back =
      request.method === 'GET' || request.method === 'HEAD' ? request.target : (tryAccountAddress('home') ?? '/')
    if (!(await isRecent(request, options)))
      return sendTo(request, accountAddress('reauthenticate', { next: back }), {
        code: 'reauthenticate',
        message: gettext('Show once more who you are.'),
      })
    if (options.verified === true && (await isUnverified(user)))
      return sendTo(request, accountAddress('email'), {
        code: 'unverified',
        message: gettext('Verify your email address first.'),
      })
    const factor =
      options.allFactors === true ? await tryUse(accountFactorsService)?.missing(request, user, back) : null
    if (factor === null || factor === undefined) return view(request, params)
    return sendTo(request, factor, { code: 'second_factor', message: gettext('Show your second factor first.') })
  }
}

function sendTo(request: HttpRequest, url: string, why: { readonly code: string; readonly message: string }): Response {
  return wantsJson(request) ? refusal({ ...why, status: 403, data: { next: url } }) : redirect(url)
}

/**
 * A view for everybody who is logged in; a program is answered 401 where nobody is. Throws `NUAGES_ACCOUNTS_LIMITED_TOKEN` for a token that may do less than its
 * user: one's account is nothing that an ability is of.
 */
export function requireAccount<P>(view: View<P>): View<P> {
  return async (request, params) => {
    if (!(await request.user).isAuthenticated) return toLogin(request)
    if (credentialOf(request).abilities !== null) throw accountsErrors.LIMITED_TOKEN()
    return view(request, params)
  }
}

function toLogin(request: HttpRequest): Response {
  const url = loginAddress(request)
  if (!wantsJson(request)) return redirect(url)
  return refusal({ code: 'login', message: gettext('Log in first.'), status: 401, data: { next: url } })
}
