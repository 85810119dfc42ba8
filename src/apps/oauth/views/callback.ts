import type { View } from '../../../web/http/index.ts'
import { gettext, interpolate } from '../../../web/i18n/index.ts'
import { accountsSettings, done, toStep } from '../../accounts/index.ts'
import { oauthErrors } from '../errors.ts'
import { finishFlow } from '../flow/finish.ts'
import { takeFlow } from '../flow/kept.ts'
import { failed } from './failure.ts'
import { providerNamed } from './provider.ts'

/** Where the provider sends people back to. What it does was begun here by a form, and is kept in the session under the state; a state does once. */
export const callback: View<{ readonly provider: string }> = async (request, { provider: name }) => {
  const provider = providerNamed(name)
  const flow = await takeFlow(request, name, request.query.get('state') ?? '')
  try {
    if (flow === null) throw oauthErrors.EXPIRED({ provider: name })
    const outcome = await finishFlow(request, provider, flow)
    if (!outcome.done) return toStep(request, outcome.url)
    const next = outcome.next ?? accountsSettings().redirects?.login ?? '/'
    if (flow.purpose !== 'link') return done(request, { next })
    const message = interpolate(gettext('You can now log in with %(provider)s.'), { provider: provider.label })
    return done(request, { next, message })
  } catch (error) {
    return failed(request, error, provider, flow?.next ?? null)
  }
}
