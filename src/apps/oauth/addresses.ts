import { tryUse } from '../../base/context/index.ts'
import { factsService } from '../../base/settings/index.ts'
import { type HttpRequest, type ReverseParams, tryReverse } from '../../web/http/index.ts'
import { absolute } from '../accounts/index.ts'
import { oauthErrors } from './errors.ts'

type PageName = 'list' | 'start' | 'callback' | 'link' | 'again' | 'unlink'

/** The address of one of the pages here. Throws `NUAGES_OAUTH_NOT_MOUNTED`. */
export function pageAddress(page: PageName, params: ReverseParams = {}): string {
  const address = tryReverse(`oauth:${page}`, params)
  if (address === null) throw oauthErrors.NOT_MOUNTED()
  return address
}

/** Where the provider sends people back to: what is registered with it. */
export function callbackAddress(request: HttpRequest, provider: string): string {
  return absolute(request, pageAddress('callback', { provider }))
}

/** The log-in page, which then leads on to `next`. */
export function loginPage(next: string | null): string {
  const page = tryUse(factsService)?.loginUrl ?? '/login/'
  return next === null ? page : `${page}${page.includes('?') ? '&' : '?'}${new URLSearchParams({ next })}`
}
