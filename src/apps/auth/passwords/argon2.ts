import { argon2 } from 'node:crypto'
import { authErrors } from '../errors.ts'
import { isShortSalt, type PasswordHasher, sameText } from './hasher.ts'
import { checkCost, computed, mostCosts } from './limits.ts'

export interface Argon2Options {
  readonly variety?: 'argon2id' | 'argon2i' | 'argon2d'
  /** Passes over the memory. */
  readonly timeCost?: number
  /** KiB. */
  readonly memoryCost?: number
  /** Lanes. */
  readonly parallelism?: number
  /** Bytes. */
  readonly hashLength?: number
}

type Parameters = Required<Argon2Options>

/** What Django asks of argon2-cffi, so that neither re-hashes the other's passwords in a database that both use. */
const djangoParameters: Parameters = {
  variety: 'argon2id',
  timeCost: 2,
  memoryCost: 102_400,
  parallelism: 8,
  hashLength: 32,
}

const phc =
  /^argon2\$(argon2(?:id|i|d))\$v=19\$m=([0-9]{1,8}),t=([0-9]{1,5}),p=([0-9]{1,5})\$([A-Za-z0-9+/]{1,1400})\$([A-Za-z0-9+/]{1,1400})$/

function read(encoded: string): { readonly parameters: Parameters; readonly salt: string } {
  const parts = phc.exec(encoded)
  if (parts === null) throw authErrors.BAD_HASH({ algorithm: 'argon2' })
  return {
    parameters: {
      variety: parts[1] as Parameters['variety'],
      memoryCost: Number(parts[2]),
      timeCost: Number(parts[3]),
      parallelism: Number(parts[4]),
      hashLength: Buffer.from(parts[6]!, 'base64').length,
    },
    salt: Buffer.from(parts[5]!, 'base64').toString('latin1'),
  }
}

const unpadded = (bytes: Buffer) => bytes.toString('base64').replace(/=+$/, '')

function encode(password: string, salt: string, parameters: Parameters): Promise<string> {
  const nonce = Buffer.from(salt, 'latin1')
  const { variety, memoryCost, timeCost, parallelism, hashLength } = parameters
  // Bytes: what is beyond them would be cut down to some.
  if (nonce.length < 8 || nonce.toString('latin1') !== salt) throw authErrors.BAD_SALT({ algorithm: 'argon2' })
  return new Promise((resolve, reject) => {
    argon2(
      variety,
      { message: password, nonce, parallelism, tagLength: hashLength, memory: memoryCost, passes: timeCost },
      (error, key) => {
        if (error !== null) return reject(error)
        const costs = `m=${memoryCost},t=${timeCost},p=${parallelism}`
        resolve(`argon2$${variety}$v=19$${costs}$${unpadded(nonce)}$${unpadded(key)}`)
      },
    )
  })
}

function checkCosts({ memoryCost, timeCost, parallelism }: Parameters, own: Parameters): void {
  const check = (cost: number, most: number, ours: number) => checkCost('argon2', cost, most, ours)
  check(memoryCost, mostCosts.memory / 1024, own.memoryCost)
  check(memoryCost * timeCost, mostCosts.argon2Work, own.memoryCost * own.timeCost)
  check(parallelism, mostCosts.lanes, own.parallelism)
}

/** Argon2 (RFC 9106) as Django writes it: `argon2$` and the PHC text, version 1.3. Needs Node 24.7. */
export function argon2Hasher(options: Argon2Options = {}): PasswordHasher {
  const wanted = { ...djangoParameters, ...options }
  return {
    algorithm: 'argon2',
    encode: async (password, salt) => encode(password, salt, wanted),
    async verify(password, encoded) {
      const { parameters, salt } = read(encoded)
      checkCosts(parameters, wanted)
      return sameText(await computed('argon2', encode(password, salt, parameters)), encoded)
    },
    mustUpdate(encoded) {
      const { parameters, salt } = read(encoded)
      const changed = (Object.keys(wanted) as (keyof Parameters)[]).some((key) => parameters[key] !== wanted[key])
      return changed || isShortSalt(salt)
    },
  }
}
