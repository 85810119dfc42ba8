import { tryUse } from '../../base/context/index.ts'
import { factsService } from '../../base/settings/index.ts'
import { type HttpRequest, httpErrors, redirect, type View } from '../../web/http/index.ts'
import type { ProjectUser, RequestUser } from './augment.ts'

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

/**
 * A view for users of whom `test` is true: a visitor who is not logged in is sent to log in, another user is refused with
 * 403. Semantics: Django's `user_passes_test`, which would send both.
 */
export function requireUser<P>(
  test: (user: ProjectUser) => boolean | Promise<boolean>,
  view: View<P>,
  options: RequireOptions = {},
): View<P> {
  return async (request, params) => {
    const user: RequestUser = await request.user
    if (!user.isAuthenticated) return redirect(loginAddress(request, options))
    if (!(await test(user as ProjectUser))) throw httpErrors.FORBIDDEN({ what: request.path })
    return view(request, params)
  }
}

/** A view for everybody who is logged in. */
export function requireLogin<P>(view: View<P>, options: RequireOptions = {}): View<P> {
  return requireUser(() => true, view, options)
}

/** A view for staff. */
export function requireStaff<P>(view: View<P>, options: RequireOptions = {}): View<P> {
  return requireUser((user) => user.isStaff, view, options)
}
