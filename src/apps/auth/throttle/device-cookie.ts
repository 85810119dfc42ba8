import { tryUse } from '../../../base/context/index.ts'
import type { HttpRequest, LightResponse } from '../../../web/http/index.ts'
import { setSignedCookie } from '../../../web/security/index.ts'
import type { AnyUser } from '../models.ts'
import { accountKey } from './account-key.ts'
import { deviceCookieName, deviceValue } from './device.ts'
import { loginThrottleService } from './service.ts'

const pendingKey = Symbol('nuages.device')
const typedKey = Symbol('nuages.device.name')
type Carrier = HttpRequest & { [pendingKey]?: readonly string[]; [typedKey]?: string }

/** The right password came with this name. */
export function rememberTypedName(request: HttpRequest, username: string): void {
  const carrier: Carrier = request
  carrier[typedKey] = accountKey(username)
}

/**
 * Makes the browser a known device of the user who logs in, by a signed cookie: strangers who lock the account out do not lock its
 * owner out. Nothing where the project counts no attempts.
 * https://owasp.org/www-community/Slow_Down_Online_Guessing_Attacks_with_Device_Cookies
 */
export function rememberDevice(request: HttpRequest, user: AnyUser): void {
  if ((tryUse(loginThrottleService)?.deviceDays ?? 0) === 0) return
  const carrier: Carrier = request
  const own = accountKey(user.username)
  carrier[pendingKey] = [...new Set([own, carrier[typedKey] ?? own])]
}

/** Sets the cookie where somebody has logged in. */
export function setDeviceCookie(request: HttpRequest, response: LightResponse): LightResponse {
  const accounts = (request as Carrier)[pendingKey]
  if (accounts === undefined) return response
  const days = tryUse(loginThrottleService)?.deviceDays ?? 0
  if (days === 0) return response
  const cookie = { httpOnly: true, sameSite: 'Lax', secure: request.secure, path: '/' } as const
  setSignedCookie(response, deviceCookieName, deviceValue(accounts), { ...cookie, maxAge: days * 86_400 })
  return response
}
