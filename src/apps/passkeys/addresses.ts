import { use } from '../../base/context/index.ts'
import { NoReverseMatch, type ReverseParams, routerService } from '../../web/http/index.ts'
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
  const address = tryPasskeysAddress(page, params)
  if (address === null) throw passkeysErrors.NOT_MOUNTED()
  return address
}

/** The same, or null where the project has not mounted them. */
export function tryPasskeysAddress(page: PasskeysPage, params: ReverseParams = {}): string | null {
  try {
    return use(routerService).reverse(`passkeys:${page}`, params)
  } catch (error) {
    if (error instanceof NoReverseMatch) return null
    throw error
  }
}
