import { tryReverse } from '../../web/http/index.ts'
import type { LoginOption } from '../accounts/index.ts'
import { userOf } from '../auth/index.ts'
import { passkeysOf } from './registration.ts'
import { isUsable } from './relying-party.ts'
import { scriptContext } from './views/script-context.ts'

/** The button on the log-in page, and on the page that asks once more who one is. It needs a script, and is not there without one. */
export const passkeysLoginOption: LoginOption = {
  name: 'passkeys',
  template: 'passkeys/includes/option.html',
  context: (request) => scriptContext(request),
  async available(request, purpose) {
    if (tryReverse('passkeys:login') === null || !isUsable(request)) return false
    return purpose === 'login' || (await passkeysOf(await userOf(request))).length > 0
  },
}
