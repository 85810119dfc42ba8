import { ValidationError } from '../../../base/schema/index.ts'
import type { HttpRequest } from '../../../web/http/index.ts'
import { gettextLazy } from '../../../web/i18n/index.ts'
import {
  type AnyUser,
  type NewUser,
  normalizeUsername,
  User,
  usersOf,
  validatePassword,
  validateUsername,
} from '../../auth/index.ts'
import { Form, input } from '../../forms/index.ts'
import { blame } from './own.ts'

/**
 * What somebody says who makes an account. A project that asks for more extends it: fields of its own, `newUser` for the columns that they
 * fill, `saved` for rows beside the user. Nothing that is not named there reaches the row.
 */
export class RegisterForm extends Form {
  username = input.char({
    label: gettextLazy('User name'),
    maxLength: 150,
    autocomplete: 'username',
    help: gettextLazy('Letters, digits and the characters @ . + - _'),
    clean: normalizeUsername,
  })
  email = input.email({ label: gettextLazy('Email address'), maxLength: 254 })
  password = input.password({
    label: gettextLazy('Password'),
    autocomplete: 'new-password',
    help: gettextLazy('At least eight characters, and not one that others would guess.'),
  })

  /** The columns of the user to be. */
  newUser(): NewUser {
    const { username, email, password } = this.cleaned
    return { username, email, password }
  }

  /** Runs inside the transaction that has made the user: what it throws undoes it. */
  saved(_user: AnyUser, _request: HttpRequest): void | Promise<void> {}

  override async clean(): Promise<void> {
    // What was refused already has no value.
    const known = Object.entries(this.newUser()).filter(([, value]) => value !== undefined)
    const user: Partial<NewUser> = Object.fromEntries(known)
    try {
      await usersOf(User)
        .build(user)
        .validate({ exclude: ['password'] })
    } catch (error) {
      if (!(error instanceof ValidationError)) throw error
      const own = new Set([...this].map(({ name }) => name))
      for (const issue of error.issues) {
        const field = issue.field !== null && own.has(issue.field) ? issue.field : null
        // What was not typed, or refused already, is said once.
        if (field === null || !this.hasError(field as never))
          this.addError(null, new ValidationError([{ ...issue, field }]))
      }
    }
    const { username, password } = user
    if (username !== undefined && !this.hasError('username'))
      await blame(this, 'username', () => validateUsername(username))
    if (typeof password === 'string') await blame(this, 'password', () => validatePassword(password, user))
  }
}
