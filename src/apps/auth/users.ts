import { type Issue, ValidationError } from '../../base/schema/index.ts'
import type { ProjectUser } from './augment.ts'
import { type AnyUser, User } from './models.ts'
import { normalizeEmail, normalizeUsername } from './normalize.ts'
import type { PasswordRule } from './passwords/rules.ts'
import { validatePassword } from './passwords/validate.ts'
import { validateUsername } from './usernames/validate.ts'
import { type UserModel, usersOf } from './users-of.ts'

export interface NewUser {
  readonly username: string
  readonly email?: string
  /** Null or absent: the user cannot log in with a password. */
  readonly password?: string | null
  /** Further columns: `{ firstName: 'Ada' }`. */
  readonly [column: string]: unknown
}

export interface CreateUserOptions<U extends AnyUser = ProjectUser> {
  /** Default: the project's. */
  readonly model?: UserModel<U>
  /** What the password must not be. Default: the project's rules. */
  readonly rules?: readonly PasswordRule[]
}

async function make<U extends AnyUser>(
  { username, email = '', password = null, ...columns }: NewUser,
  { model = User as unknown as UserModel<U>, rules }: CreateUserOptions<U>,
): Promise<U> {
  const named = { ...columns, username: normalizeUsername(username), email: normalizeEmail(email) }
  const user = usersOf(model).build(named)
  const issues = [
    ...(await issuesOf(() => user.validate({ exclude: ['password'] }))),
    ...(await issuesOf(() => validateUsername(named.username, { model }), 'username')),
    ...(password === null ? [] : await issuesOf(() => validatePassword(password, named, rules), 'password')),
  ]
  if (issues.length > 0) throw new ValidationError(issues)
  await user.setPassword(password)
  return user.save()
}

async function issuesOf(validate: () => Promise<unknown>, field?: string): Promise<readonly Issue[]> {
  try {
    await validate()
    return []
  } catch (error) {
    if (!(error instanceof ValidationError)) throw error
    return (field === undefined ? error : error.at(field)).issues
  }
}

/**
 * Makes a user: the name in Unicode's normal form, the address with its domain in lower case, the password hashed. Throws
 * a `ValidationError` with everything that is wrong, by field, and then has made nothing. The user is of the project's class (`RegisteredUser`), unless `model` names another.
 */
export function createUser<U extends AnyUser = ProjectUser>(
  user: NewUser,
  options: CreateUserOptions<U> = {},
): Promise<U> {
  return make(user, options)
}

/** Inside a transaction: others who do so for this user wait until it is over. Gives the row as it is by then, or null. */
export function lockUser(user: AnyUser): Promise<AnyUser | null> {
  return usersOf(user.constructor as unknown as UserModel)
    .filter({ pk: user.pk })
    .selectForUpdate()
    .first()
}

/** Makes a user who may do everything, the admin included. Like `createUser` otherwise. */
export function createSuperuser<U extends AnyUser = ProjectUser>(
  user: NewUser & { readonly password: string },
  options: CreateUserOptions<U> = {},
): Promise<U> {
  return make({ ...user, isStaff: true, isSuperuser: true, isActive: true }, options)
}
