import { type AnyQuerySet, untyped } from '../../data/orm/index.ts'
import { type AnyUser, User } from './models.ts'

/** A class of users. */
// biome-ignore lint/suspicious/noExplicitAny: what every model class is assignable to
export type UserModel<U extends AnyUser = AnyUser> = abstract new (...args: any) => U

/** Users with lookups that are not checked: any model that has Django's columns fits. By default of the project's model. */
export function usersOf<U extends AnyUser = AnyUser>(model?: UserModel<U>): AnyQuerySet<U> {
  return untyped(model ?? User) as unknown as AnyQuerySet<U>
}

/** The key of a user of any model, for fields that point to `User`, which stands for the project's own class there. */
export function userKey(user: { readonly pk: unknown }): User['pk'] {
  return user.pk as User['pk']
}
