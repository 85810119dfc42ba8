import { randomString } from '../../../base/signing/index.ts'
import { User } from '../../auth/index.ts'
import type { Identity } from '../identity.ts'

/** Leaves room for what makes it unique. */
const longest = 100
const digits = '0123456789'

/** What a new user could be called: the name there, what stands before the @, the whole name; only characters that a user name has. */
function wished({ username, email, name }: Identity): string {
  for (const text of [username, email.split('@')[0]!, name.replaceAll(' ', '.')]) {
    const plain = text.normalize('NFKC').replace(/[^\p{L}\p{N}_.+-]/gu, '')
    if (/[\p{L}\p{N}]/u.test(plain)) return [...plain].slice(0, longest).join('')
  }
  return 'user'
}

/** A user name that nobody has, in capitals or small letters. */
export async function freeUsername(identity: Identity): Promise<string> {
  const wish = wished(identity)
  let name = wish
  for (let length = 2; await User.filter({ username__iexact: name }).exists(); length++)
    name = `${wish}${randomString(length, digits)}`
  return name
}
