import { type ReverseParams, tryReverse } from '../../web/http/index.ts'
import { passkeysErrors } from './errors.ts'

/** The names in `passkeysUrls`. */
export type PasskeysPage =
  | 'list'
  | 'addOptions'
  | 'add'
  | 'loginOptions'
  | 'login'
  | 'confirmOptions'
  | 'confirm'
  | 'rename'
  | 'remove'

/** The address of a page or endpoint. Throws `NUAGES_PASSKEYS_NOT_MOUNTED`. */
export function passkeysAddress(page: PasskeysPage, params: ReverseParams = {}): string {
  const address = tryReverse(`passkeys:${page}`, params)
  if (address === null) throw passkeysErrors.NOT_MOUNTED()
  return address
}
