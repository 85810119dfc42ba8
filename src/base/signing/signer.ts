import { use } from '../context/index.ts'
import { factsService } from '../settings/index.ts'
import { fromBase62, toAsciiJson, toBase62, toBase64Url } from './encodings.ts'
import { signingErrors } from './errors.ts'
import { constantTimeEqual, type HashAlgorithm, saltedHmac } from './hmac.ts'
import { pack, unpack } from './pack.ts'

export interface SignerOptions {
  /** What the signature is for: texts signed with another salt are refused. */
  readonly salt?: string
  /** Between the value and its signature. */
  readonly separator?: string
  readonly algorithm?: HashAlgorithm
  /** Older keys that still verify but no longer sign, while keys are being changed. */
  readonly fallbackKeys?: readonly string[]
}

export interface TimestampSignerOptions extends SignerOptions {
  /** The clock, in milliseconds since 1970. */
  readonly now?: () => number
}

/**
 * Signs texts so that a change shows. The value stays readable: signing is not encryption.
 * Format and default salt are those of Django's `Signer`
 * (https://docs.djangoproject.com/en/stable/topics/signing/): each reads what the other wrote.
 */
export class Signer {
  readonly salt: string
  readonly separator: string
  readonly algorithm: HashAlgorithm
  readonly #key: string
  readonly #fallbackKeys: readonly string[]

  /** Throws `NUAGES_SIGNING_NO_KEY` for an empty key and `NUAGES_SIGNING_BAD_SEPARATOR` for one that base64 may contain. */
  constructor(key: string, options: SignerOptions = {}) {
    if (key === '') throw signingErrors.NO_KEY()
    this.#key = key
    this.#fallbackKeys = options.fallbackKeys ?? []
    this.salt = options.salt ?? this.defaultSalt()
    this.separator = options.separator ?? ':'
    this.algorithm = options.algorithm ?? 'sha256'
    if (/^[A-Za-z0-9_=-]*$/.test(this.separator)) throw signingErrors.BAD_SEPARATOR({ separator: this.separator })
  }

  protected defaultSalt(): string {
    return 'django.core.signing.Signer'
  }

  /** The signature alone, in base64url. */
  signature(value: string): string {
    return this.#signature(value, this.#key)
  }

  #signature(value: string, key: string): string {
    return toBase64Url(saltedHmac(`${this.salt}signer`, value, key, this.algorithm))
  }

  sign(value: string): string {
    return `${value}${this.separator}${this.signature(value)}`
  }

  /** The value of a signed text. Throws `BadSignature`. */
  unsign(signed: string): string {
    const at = signed.lastIndexOf(this.separator)
    if (at < 0) throw signingErrors.BAD_SIGNATURE({ reason: `no '${this.separator}' was found in it` })
    const value = signed.slice(0, at)
    const signature = signed.slice(at + this.separator.length)
    if (constantTimeEqual(signature, this.signature(value))) return value
    for (const key of this.#fallbackKeys) if (constantTimeEqual(signature, this.#signature(value, key))) return value
    throw signingErrors.BAD_SIGNATURE({ reason: 'it does not match the value' })
  }

  /** Signs plain data as JSON in base64url; with `compress` it is deflated where that makes it shorter. */
  signObject(value: unknown, options: { compress?: boolean } = {}): string {
    return this.sign(pack(toAsciiJson(value), options.compress ?? false))
  }

  /** The data of a text that `signObject` made. Throws `BadSignature`. */
  unsignObject(signed: string): unknown {
    return JSON.parse(unpack(this.unsign(signed)))
  }
}

/** A signer whose texts carry the time, in whole seconds. Django's `TimestampSigner`. */
export class TimestampSigner extends Signer {
  readonly #now: () => number

  constructor(key: string, options: TimestampSignerOptions = {}) {
    super(key, options)
    this.#now = options.now ?? (() => Date.now())
  }

  protected override defaultSalt(): string {
    return 'django.core.signing.TimestampSigner'
  }

  override sign(value: string): string {
    return super.sign(`${value}${this.separator}${toBase62(Math.floor(this.#now() / 1000))}`)
  }

  /** The value, when it is not older than `maxAge` seconds. Throws `SignatureExpired` or `BadSignature`. */
  override unsign(signed: string, options: { maxAge?: number } = {}): string {
    const dated = super.unsign(signed)
    const at = dated.lastIndexOf(this.separator)
    if (at < 0) throw signingErrors.BAD_SIGNATURE({ reason: 'it carries no time' })
    const signedAt = fromBase62(dated.slice(at + this.separator.length))
    const age = this.#now() / 1000 - signedAt
    if (options.maxAge !== undefined && age > options.maxAge) {
      throw signingErrors.EXPIRED({ age, maxAge: options.maxAge })
    }
    return dated.slice(0, at)
  }

  override unsignObject(signed: string, options: { maxAge?: number } = {}): unknown {
    return JSON.parse(unpack(this.unsign(signed, options)))
  }
}

export interface DumpsOptions extends TimestampSignerOptions {
  /** The current project's secret key if left out; its keys of the past then verify too. */
  readonly key?: string
  /** Deflate the JSON where that makes it at least two bytes shorter. */
  readonly compress?: boolean
}

export interface LoadsOptions extends TimestampSignerOptions {
  /** The current project's secret key if left out; its keys of the past then verify too. */
  readonly key?: string
  /** Seconds. */
  readonly maxAge?: number
}

/** Plain data as one signed, dated, URL-safe text: Django's `signing.dumps`. Without a `key` inside a project only. */
export function dumps(value: unknown, options: DumpsOptions): string {
  const signer = signerFor(options)
  return signer.signObject(value, { compress: options.compress ?? false })
}

/** Reads what `dumps`, here or in Django, wrote. Throws `BadSignature` or `SignatureExpired`. */
export function loads(text: string, options: LoadsOptions): unknown {
  const signer = signerFor(options)
  return signer.unsignObject(text, options.maxAge === undefined ? {} : { maxAge: options.maxAge })
}

function signerFor({ key, ...options }: DumpsOptions | LoadsOptions): TimestampSigner {
  const salted = { salt: 'django.core.signing', ...options }
  if (key !== undefined) return new TimestampSigner(key, salted)
  const { secretKey, secretKeyFallbacks } = use(factsService)
  return new TimestampSigner(secretKey, { fallbackKeys: secretKeyFallbacks, ...salted })
}
