import { type HttpRequest, redirect, type View } from '../../web/http/index.ts'
import { gettext } from '../../web/i18n/index.ts'
import { credentialOf, loginAddress, type RequestUser, shownIdentity } from '../auth/index.ts'
import { accountAddress } from './addresses.ts'
import { accountsErrors } from './errors.ts'
import { refusal, wantsJson } from './json.ts'
import { accountsSettings } from './settings.ts'

export interface RecentLoginOptions {
  /** Seconds since the user has shown who they are. Default: the project's `accounts.recentLogin`, else 15 minutes. */
  readonly maxAge?: number
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
 * answered 403 with the code `reauthenticate`, and 401 where nobody is logged in. Throws `NUAGES_ACCOUNTS_RECENT_LOGIN` for a request with a token.
 */
export function requireRecentLogin<P>(view: View<P>, options: RecentLoginOptions = {}): View<P> {
  return async (request, params) => {
    const user: RequestUser = await request.user
    if (!user.isAuthenticated) return toLogin(request)
    if (credentialOf(request).kind !== 'session') throw accountsErrors.RECENT_LOGIN()
    if (await isRecent(request, options)) return view(request, params)
    const back = request.method === 'GET' || request.method === 'HEAD' ? request.target : accountAddress('home')
    const url = accountAddress('reauthenticate', { next: back })
    if (!wantsJson(request)) return redirect(url)
    return refusal({
      code: 'reauthenticate',
      message: gettext('Show once more who you are.'),
      status: 403,
      data: { next: url },
    })
  }
}

/** A view for everybody who is logged in; a program is answered 401 where nobody is. */
export function requireAccount<P>(view: View<P>): View<P> {
  return async (request, params) => ((await request.user).isAuthenticated ? view(request, params) : toLogin(request))
}

function toLogin(request: HttpRequest): Response {
  const url = loginAddress(request)
  if (!wantsJson(request)) return redirect(url)
  return refusal({ code: 'login', message: gettext('Log in first.'), status: 401, data: { next: url } })
}
