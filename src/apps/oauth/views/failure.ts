import { NuagesError } from '../../../base/errors/index.ts'
import type { HttpRequest } from '../../../web/http/index.ts'
import { gettext, gettextNoop, interpolate } from '../../../web/i18n/index.ts'
import { accountPage, refusal, wantsJson } from '../../accounts/index.ts'
import { recordAuthEvent } from '../../auth/index.ts'
import { loginPage } from '../addresses.ts'

/** What a visitor is told, by the end of the code. Nothing that the provider wrote is in it. */
const texts: Readonly<Record<string, string>> = {
  DENIED: gettextNoop('You did not allow %(provider)s to tell us who you are. Nothing has changed.'),
  UNREACHABLE: gettextNoop('%(provider)s cannot be reached at the moment. Try again later, or log in another way.'),
  REFUSED: gettextNoop('What %(provider)s answered could not be verified. Nobody was logged in.'),
  EXPIRED: gettextNoop(
    'This log-in with %(provider)s is no longer under way: it took too long, was used already, or was begun in another browser.',
  ),
  SIGNUP_CLOSED: gettextNoop(
    'Nobody here belongs to this account of %(provider)s, and it cannot be used to make a new account.',
  ),
  EMAIL_TAKEN: gettextNoop(
    'There is an account with your email address already. Log in to it as before, then link %(provider)s on the page of your account.',
  ),
  INACTIVE: gettextNoop('The account that belongs to this account of %(provider)s is not active.'),
  UNVERIFIED: gettextNoop('Verify your email address first, then link %(provider)s.'),
  LINKED_ELSEWHERE: gettextNoop('This account of %(provider)s is linked to somebody else here.'),
  OTHER_USER: gettextNoop('This account of %(provider)s is not the one of the person who is logged in here.'),
}

const prefix = 'NUAGES_OAUTH_'

/** A log-in that came to nothing, as a page or JSON with a way to try again; what is no such failure is thrown on. */
export async function failed(
  request: HttpRequest,
  error: unknown,
  { label, name }: { readonly label: string; readonly name: string },
  next: string | null,
): Promise<Response> {
  const reason = error instanceof NuagesError && error.code.startsWith(prefix) ? error.code.slice(prefix.length) : ''
  const template = Object.hasOwn(texts, reason) ? texts[reason] : undefined
  if (template === undefined || !(error instanceof NuagesError)) throw error
  const detail = error.data['detail']
  const data = { provider: name, reason, ...(typeof detail === 'string' && { detail }) }
  // Who comes back from nowhere has tried nothing, and fills no table.
  if (reason !== 'INACTIVE' && reason !== 'EXPIRED') await recordAuthEvent('loginFailed', { request, data })
  const message = interpolate(gettext(template), { provider: label })
  const status = error.status ?? 400
  if (wantsJson(request)) return refusal({ code: error.code, message, status })
  const isKnown: boolean = (await request.user).isAuthenticated
  const context = { message, provider: label, again: isKnown ? (next ?? '/') : loginPage(next), isKnown }
  return accountPage(request, 'oauth/failed.html', context, status)
}
