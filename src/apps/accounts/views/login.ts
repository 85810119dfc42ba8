import type { HttpRequest } from '../../../web/http/index.ts'
import { loggedInUser, logout, safeNext, signIn } from '../../auth/index.ts'
import { tryAccountAddress } from '../addresses.ts'
import { AccountLoginForm } from '../forms/login.ts'
import { done, refused, sentFields, toStep } from '../json.ts'
import { shownOptions } from '../login-options.ts'
import { accountPage, formPage } from '../page.ts'
import { accountsSettings } from '../settings.ts'

/** Logging in: by name and password, or by what the batteries offer; the steps that the project asks for come after it. */
export async function loginPage(request: HttpRequest): Promise<Response> {
  const sent = request.method === 'POST' ? await sentFields(request) : null
  const { redirects, registration, forms } = accountsSettings()
  const next = safeNext(request, sent?.get('next') ?? request.query.get('next'), redirects?.login ?? '/')
  const form = new (forms?.login ?? AccountLoginForm)({ request, data: sent })
  const options = await shownOptions(request, 'login')
  const context = { form, next, options, mayRegister: registration === 'open', out: request.query.has('out') }
  const draw = (status = 200) => accountPage(request, 'accounts/login.html', context, status)
  if (sent === null) return formPage(request, form, draw, { options: options.map(optionData) })
  if (!(await form.isValid())) return refused(request, form, draw)
  const { remember } = form.cleaned
  const outcome = await signIn(request, loggedInUser(form)!, { method: 'password', next, remember })
  return outcome.done ? done(request, { next: outcome.next ?? next }) : toStep(request, outcome.url)
}

/** What programs are told of an option. */
export function optionData({ name, label, url }: { name: string; label: string; url: string }): object {
  return { name, label, url }
}

/** Logging out: by POST alone, so that no link or picture elsewhere can do it. */
export async function logoutPage(request: HttpRequest): Promise<Response> {
  const sent = await sentFields(request)
  await logout(request)
  const otherwise = accountsSettings().redirects?.logout ?? tryAccountAddress('login', { out: '' }) ?? '/'
  return done(request, { next: safeNext(request, sent.get('next'), otherwise) })
}
