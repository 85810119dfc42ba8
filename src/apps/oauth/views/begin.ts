import { type HttpRequest, json, type View } from '../../../web/http/index.ts'
import { csrfToken } from '../../../web/security/index.ts'
import { accountPage, requireAccount, requireRecentLogin, sentFields, shown, wantsJson } from '../../accounts/index.ts'
import { checkInPerson, safeNext, userOf } from '../../auth/index.ts'
import { pageAddress } from '../addresses.ts'
import { oauthErrors } from '../errors.ts'
import { beginFlow } from '../flow/begin.ts'
import type { KeptFlow } from '../flow/kept.ts'
import { oauthSettings } from '../options.ts'
import { failed } from './failure.ts'
import { providerNamed } from './provider.ts'

type Named = { readonly provider: string }
type Begun = Pick<KeptFlow, 'purpose' | 'user' | 'next' | 'remember'>

/** Sends the browser to the provider. */
async function leave(request: HttpRequest, name: string, flow: Begun): Promise<Response> {
  const provider = providerNamed(name)
  let address: string
  try {
    address = await beginFlow(request, provider, flow)
  } catch (error) {
    return failed(request, error, provider, flow.next)
  }
  if (wantsJson(request)) return json({ done: false, next: address })
  // A page and no redirect: after a form, `form-action 'self'` of a strict policy stops redirects to other sites.
  return accountPage(request, 'oauth/leave.html', { provider: provider.label, address })
}

/** Where a form wants to go afterwards, if it stays on this site. */
function nextOf(request: HttpRequest, asked: unknown): string | null {
  const next = safeNext(request, asked ?? request.query.get('next'), '')
  return next === '' ? null : next
}

function rememberOf(asked: unknown): boolean | null {
  if (asked === undefined || asked === null) return null
  return asked === true || asked === 'on' || asked === 'true' || asked === '1'
}

/** A page with the one button, for a link that leads here. */
export const startPage: View<Named> = (request, { provider: name }) => {
  const { label } = providerNamed(name)
  const next = nextOf(request, undefined)
  return shown(
    request,
    () => ({ provider: name, label, csrfToken: csrfToken(request) }),
    () => accountPage(request, 'oauth/start.html', { provider: label, next: next ?? '' }),
  )
}

/** Begins a log-in. */
export const start: View<Named> = async (request, { provider }) => {
  const sent = await sentFields(request)
  const [next, remember] = [nextOf(request, sent.get('next')), rememberOf(sent.get('remember'))]
  return leave(request, provider, { purpose: 'login', user: null, next, remember })
}

/** Begins to link an account to whoever is logged in. */
export const link: View<Named> = requireRecentLogin(
  async (request, { provider }) => {
    const user = await userOf(request)
    const next = pageAddress('list')
    if (await oauthSettings().awaitsVerification(user))
      return failed(request, oauthErrors.UNVERIFIED({ provider }), providerNamed(provider), next)
    return leave(request, provider, { purpose: 'link', user: String(user.pk), next, remember: null })
  },
  { allFactors: true },
)

/** Begins to show once more who is logged in. */
export const again: View<Named> = requireAccount(async (request, { provider }) => {
  await checkInPerson(request)
  const user = await request.user
  const sent = await sentFields(request)
  const next = nextOf(request, sent.get('next'))
  return leave(request, provider, { purpose: 'reauthenticate', user: String(user.pk), next, remember: null })
})
