import type { HttpRequest } from '../../../web/http/index.ts'
import { type AnyUser, checkInPerson, recordAuthEvent, safeNext, showIdentity, userOf } from '../../auth/index.ts'
import { sessionOf } from '../../sessions/index.ts'
import { accountAddress } from '../addresses.ts'
import { ReauthenticateForm } from '../forms/reauthenticate.ts'
import { done, refused, sentFields } from '../json.ts'
import { shownOptions } from '../login-options.ts'
import { accountPage, formPage } from '../page.ts'
import { accountsSettings } from '../settings.ts'
import { optionData } from './login.ts'

/** Asks somebody who is logged in to show once more who they are, before something that matters. */
export async function reauthenticatePage(request: HttpRequest): Promise<Response> {
  // Before a password is looked at: it would be that of somebody else than whose session it is.
  await checkInPerson(request)
  const user = await userOf(request)
  const sent = request.method === 'POST' ? await sentFields(request) : null
  const next = safeNext(request, sent?.get('next') ?? request.query.get('next'), accountAddress('home'))
  const form = new (accountsSettings().forms?.reauthenticate ?? ReauthenticateForm)({ request, user, data: sent })
  const options = await shownOptions(request, 'reauthenticate')
  const context = { form, next, options, hasPassword: user.hasUsablePassword }
  const draw = (status = 200) => accountPage(request, 'accounts/reauthenticate.html', context, status)
  if (sent === null) return formPage(request, form, draw, { options: options.map(optionData) })
  if (!(await form.isValid())) return refused(request, form, draw)
  await reauthenticated(request, user, ['password'])
  return done(request, { next })
}

/** The user of the session has shown once more who they are: what every way of doing so ends with. The session gets a new key. */
export async function reauthenticated(request: HttpRequest, user: AnyUser, methods: readonly string[]): Promise<void> {
  await showIdentity(request, methods)
  await sessionOf(request).cycleKey()
  await recordAuthEvent('reauthenticated', { request, user, data: { methods } })
}
