import { afterResponse, type HttpRequest } from '../../../web/http/index.ts'
import { gettext } from '../../../web/i18n/index.ts'
import { safeNext, signIn } from '../../auth/index.ts'
import { accountAddress } from '../addresses.ts'
import { RegisterForm } from '../forms/register.ts'
import { done, refusal, refused, type Sent, sentFields, toStep, wantsJson } from '../json.ts'
import { accountPage, formPage } from '../page.ts'
import { enrol, readInvitation } from '../registration.ts'
import { accountsSettings } from '../settings.ts'

/**
 * Making an account. Where the address has to be verified, the answer is the same, and takes as long, whether or not it has an account already: all work is
 * done once it was sent.
 */
export async function registerPage(request: HttpRequest): Promise<Response> {
  const { registration, verifyEmail, forms, redirects } = accountsSettings()
  const sent = request.method === 'POST' ? await sentFields(request) : null
  const invite = sent?.get('invite') ?? request.query.get('invite')
  const invited = registration === 'closed' ? null : readInvitation(invite)
  if (registration !== 'open' && invited === null) return closed(request)
  const next = safeNext(request, sent?.get('next') ?? request.query.get('next'), redirects?.register ?? '/')
  const initial = invited === null ? {} : { email: invited }
  const form = new (forms?.register ?? RegisterForm)({ data: sent && withEmail(sent, invited), initial })
  const draw = (status = 200) =>
    accountPage(request, 'accounts/register.html', { form, next, invite: invited && invite }, status)
  if (sent === null) return formPage(request, form, draw)
  if (!(await form.isValid())) return refused(request, form, draw)
  if (invited === null && verifyEmail === 'required') {
    afterResponse(request, () => enrol(request, form))
    return done(request, { next: accountAddress('sent') })
  }
  const user = await enrol(request, form, { verified: invited !== null, verify: verifyEmail !== 'none' })
  if (user === null) return done(request, { next: accountAddress('sent') })
  const outcome = await signIn(request, user, { method: 'password', next })
  return outcome.done ? done(request, { next }) : toStep(request, outcome.url)
}

/** What was sent, with the address that the invitation is for. */
function withEmail(sent: Sent, email: string | null): Sent {
  if (email === null) return sent
  return {
    get: (name) => (name === 'email' ? email : sent.get(name)),
    getAll: (name) => (name === 'email' ? [email] : sent.getAll(name)),
    has: (name) => name === 'email' || sent.has(name),
  }
}

function closed(request: HttpRequest): Response | Promise<Response> {
  if (!wantsJson(request)) return accountPage(request, 'accounts/closed.html', {}, 403)
  return refusal({ code: 'closed', message: gettext('Nobody can register here.'), status: 403 })
}
