import { infoOf } from '../../../data/orm/index.ts'
import {
  type HttpRequest,
  type LightResponse,
  notFound,
  path,
  redirect,
  type UrlEntry,
} from '../../../web/http/index.ts'
import { type UserModel, usersOf } from '../backend.ts'
import { authenticationOf } from '../identity/state.ts'
import { type AnyUser, User } from '../models.ts'
import { safeNext } from '../views.ts'
import { impersonate, markImpersonating, stopImpersonating, unmarkImpersonating } from './impersonate.ts'

/** POST with the key of a user (`user`): acts as them, and goes to `next` (the site's front page). */
async function begin(request: HttpRequest): Promise<Response> {
  const sent = await request.form()
  const user = await userByKey(authenticationOf(request).model, sent.get('user') ?? '')
  if (user === null) return notFound('the user')
  await impersonate(request, user)
  const response = redirect(safeNext(request, sent.get('next'), '/'), { status: 303 }) as LightResponse
  markImpersonating(response, request)
  return response
}

async function userByKey(model: UserModel = User, text: string): Promise<AnyUser | null> {
  let key: unknown
  try {
    key = infoOf(model).key.field.clean(text)
  } catch {
    return null
  }
  return await usersOf(model).filter({ pk: key }).first()
}

/** POST: is oneself again, and goes to `next` (the site's front page). */
async function stop(request: HttpRequest): Promise<Response> {
  const sent = await request.form()
  await stopImpersonating(request)
  const response = redirect(safeNext(request, sent.get('next'), '/'), { status: 303 }) as LightResponse
  unmarkImpersonating(response)
  return response
}

/**
 * Routes for acting as somebody else: `path('impersonate/', include(impersonationUrls, { namespace: 'impersonation' }))`. Both take POST alone. The
 * admin shows a button beside users where they are mounted.
 */
export const impersonationUrls: readonly UrlEntry[] = [
  path('', { post: begin }, { name: 'begin' }),
  path('stop/', { post: stop }, { name: 'stop' }),
]
