import { ValidationError } from '../../../base/schema/index.ts'
import { randomString } from '../../../base/signing/index.ts'
import { User, validateUsername } from '../../auth/index.ts'
import type { Identity } from '../identity.ts'

/** Leaves room for what makes it unique. */
const longest = 100
const digits = '0123456789'

/** What a new user could be called: the name there, what stands before the @, the whole name; only characters that a user name has, and what the project's policy takes. */
async function wished({ username, email, name }: Identity): Promise<string> {
  for (const text of [username, email.split('@')[0]!, name.replaceAll(' ', '.')]) {
    const plain = text.normalize('NFKC').replace(/[^\p{L}\p{N}_.+-]/gu, '')
    const short = [...plain].slice(0, longest).join('')
    if (/[\p{L}\p{N}]/u.test(short) && (await isAllowed(short))) return short
  }
  return 'user'
}

/** Says the project's policy nothing against it, but that somebody has it in another spelling? That is looked at for itself. */
async function isAllowed(name: string): Promise<boolean> {
  try {
    await validateUsername(name)
    return true
  } catch (error) {
    if (!(error instanceof ValidationError)) throw error
    return error.issues.every(({ code }) => code === 'username_taken')
  }
}

/** A user name that nobody has, in capitals or small letters. */
export async function freeUsername(identity: Identity): Promise<string> {
  const wish = await wished(identity)
  let name = wish
  for (let length = 2; await User.filter({ username__iexact: name }).exists(); length++)
    name = `${wish}${randomString(length, digits)}`
  return name
}
