import type { HttpRequest } from '../../../web/http/index.ts'
import type { RequestUser } from '../augment.ts'
import { credentialOf } from '../identity/credential.ts'
import type { PermissionName } from './names.ts'

/**
 * Whether abilities reach for a permission, or for an ability of any other name: null for everything; else it is in the list by its
 * name, as 'news.*', or as '*'.
 */
export function abilitiesInclude(abilities: readonly string[] | null, name: string): boolean {
  if (abilities === null || abilities.includes('*') || abilities.includes(name)) return true
  const at = name.indexOf('.')
  return at > 0 && abilities.includes(`${name.slice(0, at)}.*`)
}

/**
 * May whoever sent the request do this (to this row), with what they identified themselves by? A token with abilities may do less than
 * its user; a session may do all that the user may. Ask it instead of `user.can` wherever tokens are taken.
 */
export async function requestCan(
  request: HttpRequest,
  permission: PermissionName,
  row?: { readonly pk: unknown },
): Promise<boolean> {
  if (!abilitiesInclude(credentialOf(request).abilities, permission)) return false
  const user: RequestUser = await request.user
  return user.can(permission, row)
}
