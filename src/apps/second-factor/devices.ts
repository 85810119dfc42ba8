import { createLogger } from '../../base/log/index.ts'
import { BadSignature } from '../../base/signing/index.ts'
import { type AnyUser, userKey } from '../auth/index.ts'
import type { FactorKind } from './attempts.ts'
import { TotpDevice } from './models.ts'
import { hashSecret, openSecret, sealSecret } from './secrets.ts'
import type { TotpAlgorithm } from './totp/hotp.ts'
import { matchingCounter } from './totp/totp.ts'

/** The devices of a user that have shown a code. */
export async function devicesOf(user: AnyUser): Promise<readonly TotpDevice[]> {
  return TotpDevice.filter({ user: userKey(user), confirmedAt__isnull: false })
}

const moment = 60_000

/** Has the user set this secret up already, or, where it is not known any more, any just now? Then a form was sent twice, which is no failure. */
export function isSetUp(user: AnyUser, secret: Buffer | null): Promise<boolean> {
  const which =
    secret === null ? { confirmedAt__gte: new Date(Date.now() - moment) } : { secretHash: hashSecret(secret) }
  return TotpDevice.filter({ user: user.pk as never })
    .filter(which)
    .exists()
}

/** Has the user a device that codes come from? */
export function hasDevice(user: AnyUser): Promise<boolean> {
  return TotpDevice.filter({ user: userKey(user), confirmedAt__isnull: false }).exists()
}

/**
 * Keeps a device that has just shown `code`, or null where the code is none of its secret, or another device has that secret. The code is worth nothing
 * any more.
 */
export async function addDevice(
  user: AnyUser,
  { name, secret, code }: { readonly name: string; readonly secret: Buffer; readonly code: string },
): Promise<TotpDevice | null> {
  const counter = matchingCounter(secret, plainCode(code))
  if (counter === null) return null
  const now = new Date()
  const [device, made] = await TotpDevice.getOrCreate(
    { secretHash: hashSecret(secret) },
    {
      user: userKey(user),
      name,
      secret: sealSecret(user, secret),
      confirmedAt: now,
      lastCounter: BigInt(counter),
      lastUsedAt: now,
    },
  )
  return made ? device : null
}

/**
 * Takes a code of one of the user's devices: the device, or null where it is a code of none of them or was taken already. Of two who
 * show one code at once, one wins: the counter is compared and written in one statement.
 */
export async function takeCode(user: AnyUser, code: string): Promise<TotpDevice | null> {
  const typed = plainCode(code)
  let taken: TotpDevice | null = null
  for (const device of await devicesOf(user)) {
    const secret = await secretOf(user, device)
    if (secret === null) continue
    const counter = matchingCounter(secret, typed, {
      digits: device.digits,
      period: device.period,
      algorithm: device.algorithm as TotpAlgorithm,
      after: Number(device.lastCounter),
    })
    if (counter !== null && taken === null && (await consume(device, counter))) taken = device
  }
  return taken
}

async function consume(device: TotpDevice, counter: number): Promise<boolean> {
  const rows = TotpDevice.filter({ pk: device.pk, lastCounter__lt: BigInt(counter) })
  return (await rows.update({ lastCounter: BigInt(counter), lastUsedAt: new Date() })) > 0
}

/** The secret of a device, encrypted anew where a key of the past has opened it; null where no key does. */
async function secretOf(user: AnyUser, device: TotpDevice): Promise<Buffer | null> {
  try {
    const { secret, outdated } = openSecret(user, device.secret)
    if (outdated) await TotpDevice.filter({ pk: device.pk }).update({ secret: sealSecret(user, secret) })
    return secret
  } catch (error) {
    if (!(error instanceof BadSignature)) throw error
    createLogger({ name: 'auth' }).error('The secret of an authenticator app cannot be decrypted.', {
      device: device.pk,
      user: user.pk,
      code: error.code,
    })
    return null
  }
}

const zeros = ['٠', '۰']

/** A code as people type it: with spaces, and in the digits of Arabic and Persian keyboards. */
function plainCode(code: string): string {
  return code.replace(/[\s-]/g, '').replace(/[٠-٩۰-۹]/g, (digit) => {
    const zero = zeros.find((each) => digit >= each && digit <= String.fromCharCode(each.charCodeAt(0) + 9))!
    return String(digit.charCodeAt(0) - zero.charCodeAt(0))
  })
}

/** What a code is that may be either: those of apps have digits alone. */
export function kindOf(code: string): FactorKind {
  return /^\d*$/.test(plainCode(code)) ? 'totp' : 'recovery'
}
