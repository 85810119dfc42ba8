import {
  createHash,
  createPrivateKey,
  generateKeyPairSync,
  type JsonWebKey,
  type KeyObject,
  randomBytes,
  sign,
} from 'node:crypto'

/*
 * An authenticator in software, with the browser before it: makes passkeys and answers with them as WebAuthn says, and wrongly where a test wants it.
 * https://www.w3.org/TR/webauthn-3/#sctn-authenticator-data, COSE keys: RFC 9053, CBOR: RFC 8949.
 */

export type Algorithm = 'ES256' | 'EdDSA' | 'RS256'

type Cbor = number | string | Uint8Array | Map<number | string, Cbor>

/** CBOR of what is needed here. */
export function cbor(value: Cbor): Buffer {
  if (typeof value === 'number') return value >= 0 ? head(0, value) : head(1, -1 - value)
  if (typeof value === 'string') return Buffer.concat([head(3, Buffer.byteLength(value)), Buffer.from(value)])
  if (value instanceof Uint8Array) return Buffer.concat([head(2, value.length), value])
  const parts = [...value].flatMap(([key, each]) => [cbor(key), cbor(each)])
  return Buffer.concat([head(5, value.size), ...parts])
}

function head(major: number, length: number): Buffer {
  const kind = major << 5
  if (length < 24) return Buffer.from([kind | length])
  if (length < 256) return Buffer.from([kind | 24, length])
  return Buffer.from([kind | 25, length >> 8, length & 0xff])
}

const sha256 = (data: string | Uint8Array) => createHash('sha256').update(data).digest()
const base64url = (data: string | Uint8Array) => Buffer.from(data).toString('base64url')

/** A passkey as its authenticator keeps it. */
export interface SoftPasskey {
  readonly id: string
  readonly algorithm: Algorithm
  readonly key: KeyObject
  readonly publicKey: JsonWebKey
  readonly userHandle: string
  readonly rpId: string
  counter: number
}

/** What a test makes different from what is right. */
export interface Twist {
  readonly origin?: string
  readonly rpId?: string
  readonly type?: string
  readonly challenge?: string
  readonly crossOrigin?: boolean
  readonly topOrigin?: string
  readonly userHandle?: string | null
  readonly userVerified?: boolean
  readonly userPresent?: boolean
  readonly counter?: number
  readonly algorithm?: Algorithm
  readonly format?: string
  readonly statement?: Map<string, Cbor>
  /** Signs with another key. */
  readonly key?: KeyObject
  readonly backedUp?: boolean
}

export interface CreationJson {
  readonly rp: { readonly id: string }
  readonly user: { readonly id: string }
  readonly challenge: string
  readonly pubKeyCredParams: readonly { readonly alg: number }[]
}

export interface RequestJson {
  readonly rpId: string
  readonly challenge: string
}

const names: Readonly<Record<Algorithm, number>> = { EdDSA: -8, ES256: -7, RS256: -257 }

export class Authenticator {
  readonly origin: string
  readonly aaguid: Buffer
  /** 0: it does not count. */
  readonly counts: boolean
  readonly passkeys: SoftPasskey[] = []

  constructor({
    origin,
    counts = true,
    aaguid = Buffer.alloc(16),
  }: { readonly origin: string; readonly counts?: boolean; readonly aaguid?: Buffer }) {
    this.origin = origin
    this.counts = counts
    this.aaguid = aaguid
  }

