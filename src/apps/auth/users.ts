import { ValidationError } from '../../base/schema/index.ts'
import { type UserModel, usersOf } from './backend.ts'
import { type AnyUser, User } from './models.ts'
import { defaultPasswordRules, type PasswordRule, validatePassword } from './passwords/rules.ts'

export interface NewUser {
  readonly username: string
  readonly email?: string
  /** Null or absent: the user cannot log in with a password. */
  readonly password?: string | null
  /** Further columns: `{ firstName: 'Ada' }`. */
  readonly [column: string]: unknown
}

export interface CreateUserOptions<U extends AnyUser = User> {
  /** Default: `User`. */
  readonly model?: UserModel<U>
  /** What the password must not be. Default: Django's four rules. */
  readonly rules?: readonly PasswordRule[]
}

/** The domain of an address in lower case: 'Ada@Example.ORG' and 'Ada@example.org' are one mailbox. */
export function normalizeEmail(email: string): string {
  const at = email.lastIndexOf('@')
  return at < 0 ? email : email.slice(0, at) + email.slice(at).toLowerCase()
}

async function make<U extends AnyUser>(
  { username, email = '', password = null, ...columns }: NewUser,
  { model = User as unknown as UserModel<U>, rules = defaultPasswordRules }: CreateUserOptions<U>,
): Promise<U> {
  const named = { ...columns, username: username.normalize('NFKC'), email: normalizeEmail(email) }
  const user = usersOf(model).build(named) as unknown as U
  const issues = []
  if (password !== null) {
    try {
      await validatePassword(password, named, rules)
    } catch (error) {
      if (!(error instanceof ValidationError)) throw error
      issues.push(...error.at('password').issues)
    }
  }
  try {
    await user.validate({ exclude: ['password'] })
  } catch (error) {
    if (!(error instanceof ValidationError)) throw error
    issues.unshift(...error.issues)
  }
  if (issues.length > 0) throw new ValidationError(issues)
  await user.setPassword(password)
  return user.save()
}

/**
 * Makes a user: the name in Unicode's normal form, the address with its domain in lower case, the password hashed. Throws
 * a `ValidationError` with everything that is wrong, by field, and then has made nothing.
 */
export function createUser<U extends AnyUser = User>(user: NewUser, options: CreateUserOptions<U> = {}): Promise<U> {
  return make(user, options)
}

/** Makes a user who may do everything, the admin included. Like `createUser` otherwise. */
export function createSuperuser<U extends AnyUser = User>(
  user: NewUser & { readonly password: string },
  options: CreateUserOptions<U> = {},
): Promise<U> {
  return make({ ...user, isStaff: true, isSuperuser: true, isActive: true }, options)
}
