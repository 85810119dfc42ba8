import { AbstractUser } from '../auth/index.ts'
import type { ModelAdmin } from './model-admin.ts'
import type { AdminRequest } from './request.ts'

/*
 * Who may do what. Everybody here is staff. Until permissions per model exist, staff may work with every model except
 * users (whatever model a project has for them) and groups: whoever could change those could make themselves a superuser.
 */

/** True for a model of people who log in: its rows have a password. */
export function isUserModel({ info }: ModelAdmin): boolean {
  return info.model.prototype instanceof AbstractUser
}

/** True for a model that only superusers may see. */
export function isForSuperusers(model: ModelAdmin): boolean {
  return model.info.app === 'auth' || isUserModel(model)
}

/** May see the list and the rows of a model. */
export function mayView({ user }: AdminRequest, model: ModelAdmin): boolean {
  return user.isSuperuser || !isForSuperusers(model)
}

export function mayAdd(request: AdminRequest, admin: ModelAdmin): boolean {
  return mayView(request, admin) && admin.canAdd
}

export function mayChange(request: AdminRequest, admin: ModelAdmin): boolean {
  return mayView(request, admin) && admin.canChange
}

export function mayDelete(request: AdminRequest, admin: ModelAdmin): boolean {
  return mayView(request, admin) && admin.canDelete
}
