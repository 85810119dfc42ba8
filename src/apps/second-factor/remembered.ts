import { use } from '../../base/context/index.ts'
import { factsService } from '../../base/settings/index.ts'
import { constantTimeEqual, saltedHmac } from '../../base/signing/index.ts'
import { deleteCookie, type HttpRequest } from '../../web/http/index.ts'
import { readSignedCookie, setSignedCookie } from '../../web/security/index.ts'
import type { AnyUser } from '../auth/index.ts'
import { devicesOf } from './devices.ts'
import type { TotpDevice } from './models.ts'
import { rememberedDays } from './settings.ts'

const cookie = 'nuages_remembered_device'
const salt = 'nuages.second-factor.remembered'
const day = 86_400

/** Remembers this browser, so that its user need not show a code there for the next days: nothing where the project wants none. */
export function rememberDevice(request: HttpRequest, response: Response, user: AnyUser, device: TotpDevice): void {
  const days = rememberedDays()
  if (days <= 0) return
  setSignedCookie(response, cookie, seal(user, device, use(factsService).secretKey), {
    maxAge: Math.floor(days * day),
    httpOnly: true,
    sameSite: 'Lax',
    secure: request.secure,
  })
}

/**
 * Has this user shown a code in this browser, and asked to be remembered, in the last days? Not any more once the password has changed, or the app
 * that had shown the code was removed.
 */
export async function isRemembered(request: HttpRequest, user: AnyUser): Promise<boolean> {
  const days = rememberedDays()
  if (days <= 0 || request.cookie(cookie) === null) return false
  const kept = readSignedCookie(request, cookie, { maxAge: Math.floor(days * day) })
  if (kept === null) return false
  const { secretKey, secretKeyFallbacks } = use(factsService)
  const keys = [secretKey, ...secretKeyFallbacks]
  const devices = await devicesOf(user)
  return devices.some((device) => keys.some((key) => constantTimeEqual(seal(user, device, key), kept)))
}

/** Forgets this browser. */
export function forgetDevice(request: HttpRequest, response: Response): void {
  if (request.cookie(cookie) !== null) deleteCookie(response, cookie)
}

/** Everything that ends it when it changes. */
function seal(user: AnyUser, device: TotpDevice, key: string): string {
  const parts = [String(user.pk), user.sessionAuthHash(key), String(device.pk), device.confirmedAt?.toISOString()]
  return saltedHmac(salt, parts.join('|'), key).toString('base64url')
}
