import { ValidationError } from '../../base/schema/index.ts'
import { gettextLazy } from '../../web/i18n/index.ts'
import { Form, type FormOptions, input } from '../forms/index.ts'
import { type AuthenticateOptions, authenticate } from './backend.ts'
import type { User } from './models.ts'

export interface LoginFormOptions extends FormOptions, AuthenticateOptions {
  /** Handed to `authenticate`. */
  readonly request?: object
  /** A further condition that the user has to meet, as a `ValidationError` where it does not. */
  readonly check?: (user: User) => void
}

const refused = gettextLazy('This user name and password do not belong together. Mind upper and lower case in both.')

/** Name and password, and after validation the `user` that they belong to. Semantics: Django's `AuthenticationForm`. */
export class LoginForm extends Form {
  username = input.char({
    label: gettextLazy('User name'),
    maxLength: 150,
    autocomplete: 'username',
    clean: (name) => name.normalize('NFKC'),
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
    const user = await authenticate(state.options.request ?? null, { username, password }, state.options)
    if (user === null) throw new ValidationError(String(refused), { code: 'invalid_login' })
    state.options.check?.(user)
    state.user = user
  }
}

const settings = new WeakMap<LoginForm, { readonly options: LoginFormOptions; user: User | null }>()

/** The user whom a valid `LoginForm` found; null before that. */
export function loggedInUser(form: LoginForm): User | null {
  return settings.get(form)?.user ?? null
}
