import { pbkdf2 } from 'node:crypto'
import { promisify } from 'node:util'
import { authErrors } from '../errors.ts'
import { isShortSalt, type PasswordHasher, sameText } from './hasher.ts'
import { checkCost, computed, mostCosts } from './limits.ts'

const derive = promisify(pbkdf2)

interface Parts {
  readonly iterations: number
  readonly salt: string
}

function read(algorithm: string, encoded: string): Parts {
  const [name, iterations, salt, hash, ...rest] = encoded.split('$')
  if (name !== algorithm || !/^[1-9][0-9]{0,9}$/.test(iterations ?? '') || !salt || !hash || rest.length > 0) {
    throw authErrors.BAD_HASH({ algorithm })
  }
  return { iterations: Number(iterations), salt }
}

/** PBKDF2 (RFC 8018) as Django writes it: `pbkdf2_sha256$iterations$salt$base64`. */
export function pbkdf2Hasher(
  digest: 'sha256' | 'sha1',
  options: { readonly iterations?: number } = {},
): PasswordHasher {
  const algorithm = `pbkdf2_${digest}`
  const iterations = options.iterations ?? 1_200_000
  const encode = async (password: string, salt: string, rounds: number) => {
    if (salt === '' || salt.includes('$')) throw authErrors.BAD_SALT({ algorithm })
    const key = await derive(password, salt, rounds, digest === 'sha256' ? 32 : 20, digest)
    return `${algorithm}$${rounds}$${salt}$${key.toString('base64')}`
  }
  return {
    algorithm,
    encode: (password, salt) => encode(password, salt, iterations),
    async verify(password, encoded) {
      const parts = read(algorithm, encoded)
      checkCost(algorithm, parts.iterations, mostCosts.iterations, iterations)
      return sameText(await computed(algorithm, encode(password, parts.salt, parts.iterations)), encoded)
    },
    async harden(password, encoded) {
      const parts = read(algorithm, encoded)
      if (parts.iterations < iterations) await encode(password, parts.salt, iterations - parts.iterations)
    },
    mustUpdate(encoded) {
      const parts = read(algorithm, encoded)
      return parts.iterations !== iterations || isShortSalt(parts.salt)
    },
  }
}
