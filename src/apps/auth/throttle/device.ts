import { tryUse, use } from '../../../base/context/index.ts'
import { factsService } from '../../../base/settings/index.ts'
import { randomString, saltedHmac } from '../../../base/signing/index.ts'
import type { HttpRequest } from '../../../web/http/index.ts'
import { readSignedCookie } from '../../../web/security/index.ts'

export const deviceCookieName = 'nuages_device'

/** The cookie does not say whose it is. */
const hidden = (account: string) =>
  saltedHmac('nuages.auth.device', account, use(factsService).secretKey).toString('hex').slice(0, 32)

/** What the cookie holds of a browser that somebody has logged in to these accounts with. */
export function deviceValue(accounts: readonly string[]): string {
  return [randomString(22), ...accounts.map(hidden)].join('.')
}

/** Did somebody log in to this account with this browser, in the last `days`? */
export function isKnownDevice(request: HttpRequest, account: string, days: number): boolean {
  if (days === 0 || tryUse(factsService) === undefined) return false
  const value = readSignedCookie(request, deviceCookieName, { maxAge: days * 86_400 })
  return value?.split('.').slice(1).includes(hidden(account)) ?? false
}
