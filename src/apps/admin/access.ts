import type { ModelAdmin } from './model-admin.ts'
import type { AdminRequest } from './request.ts'

/*
 * Who may do what. Everybody here is staff. Until permissions per model exist, staff may work with every model except
 * users and groups: whoever could change those could make themselves a superuser.
 */

/** May see the list and the rows of a model. */
export function mayView({ user }: AdminRequest, { info }: ModelAdmin): boolean {
  return user.isSuperuser || info.app !== 'auth'
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