  /** `navigator.credentials.create`, as JSON. */
  create(options: CreationJson, twist: Twist = {}): Record<string, unknown> {
    const algorithm = twist.algorithm ?? 'ES256'
    const { key, publicKey } = newKey(algorithm)
    const id = randomBytes(32)
    const passkey: SoftPasskey = {
      id: base64url(id),
      algorithm,
      key,
      publicKey,
      userHandle: options.user.id,
      rpId: options.rp.id,
      counter: 0,
    }
    this.passkeys.push(passkey)
    const length = Buffer.from([0, id.length])
    const attested = Buffer.concat([this.aaguid, length, id, cbor(coseOf(algorithm, publicKey))])
    const authData = Buffer.concat([this.#data(passkey, { ...twist, counter: twist.counter ?? 0 }, 0x40), attested])
    const attestation = new Map<string, Cbor>([
      ['fmt', twist.format ?? 'none'],
      ['attStmt', (twist.statement ?? new Map()) as Map<string, Cbor>],
      ['authData', authData],
    ])
    return {
      id: passkey.id,
      rawId: passkey.id,
      type: 'public-key',
      clientExtensionResults: { credProps: { rk: true } },
      response: {
        clientDataJSON: this.#clientData('webauthn.create', options.challenge, twist),
        attestationObject: base64url(cbor(attestation)),
        transports: ['internal', 'hybrid', 'made-up'],
      },
    }
  }

  /** `navigator.credentials.get`, as JSON: with the last passkey, or with `passkey`. */
  get(options: RequestJson, twist: Twist = {}, passkey: SoftPasskey = this.passkeys.at(-1)!): Record<string, unknown> {
    if (this.counts && twist.counter === undefined) passkey.counter += 1
    const clientDataJSON = this.#clientData('webauthn.get', options.challenge, twist)
    const authData = this.#data(passkey, { ...twist, counter: twist.counter ?? passkey.counter }, 0)
    const signed = Buffer.concat([authData, sha256(Buffer.from(clientDataJSON, 'base64url'))])
    const key = twist.key ?? passkey.key
    const userHandle = twist.userHandle === undefined ? passkey.userHandle : twist.userHandle
    return {
      id: passkey.id,
      rawId: passkey.id,
      type: 'public-key',
      clientExtensionResults: {},
      response: {
        clientDataJSON,
        authenticatorData: base64url(authData),
        signature: base64url(sign(passkey.algorithm === 'EdDSA' ? null : 'sha256', signed, key)),
        ...(userHandle !== null && { userHandle }),
      },
    }
  }

  #clientData(type: string, challenge: string, twist: Twist): string {
    const data = {
      type: twist.type ?? type,
      challenge: twist.challenge ?? challenge,
      origin: twist.origin ?? this.origin,
      crossOrigin: twist.crossOrigin ?? false,
      ...(twist.topOrigin !== undefined && { topOrigin: twist.topOrigin }),
    }
    return base64url(JSON.stringify(data))
  }

  #data(passkey: SoftPasskey, twist: Twist, more: number): Buffer {
    const { userPresent = true, userVerified = true, backedUp = false } = twist
    const flags = (userPresent ? 1 : 0) | (userVerified ? 4 : 0) | (backedUp ? 0x18 : 0) | more
    const counter = Buffer.alloc(4)
    counter.writeUInt32BE(twist.counter ?? 0)
    return Buffer.concat([sha256(twist.rpId ?? passkey.rpId), Buffer.from([flags]), counter])
  }
}

function newKey(algorithm: Algorithm): { readonly key: KeyObject; readonly publicKey: JsonWebKey } {
  const made =
    algorithm === 'ES256'
      ? generateKeyPairSync('ec', { namedCurve: 'P-256' })
      : algorithm === 'EdDSA'
        ? generateKeyPairSync('ed25519')
        : generateKeyPairSync('rsa', { modulusLength: 2048 })
  return {
    key: createPrivateKey(made.privateKey.export({ format: 'pem', type: 'pkcs8' })),
    publicKey: made.publicKey.export({ format: 'jwk' }),
  }
}

function coseOf(algorithm: Algorithm, { x, y, n, e }: JsonWebKey): Map<number, Cbor> {
  const bytes = (text: string | undefined) => Buffer.from(text ?? '', 'base64url')
  const alg: [number, Cbor] = [3, names[algorithm]]
  if (algorithm === 'ES256') return new Map<number, Cbor>([[1, 2], alg, [-1, 1], [-2, bytes(x)], [-3, bytes(y)]])
  if (algorithm === 'EdDSA') return new Map<number, Cbor>([[1, 1], alg, [-1, 6], [-2, bytes(x)]])
  return new Map<number, Cbor>([[1, 3], alg, [-1, bytes(n)], [-2, bytes(e)]])
}
