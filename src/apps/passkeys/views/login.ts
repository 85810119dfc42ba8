import type { HttpRequest } from '../../../web/http/index.ts'
import { accountsSettings, done, toStep } from '../../accounts/index.ts'
import { recordAuthEvent, safeNext, signIn } from '../../auth/index.ts'
import { type Asserted, checkLogin, loginOptions } from '../assertion.ts'
import { answer, isRefusal, refused, sentObject, unkept } from './answers.ts'

const unasked = ['NUAGES_PASSKEYS_NO_CHALLENGE', 'NUAGES_PASSKEYS_MALFORMED']

/** What the browser is to be asked: `{ publicKey }`. */
export async function loginOptionsView(request: HttpRequest): Promise<Response> {
  return answer({ publicKey: await loginOptions(request) })
}

/**
 * Logs in by a passkey: `{ credential, next?, remember? }`. An authenticator that has made sure who holds it is a factor of its own beside the key
 * ('passkey'); one that has not is one factor ('securityKey').
 */
export async function loginView(request: HttpRequest): Promise<Response> {
  const sent = await sentObject(request)
  let shown: Asserted
  try {
    shown = await checkLogin(request, sent['credential'])
  } catch (error) {
    if (!isRefusal(error)) throw error
    // Who answers what was not asked has tried nothing, and fills no table.
    if (!unasked.includes(error.code))
      await recordAuthEvent('loginFailed', { request, data: { method: 'passkey', reason: error.code } })
    return refused(error)
  }
  const otherwise = accountsSettings().redirects?.login ?? '/'
  const outcome = await signIn(request, shown.user, {
    method: shown.userVerified ? 'passkey' : 'securityKey',
    next: safeNext(request, sent['next'], otherwise),
    ...(typeof sent['remember'] === 'boolean' && { remember: sent['remember'] }),
  })
  return unkept(outcome.done ? done(request, { next: outcome.next ?? otherwise }) : toStep(request, outcome.url))
}
