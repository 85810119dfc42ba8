import { randomBytes } from 'node:crypto'
import { IntegrityError } from '../../data/orm/index.ts'
import { type AnyUser, userKey } from '../auth/index.ts'
import { PasskeyUser } from './models.ts'

/** The handle that authenticators keep for a user, made when it is first asked for. */
export async function handleOf(user: AnyUser): Promise<string> {
  const found = await existingHandle(user)
  if (found !== null) return found
  try {
    const made = await PasskeyUser.create({ user: userKey(user), handle: randomBytes(64).toString('base64url') })
    return made.handle
  } catch (error) {
    if (!(error instanceof IntegrityError)) throw error
    // Another request of the same user was quicker.
    const other = await existingHandle(user)
    if (other === null) throw error
    return other
  }
}

/** The handle of a user who has one. */
export async function existingHandle(user: AnyUser): Promise<string | null> {
  return (await PasskeyUser.filter({ user: userKey(user) }).first())?.handle ?? null
}
