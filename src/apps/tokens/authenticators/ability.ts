import type { HttpRequest } from '../../../web/http/index.ts'
import { credentialOf, type RequestUser } from '../../auth/index.ts'

/** How names of permissions look: 'newsroom.change_article'. */
const permission = /^[a-z][a-z0-9_]*\.\w+$/i

/**
 * May this request do that? Its credential has to reach for it, and where it is the name of a permission its user has to have that permission. A user can never do more by a
 * token than without it.
 */
export async function may(request: HttpRequest, ability: string): Promise<boolean> {
  const { abilities } = credentialOf(request)
  if (abilities !== null && !abilities.includes(ability)) return false
  const user: RequestUser | undefined = await (request.user as Promise<RequestUser> | undefined)
  if (user === undefined || !user.isAuthenticated) return false
  return !permission.test(ability) || hasPermission(user, ability)
}

interface WithPermissions {
  readonly isSuperuser: boolean
  can?(name: string): boolean | Promise<boolean>
}

async function hasPermission(user: WithPermissions, name: string): Promise<boolean> {
  return user.isSuperuser || (await user.can?.(name)) === true
}
