import { createHash, randomBytes } from 'node:crypto'
import { authErrors } from '../errors.ts'
import { bcryptThread } from './bcrypt-thread.ts'
import { type PasswordHasher, sameText } from './hasher.ts'
import { checkCost, computed, mostCosts } from './limits.ts'

export interface BcryptOptions {
  /** log2 of the rounds, 4 to 31. Default 12, as in Django. */
  readonly rounds?: number
}

const saltForm = /^\$2[aby]\$(0[4-9]|[12][0-9]|3[01])\$[./A-Za-z0-9]{22}$/
const alphabet = './ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'

/** 128 bits in bcrypt's own alphabet: the last of the 22 characters holds two of them. */
function randomSalt(): string {
  const bytes = randomBytes(22)
  const last = alphabet[(bytes[21]! & 3) << 4]!
  return Array.from(bytes.subarray(0, 21), (byte) => alphabet[byte & 63]!).join('') + last
}

function hasher(algorithm: string, prepare: (password: string) => string, options: BcryptOptions): PasswordHasher {
  const { rounds = 12 } = options
  const encode = async (password: string, salt: string) => {
    if (!saltForm.test(salt)) throw authErrors.BAD_SALT({ algorithm })
    const prepared = prepare(password)
    // A C string ends there: two passwords would be one.
    if (prepared.includes('\0')) throw authErrors.BAD_PASSWORD({ problem: 'holds a character that bcrypt ends at' })
    return `${algorithm}$${await bcryptThread(prepared, salt)}`
  }
  const read = (encoded: string) => {
    const data = encoded.slice(algorithm.length + 1)
    const cost = /^\$2[aby]\$([0-9]{2})\$/.exec(data)?.[1]
    if (!encoded.startsWith(`${algorithm}$`) || cost === undefined) throw authErrors.BAD_HASH({ algorithm })
    return { cost: Number(cost), salt: data.slice(0, 29) }
  }
  return {
    algorithm,
    newSalt: () => `$2b$${String(rounds).padStart(2, '0')}$${randomSalt()}`,
    encode,
    async verify(password, encoded) {
      const { cost, salt } = read(encoded)
      if (!saltForm.test(salt)) throw authErrors.BAD_HASH({ algorithm })
      checkCost(algorithm, cost, mostCosts.bcryptRounds, rounds)
      return sameText(await computed(algorithm, encode(password, salt)), encoded)
    },
    async harden(password, encoded) {
      const { cost, salt } = read(encoded)
      // 2^cost + … + 2^(rounds - 1): what is missing to 2^rounds.
      for (let each = cost; each < rounds; each++)
        await encode(password, `${salt.slice(0, 4)}${String(each).padStart(2, '0')}${salt.slice(6)}`)
    },
    mustUpdate: (encoded) => read(encoded).cost !== rounds,
  }
}

/** bcrypt over SHA-256 as Django writes it, so that no password is cut off: `bcrypt_sha256$$2b$12$…`. */
export function bcryptSha256Hasher(options: BcryptOptions = {}): PasswordHasher {
  const prepare = (password: string) => createHash('sha256').update(password).digest('hex')
  return hasher('bcrypt_sha256', prepare, options)
}

/** bcrypt alone, `bcrypt$$2b$12$…`, which reads 72 bytes of a password: to let users of an old database in. */
export function bcryptHasher(options: BcryptOptions = {}): PasswordHasher {
  return hasher('bcrypt', (password) => password, options)
}
