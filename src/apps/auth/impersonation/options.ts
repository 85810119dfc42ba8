import { type Service, service, tryUse } from '../../../base/context/index.ts'
import type { AnyUser } from '../models.ts'

export interface ImpersonationOptions {
  /**
   * May `actor` act as `user`? Asked before it begins and at each request. By default superusers may act as everybody who is neither staff nor
   * superuser. Nobody acts as themselves, as somebody who may not log in, or as a superuser without being one.
   */
  readonly may?: (actor: AnyUser, user: AnyUser) => boolean | Promise<boolean>
  /** Minutes after which it ends by itself: 60. */
  readonly minutes?: number
}

/** What the current project says of impersonation. */
export const impersonationService: Service<ImpersonationOptions> =
  service<ImpersonationOptions>('settings of impersonation')

const defaults: Required<ImpersonationOptions> = {
  may: (actor, user) => actor.isSuperuser && !user.isStaff && !user.isSuperuser,
  minutes: 60,
}

/** Seconds after which an impersonation ends by itself. */
export function longestImpersonation(): number {
  return (tryUse(impersonationService)?.minutes ?? defaults.minutes) * 60
}

/** May `actor` act as `user`? */
export async function mayImpersonate(actor: AnyUser, user: AnyUser): Promise<boolean> {
  if (!actor.isActive || !user.isActive || String(actor.pk) === String(user.pk)) return false
  // Whatever a project allows: it would be the way up for whoever may act as others.
  if (user.isSuperuser && !actor.isSuperuser) return false
  return await (tryUse(impersonationService)?.may ?? defaults.may)(actor, user)
}
