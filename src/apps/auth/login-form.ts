import { ValidationError } from '../../base/schema/index.ts'
import type { HttpRequest } from '../../web/http/index.ts'
import { gettextLazy } from '../../web/i18n/index.ts'
import { Form, type FormOptions, input } from '../forms/index.ts'
import type { ProjectUser } from './augment.ts'
import { loginNameLabel, loginNameLength, loginRefused } from './login-name.ts'
import type { AnyUser } from './models.ts'
import { normalizeUsername } from './normalize.ts'
import { type ThrottledAuthenticateOptions, throttledAuthenticate } from './throttle/authenticate.ts'
import { heldBack } from './throttle/form-refusal.ts'

export interface LoginFormOptions extends FormOptions, ThrottledAuthenticateOptions {
  /** Handed to `throttledAuthenticate`: without it only the account is counted, not the address. */
  readonly request?: HttpRequest
  /** A further condition that the user has to meet, as a `ValidationError` where it does not. */
  readonly check?: (user: ProjectUser) => void | Promise<void>
}

/**
 * Name (or e-mail address, as the project's backends ask for) and password, and after validation the `user` that they belong to. Attempts that come too often are refused (code 'throttled');
 * `loginRefusal(form)` says how a view answers then. Semantics: Django's `AuthenticationForm`.
 */
export class LoginForm extends Form {
  username = input.char({
    label: loginNameLabel(),
    maxLength: loginNameLength(),
    autocomplete: 'username',
    clean: normalizeUsername,
  })
  password = input.password({ label: gettextLazy('Password') })

  constructor(options: LoginFormOptions = {}) {
    super(options)
    settings.set(this, { options, user: null })
  }

  override async clean(): Promise<void> {
    const { username, password } = this.cleaned
    if (username === undefined || password === undefined) return
    const state = settings.get(this)!
    const { request = null } = state.options
    const found: AnyUser | null = await throttledAuthenticate(request, { username, password }, state.options).catch(
      (error: unknown) => {
        throw heldBack(this, error)
      },
    )
    if (found === null) throw new ValidationError(loginRefused(), { code: 'invalid_login' })
    const user = found as ProjectUser
    await state.options.check?.(user)
    state.user = user
  }
}

const settings = new WeakMap<LoginForm, { readonly options: LoginFormOptions; user: ProjectUser | null }>()

/** The user whom a valid `LoginForm` found; null before that. */
export function loggedInUser(form: LoginForm): ProjectUser | null {
  return settings.get(form)?.user ?? null
}
