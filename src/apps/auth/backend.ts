import { type KeyedModel, untyped } from '../../data/orm/index.ts'
import { type AnyUser, User } from './models.ts'
import { Passwords } from './passwords/passwords.ts'

/** A class of users. */
// biome-ignore lint/suspicious/noExplicitAny: what every model class is assignable to
export type UserModel<U extends AnyUser = AnyUser> = abstract new (...args: any) => U

export interface AuthenticateOptions<U extends AnyUser = User> {
  /** Default: `User`. */
  readonly model?: UserModel<U>
  readonly passwords?: Passwords
}

export interface Credentials {
  readonly username: string
  readonly password: string
}

/** Longer passwords are no passwords: hashing them would cost more than they are worth. */
const longestPassword = 4096
const standard = new Passwords()

/** Users as querysets without their types: any model that has Django's columns fits. */
export function usersOf(model: UserModel<AnyUser> = User): ReturnType<typeof untyped> {
  return untyped(model as unknown as typeof KeyedModel)
}

/**
 * The user whose name and password these are, or null. A wrong name costs as much time as a wrong password; an inactive
 * user is nobody. A password that was hashed in an old way is hashed anew. The request is for backends to come, and may
 * be null. Semantics: Django's `authenticate` with its `ModelBackend`.
 */
export async function authenticate<U extends AnyUser = User>(
  _request: object | null,
  { username, password }: Credentials,
  options: AuthenticateOptions<U> = {},
): Promise<U | null> {
  const passwords = options.passwords ?? standard
  if (password.length > longestPassword) return null
  const user = (await usersOf(options.model).filter({ username }).first()) as unknown as U | null
  if (user === null) {
    await passwords.waste(password)
    return null
  }
  const { correct, mustUpdate } = await passwords.check(password, user.password)
  if (!correct) {
    // An unusable or unknown hash was not computed, and must not be quicker to refuse.
    if (!passwords.reads(user.password)) await passwords.waste(password)
    return null
  }
  if (mustUpdate) {
    user.password = await passwords.hash(password)
    await user.save({ fields: ['password'] })
  }
  return user.isActive ? user : null
}
