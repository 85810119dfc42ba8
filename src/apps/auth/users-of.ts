import { type KeyedModel, untyped } from '../../data/orm/index.ts'
import { type AnyUser, User } from './models.ts'

/** A class of users. */
// biome-ignore lint/suspicious/noExplicitAny: what every model class is assignable to
export type UserModel<U extends AnyUser = AnyUser> = abstract new (...args: any) => U

/** Users as querysets without their types: any model that has Django's columns fits. */
export function usersOf(model: UserModel<AnyUser> = User): ReturnType<typeof untyped> {
  return untyped(model as unknown as typeof KeyedModel)
}
