import { tryUse } from '../../../base/context/index.ts'
import type { HttpRequest } from '../../../web/http/index.ts'
import { accountFactorsService, requireRecentLogin } from '../../accounts/index.ts'
import { userOf } from '../../auth/index.ts'
import { passkeysAddress } from '../addresses.ts'
import { tellAdded } from '../mails.ts'
import { registerPasskey, registrationOptions } from '../registration.ts'
import { answer, isRefusal, refused, sentObject } from './answers.ts'
import { shownPasskey } from './list.ts'

/** What the browser is to be asked: `{ publicKey }`. */
export const addOptionsView = requireRecentLogin(
  refusing(async (request) => answer({ publicKey: await registrationOptions(request, await userOf(request)) })),
  { allFactors: true, verified: true },
)

/** Adds a passkey: `{ credential, name? }`. */
export const addView = requireRecentLogin(
  refusing(async (request) => {
    const { credential, name } = await sentObject(request)
    const user = await userOf(request)
    const passkey = await registerPasskey(request, user, credential, { name: typeof name === 'string' ? name : '' })
    // Whoever has made it has it.
    await tryUse(accountFactorsService)?.shown(request, user, 'passkey')
    tellAdded(request, user, passkey)
    return answer({ done: true, next: passkeysAddress('list'), passkey: shownPasskey(passkey) }, 201)
  }),
  { allFactors: true, verified: true },
)

function refusing(view: (request: HttpRequest) => Promise<Response>): (request: HttpRequest) => Promise<Response> {
  return async (request) => {
    try {
      return await view(request)
    } catch (error) {
      if (isRefusal(error)) return refused(error)
      throw error
    }
  }
}
