import { createHash } from 'node:crypto'
import { authErrors } from '../errors.ts'
import { isShortSalt, type PasswordHasher, sameText } from './hasher.ts'

type Digest = 'md5' | 'sha1'

const hex = (digest: Digest, text: string) => createHash(digest).update(text).digest('hex')

/** One round of MD5 or SHA-1 with a salt, `md5$salt$hex`: only to let users of an old database in, once. */
export function weakHasher(digest: Digest): PasswordHasher {
  const encode = (password: string, salt: string) => {
    if (salt === '' || salt.includes('$')) throw authErrors.BAD_SALT({ algorithm: digest })
    return `${digest}$${salt}$${hex(digest, salt + password)}`
  }
  const salt = (encoded: string): string => {
    const parts = encoded.split('$')
    if (parts.length !== 3 || parts[0] !== digest) throw authErrors.BAD_HASH({ algorithm: digest })
    return parts[1]!
  }
  return {
    algorithm: digest,
    recognises: (encoded) => encoded.startsWith(`${digest}$`) && !encoded.startsWith(`${digest}$$`),
    encode: async (password, salt) => encode(password, salt),
    verify: async (password, encoded) => sameText(encode(password, salt(encoded)), encoded),
    mustUpdate: (encoded) => isShortSalt(salt(encoded)),
  }
}

/** MD5 (`hex` alone) or SHA-1 (`sha1$$hex`) without a salt: the forms that Django 0.90 left behind. */
export function unsaltedHasher(digest: Digest): PasswordHasher {
  const prefix = digest === 'md5' ? '' : 'sha1$$'
  const encode = (password: string, salt: string) => {
    if (salt !== '') throw authErrors.BAD_SALT({ algorithm: `unsalted_${digest}` })
    return prefix + hex(digest, password)
  }
  const bare = (encoded: string) => (digest === 'md5' && encoded.startsWith('md5$$') ? encoded.slice(5) : encoded)
  return {
    algorithm: `unsalted_${digest}`,
    recognises: (encoded) =>
      digest === 'md5'
        ? (encoded.length === 32 && !encoded.includes('$')) || (encoded.length === 37 && encoded.startsWith('md5$$'))
        : encoded.length === 46 && encoded.startsWith('sha1$$'),
    encode: async (password, salt) => encode(password, salt),
    verify: async (password, encoded) => sameText(encode(password, ''), bare(encoded)),
    mustUpdate: () => false,
  }
}
