import { tryUse } from '../../base/context/index.ts'
import { factsService } from '../../base/settings/index.ts'
import { type HttpRequest, type ReverseParams, tryReverse } from '../../web/http/index.ts'
import { accountsErrors } from './errors.ts'

/** The pages of `accountUrls`. */
export type AccountPage =
  | 'home'
  | 'login'
  | 'logout'
  | 'register'
  | 'sent'
  | 'verify'
  | 'resend'
  | 'email'
  | 'password'
  | 'reset'
  | 'resetSent'
  | 'resetConfirm'
  | 'reauthenticate'
  | 'sessions'
  | 'profile'
  | 'delete'

/** The address of an account page, or null where the project has not mounted them. */
export function tryAccountAddress(
  page: AccountPage,
  query: Readonly<Record<string, string>> = {},
  params: ReverseParams = {},
): string | null {
  return tryReverse(`accounts:${page}`, params, { query })
}

/** The address of an account page. Throws `NUAGES_ACCOUNTS_NOT_MOUNTED`. */
export function accountAddress(
  page: AccountPage,
  query: Readonly<Record<string, string>> = {},
  params: ReverseParams = {},
): string {
  const address = tryAccountAddress(page, query, params)
  if (address === null) throw accountsErrors.NOT_MOUNTED({ name: `accounts:${page}` })
  return address
}

/** An address with scheme and host, for mails: under the project's `siteUrl`, else under the host of the request, which has been checked. */
export function absolute(request: HttpRequest, address: string): string {
  return new URL(address, tryUse(factsService)?.siteUrl ?? `${request.scheme}://${request.host}`).href
}

/** The name under which mails speak of the site: its host. */
export function siteName(request: HttpRequest): string {
  return new URL(absolute(request, '/')).host
}
