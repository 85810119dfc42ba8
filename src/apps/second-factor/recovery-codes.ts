import { use } from '../../base/context/index.ts'
import { factsService } from '../../base/settings/index.ts'
import { randomString, saltedHmac } from '../../base/signing/index.ts'
import { atomic } from '../../data/orm/index.ts'
import { type AnyUser, userKey } from '../auth/index.ts'
import { RecoveryCode } from './models.ts'

const howMany = 10
/** Without what is mistaken for something else: 31 characters, twelve of which are 59 bits. */
const alphabet = 'abcdefghjkmnpqrstuvwxyz23456789'
const groups = 3
const groupLength = 4
const salt = 'nuages.second-factor.recovery-code'
/** From so many on a user is told to make new ones. */
const few = 3

/** What is known of a user's codes. */
export interface RecoveryCodesLeft {
  readonly left: number
  /** There are some, and so few that new ones should be made. */
  readonly few: boolean
}

/** Ten new codes, each good for one log-in: they are shown now and never again. Those of before are worth nothing any more. */
export async function makeRecoveryCodes(user: AnyUser): Promise<readonly string[]> {
  const codes = Array.from({ length: howMany }, newCode)
  const { secretKey } = use(factsService)
  await atomic(async () => {
    await RecoveryCode.filter({ user: userKey(user) }).delete()
    await RecoveryCode.bulkCreate(
      codes.map((code) => ({ user: userKey(user), hash: hashOf(user, code, secretKey), usedAt: null })),
    )
  })
  return codes
}

/** Takes a code: true once. It is found and marked in one statement, so that of two who show one code at once one wins. */
export async function takeRecoveryCode(user: AnyUser, code: string): Promise<boolean> {
  const plain = plainRecoveryCode(code)
  if (plain.length !== groups * groupLength) return false
  const { secretKey, secretKeyFallbacks } = use(factsService)
  const hashes = [secretKey, ...secretKeyFallbacks].map((key) => hashOf(user, plain, key))
  const rows = RecoveryCode.filter({ user: userKey(user), hash__in: hashes, usedAt: null })
  return (await rows.update({ usedAt: new Date() })) > 0
}

/** How many codes a user has left. */
export async function recoveryCodesLeft(user: AnyUser): Promise<RecoveryCodesLeft> {
  const left = await RecoveryCode.filter({ user: userKey(user), usedAt: null }).count()
  return { left, few: left <= few }
}

function newCode(): string {
  return Array.from({ length: groups }, () => randomString(groupLength, alphabet)).join('-')
}

/** A code as people type it: in any case, with or without dashes. */
function plainRecoveryCode(code: string): string {
  return code.toLowerCase().replace(/[\s-]/g, '')
}

function hashOf(user: AnyUser, code: string, key: string): string {
  return saltedHmac(salt, `${String(user.pk)}:${plainRecoveryCode(code)}`, key).toString('hex')
}
