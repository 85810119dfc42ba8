import { use } from '../../../base/context/index.ts'
import { ormService, Q, type QuerySet, untyped } from '../../../data/orm/index.ts'
import type { AnyUser } from '../models.ts'
import type { UserModel } from '../users-of.ts'
import type { PermissionName } from './names.ts'

export interface WithPermissionOptions {
  /** Inactive users too, who cannot use it. Default: false. */
  readonly inactive?: boolean
  /** Superusers too, who have every permission. Default: true. */
  readonly superusers?: boolean
}

/** Users who have a permission, each once: by themselves, by a group, or as superusers. Semantics: Django's `with_perm`. */
export function usersWithPermission<U extends AnyUser>(
  model: UserModel<U>,
  permission: PermissionName,
  { inactive = false, superusers = true }: WithPermissionOptions = {},
): QuerySet<U> {
  const at = permission.indexOf('.')
  const named = { contentType__appLabel: permission.slice(0, at), codename: permission.slice(at + 1) }
  const permissions = untyped(use(ormService).registry.byLabel('auth.permission')!).filter(named).orderBy().values('pk')
  const users = untyped(model)
  const having = (relation: string) =>
    Q({
      pk__in: users
        .filter({ [`${relation}__in`]: permissions })
        .orderBy()
        .values('pk'),
    })
  let condition = having('userPermissions').or(having('groups__permissions'))
  if (superusers) condition = condition.or({ isSuperuser: true } as never)
  const found = users.filter(condition)
  return (inactive ? found : found.filter({ isActive: true })) as never
}
