import { randomBytes } from 'node:crypto'

export interface FirstLogin {
  readonly username: string
  readonly password: string
}

/**
 * Makes the user 'admin' with a random password where the project has no user at all, so that a single-file project has
 * an admin that one can enter. Development only; null where there are users already.
 */
export async function firstSuperuser(): Promise<FirstLogin | null> {
  const { createSuperuser, User } = await import('../../apps/auth/index.ts')
  if (await User.all().exists()) return null
  const login = { username: 'admin', password: randomBytes(9).toString('base64url') }
  await createSuperuser({ ...login, email: '' })
  return login
}
