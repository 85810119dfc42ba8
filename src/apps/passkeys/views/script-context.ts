import type { HttpRequest } from '../../../web/http/index.ts'
import { passkeysAddress } from '../addresses.ts'
import { isUsable } from '../relying-party.ts'

/** What templates with buttons for passkeys need: addresses, and whether passkeys can be used at this one. */
export function scriptContext(request: HttpRequest): { readonly passkeys: Readonly<Record<string, unknown>> } {
  return {
    passkeys: {
      usable: isUsable(request),
      urls: {
        list: passkeysAddress('list'),
        addOptions: passkeysAddress('addOptions'),
        add: passkeysAddress('add'),
        loginOptions: passkeysAddress('loginOptions'),
        login: passkeysAddress('login'),
        confirmOptions: passkeysAddress('confirmOptions'),
        confirm: passkeysAddress('confirm'),
      },
    },
  }
}
