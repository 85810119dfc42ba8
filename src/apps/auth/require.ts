import { tryUse } from '../../base/context/index.ts'
import { factsService } from '../../base/settings/index.ts'
import { type HttpRequest, httpErrors, prefersJson, redirect, type View } from '../../web/http/index.ts'
import type { ProjectUser, RequestUser } from './augment.ts'
import { authErrors } from './errors.ts'
import type { PermissionName } from './permissions/names.ts'
import { requestCan } from './permissions/request-can.ts'

/** What a view asks for, where `nuages check` finds it. */
const asked: unique symbol = Symbol.for('nuages.auth.permissions')

export interface RequireOptions {
  /** Where to log in. Default: the project's `loginUrl`. */
  readonly loginUrl?: string
}

/** The address of the log-in page that comes back to this request. */
export function loginAddress(request: HttpRequest, options: RequireOptions = {}): string {
  const page = options.loginUrl ?? tryUse(factsService)?.loginUrl ?? '/login/'
  const back = request.method === 'GET' || request.method === 'HEAD' ? request.target : '/'
  return `${page}${page.includes('?') ? '&' : '?'}${new URLSearchParams({ next: back })}`
}

/** Sends a stranger to log in; a program, which has no use for a page, is told so with 401. */
export function askToLogIn(request: HttpRequest, options: RequireOptions = {}): Response {
  if (prefersJson(request)) throw authErrors.NOT_LOGGED_IN()
  return redirect(loginAddress(request, options))
}

/**
 * A view for users of whom `test` is true: a visitor who is not logged in is sent to log in (401 for one who asks for JSON), another user
 * is refused with 403. Semantics: Django's `user_passes_test`, which would send both.
 */
export function requireUser<P>(
  test: (user: ProjectUser) => boolean | Promise<boolean>,
  view: View<P>,
  options: RequireOptions = {},
): View<P> {
  const guarded: View<P> = async (request, params) => {
    const user: RequestUser = await request.user
    if (!user.isAuthenticated) return askToLogIn(request, options)
    if (!(await test(user as ProjectUser))) throw httpErrors.FORBIDDEN({ what: request.path })
    return view(request, params)
  }
  return Object.assign(guarded, { [asked]: askedPermissions(view) })
}

/** The user of a request that a guard lets through for nobody else. Throws `NUAGES_AUTH_NOT_LOGGED_IN`. */
export async function userOf(request: HttpRequest): Promise<ProjectUser> {
  const user: RequestUser = await request.user
  if (!user.isAuthenticated) throw authErrors.NOT_LOGGED_IN()
  return user as ProjectUser
}

/** A view for everybody who is logged in. */
export function requireLogin<P>(view: View<P>, options: RequireOptions = {}): View<P> {
  return requireUser(() => true, view, options)
}

/** A view for staff. */
export function requireStaff<P>(view: View<P>, options: RequireOptions = {}): View<P> {
  return requireUser((user) => user.isStaff, view, options)
}

/** The permissions that `requirePermission` was given for a view. */
export function askedPermissions(view: unknown): readonly string[] {
  return typeof view === 'function' && asked in view ? (view[asked] as readonly string[]) : []
}

/**
 * A view for users who have a permission, or all of several: `requirePermission('news.change_article', view)`. A visitor who is not
 * logged in is sent to log in (401 as JSON), a user without it is refused with 403, and so is a token whose abilities do not reach for it.
 * `nuages check` finds names that no model has. Semantics: Django's `permission_required(raise_exception=True)`.
 */
export function requirePermission<P>(
  permission: PermissionName | readonly PermissionName[],
  view: View<P>,
  options: RequireOptions = {},
): View<P> {
  const names = typeof permission === 'string' ? [permission] : permission
  const guarded: View<P> = async (request, params) => {
    const user: RequestUser = await request.user
    if (!user.isAuthenticated) return askToLogIn(request, options)
    for (const name of names) if (!(await requestCan(request, name))) throw httpErrors.FORBIDDEN({ what: request.path })
    return view(request, params)
  }
  return Object.assign(guarded, { [asked]: [...names, ...askedPermissions(view)] })
}
