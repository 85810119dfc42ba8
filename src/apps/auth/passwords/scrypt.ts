import { type ScryptOptions, scrypt } from 'node:crypto'
import { authErrors } from '../errors.ts'
import { isShortSalt, type PasswordHasher, sameText } from './hasher.ts'
import { checkCost, computed, mostCosts } from './limits.ts'

interface Parts {
  readonly n: number
  readonly salt: string
  readonly r: number
  readonly p: number
}

function read(encoded: string): Parts {
  const parts = /^scrypt\$([1-9][0-9]{0,7})\$([^$]+)\$([1-9][0-9]{0,3})\$([1-9][0-9]{0,3})\$[^$]+$/.exec(encoded)
  if (parts === null) throw authErrors.BAD_HASH({ algorithm: 'scrypt' })
  return { n: Number(parts[1]), salt: parts[2]!, r: Number(parts[3]), p: Number(parts[4]) }
}

function derive(password: string, salt: string, options: ScryptOptions): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    scrypt(password, salt, 64, options, (error, key) => (error ? reject(error) : resolve(key)))
  })
}

/** scrypt (RFC 7914) as Django writes it: `scrypt$N$salt$r$p$base64`, 64 bytes. */
export function scryptHasher(
  options: { readonly n?: number; readonly r?: number; readonly p?: number } = {},
): PasswordHasher {
  const { n = 2 ** 14, r = 8, p = 5 } = options
  const encode = async (password: string, parts: Parts) => {
    if (parts.salt === '' || parts.salt.includes('$')) throw authErrors.BAD_SALT({ algorithm: 'scrypt' })
    // What OpenSSL takes, and a little more.
    const maxmem = 128 * parts.r * (parts.n + parts.p + 4) + 2 ** 20
    const key = await derive(password, parts.salt, { N: parts.n, r: parts.r, p: parts.p, maxmem })
    return `scrypt$${parts.n}$${parts.salt}$${parts.r}$${parts.p}$${key.toString('base64')}`
  }
  return {
    algorithm: 'scrypt',
    encode: (password, salt) => encode(password, { n, salt, r, p }),
    async verify(password, encoded) {
      const parts = read(encoded)
      const blocks = parts.n * parts.r
      checkCost('scrypt', blocks * 128, mostCosts.memory, n * r * 128)
      checkCost('scrypt', blocks * parts.p, mostCosts.scryptBlocks, n * r * p)
      return sameText(await computed('scrypt', encode(password, parts)), encoded)
    },
    mustUpdate(encoded) {
      const parts = read(encoded)
      return parts.n !== n || parts.r !== r || parts.p !== p || isShortSalt(parts.salt)
    },
  }
}
