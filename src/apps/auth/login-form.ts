import { NuagesError } from '../../base/errors/index.ts'
import { fillMessage, ValidationError } from '../../base/schema/index.ts'
import type { HttpRequest } from '../../web/http/index.ts'
import { gettextLazy, ngettext } from '../../web/i18n/index.ts'
import { Form, type FormOptions, input } from '../forms/index.ts'
import type { User } from './models.ts'
import { normalizeUsername } from './normalize.ts'
import { type ThrottledAuthenticateOptions, throttledAuthenticate } from './throttle/authenticate.ts'

export interface LoginFormOptions extends FormOptions, ThrottledAuthenticateOptions {
  /** Handed to `throttledAuthenticate`: without it only the account is counted, not the address. */
  readonly request?: HttpRequest
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
    clean: normalizeUsername,
  })
  password = input.password({ label: gettextLazy('Password') })

  constructor(options: LoginFormOptions = {}) {
    super(options)
    states.set(this, { options, user: null, wait: 0 })
  }

  override async clean(): Promise<void> {
    const { username, password } = this.cleaned
    if (username === undefined || password === undefined) return
    const state = states.get(this)!
    const { request = null } = state.options
    const user = await throttledAuthenticate(request, { username, password }, state.options).catch((error: unknown) => {
      state.wait = waitOf(error)
      if (state.wait === 0) throw error
      throw new ValidationError(tooMany(state.wait), { code: 'throttled' })
    })
    if (user === null) throw new ValidationError(String(refused), { code: 'invalid_login' })
    state.options.check?.(user)
    state.user = user
  }
}

interface State {
  readonly options: LoginFormOptions
  user: User | null
  /** Seconds until the next attempt is looked at. */
  wait: number
}

const states = new WeakMap<LoginForm, State>()

/** Seconds that a refused attempt has to wait, or 0 for another error. */
function waitOf(error: unknown): number {
  const throttled = error instanceof NuagesError && error.code === 'NUAGES_AUTH_THROTTLED'
  return throttled ? Number(error.data['retryAfter']) : 0
}

function tooMany(seconds: number): string {
  const minutes = Math.ceil(seconds / 60)
  const text = ngettext(
    'Too many attempts to log in. Try again in %(minutes)d minute.',
    'Too many attempts to log in. Try again in %(minutes)d minutes.',
    minutes,
  )
  return fillMessage(text, { minutes })
}

/**
 * How a view answers a form that was sent and is not valid, by page or JSON: 422, or of a `LoginForm` 429 with `Retry-After` where attempts come
 * too often.
 */
export function loginRefusal(form: Form): {
  readonly status: 422 | 429
  readonly headers: Readonly<Record<string, string>>
} {
  const wait = form instanceof LoginForm ? (states.get(form)?.wait ?? 0) : 0
  return wait === 0 ? { status: 422, headers: {} } : { status: 429, headers: { 'retry-after': String(wait) } }
}

/** The user whom a valid `LoginForm` found; null before that. */
export function loggedInUser(form: LoginForm): User | null {
  return states.get(form)?.user ?? null
}
