import { givenPermissions, type PermittedUser } from './load.ts'
import type { PermissionName } from './names.ts'

/** Has the user this permission? An inactive user has none, a superuser has all. */
export async function hasPermission(user: PermittedUser, name: string): Promise<boolean> {
  if (!user.isActive) return false
  return user.isSuperuser || (await givenPermissions(user)).all.has(name)
}

/** Has the user all of them? */
export async function hasPermissions(user: PermittedUser, names: readonly PermissionName[]): Promise<boolean> {
  for (const name of names) if (!(await hasPermission(user, name))) return false
  return user.isActive
}

/** Has the user any permission in an app? */
export async function hasModulePermissions(user: PermittedUser, app: string): Promise<boolean> {
  if (!user.isActive) return false
  if (user.isSuperuser) return true
  const prefix = `${app}.`
  for (const name of (await givenPermissions(user)).all) if (name.startsWith(prefix)) return true
  return false
}
