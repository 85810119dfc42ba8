import type { HttpRequest } from '../../../web/http/index.ts'
import { abilitiesInclude, credentialOf, type RequestUser, requestCan } from '../../auth/index.ts'

/** How names of permissions look: 'newsroom.change_article'. */
const isPermission = (name: string): name is `${string}.${string}` => /^[a-z][a-z0-9_]*\.\w+$/i.test(name)

/**
 * May this request do that? Its credential has to reach for it, and where it is the name of a permission its user has to have that permission (`requestCan`). A user can
 * never do more by a token than without it.
 */
export async function may(request: HttpRequest, ability: string): Promise<boolean> {
  if (!abilitiesInclude(credentialOf(request).abilities, ability)) return false
  const user: RequestUser | undefined = await (request.user as Promise<RequestUser> | undefined)
  if (user === undefined || !user.isAuthenticated) return false
  return !isPermission(ability) || requestCan(request, ability)
}
