import { isSafeRedirect } from '../../base/text/index.ts'
import { type HttpRequest, redirect, render } from '../../web/http/index.ts'
import { logout } from './login.ts'
import { LoginForm, type LoginFormOptions, loggedInUser } from './login-form.ts'
import { signIn } from './sign-in/sign-in.ts'
import { loginRefusal } from './throttle/form-refusal.ts'

export interface LoginViewOptions extends Pick<LoginFormOptions, 'model' | 'passwords' | 'check'> {
  /** Gets `form` and `next`. Default 'auth/login.html'. */
  readonly template?: string
  /** Where to go where nothing else was asked for. Default '/'. */
  readonly redirectTo?: string
  readonly context?: Readonly<Record<string, unknown>>
}

/** Where `next` (of the form, else of the address) leads, if it stays on this site; else `otherwise`. */
export function safeNext(request: HttpRequest, asked: unknown, otherwise: string): string {
  if (typeof asked !== 'string') return otherwise
  return isSafeRedirect(asked, { allowedHosts: [request.host], requireHttps: request.secure }) ? asked : otherwise
}

/** A view that logs people in, with the steps that the project asks for: `path('login/', loginView({ template: 'login.html' }), { name: 'login' })`. */
export function loginView(options: LoginViewOptions = {}): (request: HttpRequest) => Promise<Response> {
  const { template = 'auth/login.html', redirectTo = '/', context = {}, ...formOptions } = options
  return async (request) => {
    const posted = request.method === 'POST'
    const sent = posted ? await request.form() : null
    const next = safeNext(request, sent?.get('next') ?? request.query.get('next'), redirectTo)
    const form = new LoginForm({ ...formOptions, request, data: sent })
    if (await form.isValid()) {
      const outcome = await signIn(request, loggedInUser(form)!, { method: 'password', next })
      return redirect(outcome.done ? next : outcome.url, { status: 303 })
    }
    const { status, headers } = posted ? loginRefusal(form) : { status: 200, headers: {} }
    return render(request, template, { ...context, form, next }, { status, headers })
  }
}

export interface LogoutViewOptions {
  /** Default '/'. */
  readonly redirectTo?: string
}

/** A view that logs people out: to be routed for POST alone, so that no link or picture elsewhere can do it. */
export function logoutView(options: LogoutViewOptions = {}): (request: HttpRequest) => Promise<Response> {
  return async (request) => {
    const sent = request.method === 'POST' ? await request.form() : null
    await logout(request)
    return redirect(safeNext(request, sent?.get('next'), options.redirectTo ?? '/'), { status: 303 })
  }
}
