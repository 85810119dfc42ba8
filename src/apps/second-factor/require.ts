import { tryUse } from '../../base/context/index.ts'
import { defineMiddleware, type HttpRequest, type Middleware, routerService, type View } from '../../web/http/index.ts'
import type { AccountFactors } from '../accounts/index.ts'
import { type AnyUser, credentialOf, impersonatorOf, loginAddress, type RequestUser } from '../auth/index.ts'
import { secondFactorAddress } from './addresses.ts'
import { askFirst } from './answers.ts'
import { secondFactorErrors } from './errors.ts'
import { factorsOf } from './factors.ts'
import { isRemembered } from './remembered.ts'
import { isRequired, settings } from './settings.ts'
import { rememberedMethod, shownSecondFactor, showSecondFactor } from './shown.ts'

export interface RequireSecondFactorOptions {
  /** Seconds since the user has shown it. Default: since they logged in, however long ago. */
  readonly maxAge?: number
}

/**
 * A view for somebody who has shown a second factor in this session: others are asked for it and come back, or are led to set one up. A browser that is
 * remembered does not do: the code has to be shown. A program is answered 403 with the code `second_factor`.
 */
export function requireSecondFactor<P>(view: View<P>, { maxAge }: RequireSecondFactorOptions = {}): View<P> {
  return async (request, params) => {
    const user: RequestUser = await request.user
    if (!user.isAuthenticated) return askFirst(request, loginAddress(request), 'login')
    if (credentialOf(request).kind !== 'session')
      throw secondFactorErrors.NEEDED({ url: secondFactorAddress('challenge') })
    const shown = await shownSecondFactor(request, user)
    const age = shown === null ? Number.POSITIVE_INFINITY : Date.now() - shown.at.getTime()
    const enough = shown !== null && shown.method !== rememberedMethod && (maxAge === undefined || age <= maxAge * 1000)
    return enough ? view(request, params) : askFirst(request, await whereTo(request, user), 'second_factor')
  }
}

/** The page that takes the second factor of somebody who has one and has not shown it in this session; null where there is nothing to show. */
async function missing(request: HttpRequest, user: AnyUser, back: string): Promise<string | null> {
  if (!(await factorsOf(user)).any) return null
  const shown = await shownSecondFactor(request, user)
  return shown !== null && shown.method !== rememberedMethod ? null : secondFactorAddress('challenge', { next: back })
}

/** Second factors as accounts ask for them (`accountFactorsService`). */
export const accountFactors: AccountFactors = Object.freeze({
  missing,
  shown: (request: HttpRequest, user: AnyUser, method: string) => showSecondFactor(request, user, method),
})

/**
 * Lets nobody go on who must have a second factor (`secondFactor.required`) and has not shown one, however they were logged in: they are led to show it, or to set one up.
 * Requests that a token identifies are not asked, nor is whoever acts as somebody else.
 */
export function secondFactorGate(): Middleware {
  return defineMiddleware({
    name: 'secondFactor',
    before: (request) => (settings().required === undefined ? undefined : stop(request)),
  })
}

async function stop(request: HttpRequest): Promise<Response | undefined> {
  const name = viewName(request.path)
  if (open.has(name) || name.startsWith('secondFactor:')) return
  const user: RequestUser | undefined = await request.user
  if (!user?.isAuthenticated || credentialOf(request).kind !== 'session') return
  if ((await impersonatorOf(request)) !== null) return
  if (!(await isRequired(user)) || (await shownSecondFactor(request, user)) !== null) return
  if (await isRemembered(request, user)) {
    await showSecondFactor(request, user, rememberedMethod)
    return
  }
  if (openToSetUp.has(name) && !(await factorsOf(user)).any) return
  return askFirst(request, await whereTo(request, user), 'second_factor')
}

/** The page that takes a second factor of somebody who is logged in, or that sets one up, and comes back. */
async function whereTo(request: HttpRequest, user: AnyUser): Promise<string> {
  const back = request.method === 'GET' || request.method === 'HEAD' ? request.target : '/'
  const { any } = await factorsOf(user)
  return secondFactorAddress(any ? 'challenge' : 'enrol', { next: back })
}

/** What has to be reached on the way: the pages of second factors (all of them), and those that log in and out. */
const open: ReadonlySet<string> = new Set([
  'accounts:login',
  'accounts:logout',
  'accounts:reauthenticate',
  'admin:login',
  'admin:logout',
  'passkeys:confirm',
  'passkeys:confirmOptions',
])
/** What somebody who has no second factor yet may set one up with. */
const openToSetUp: ReadonlySet<string> = new Set(['passkeys:list', 'passkeys:add', 'passkeys:addOptions'])

function viewName(path: string): string {
  return tryUse(routerService)?.resolve(path)?.viewName ?? ''
}
