import { Signer, signingErrors } from '../../base/signing/index.ts'
import { percentEncode } from '../../base/text/index.ts'
import { filesErrors } from './errors.ts'
import { checkedName } from './names.ts'
import type { FileUrls, SignedUrlOptions } from './storage.ts'

export interface SignedUrlsOptions {
  /** What stands before the names: '/media/' or 'https://files.example.org/'. */
  readonly url: string
  /** The key that signs. */
  readonly secretKey: string
  /** Keys of the past, which still verify. */
  readonly secretKeyFallbacks?: readonly string[]
  /** Which storage the addresses are for: those of another are refused. Default: 'default'. */
  readonly storage?: string
  /** Plain addresses do not answer: `url` throws `NUAGES_FILES_NO_URL`. Default: false. */
  readonly signedOnly?: boolean
  /** The clock, in milliseconds since 1970. */
  readonly now?: () => number
}

/** What a signed address allows. */
export interface SignedGrant {
  readonly name: string
  /** When it ends. */
  readonly expires: Date
  /** What the file is called when it is saved; null where it is shown. */
  readonly download: string | null
}

/** A week, in seconds: what S3 allows at the most. */
export const longestExpiry = 7 * 24 * 60 * 60
const defaultExpiry = 300

/** The seconds of a signed address. Throws `NUAGES_FILES_BAD_OPTION`. */
export function expirySeconds(expires: number = defaultExpiry): number {
  if (Number.isFinite(expires) && expires >= 1 && expires <= longestExpiry) return Math.ceil(expires)
  throw filesErrors.BAD_OPTION({
    option: 'expires',
    problem: `${expires} is no number of seconds from 1 to ${longestExpiry}`,
  })
}

/** What a download is called; null where it is none. */
export function downloadName(name: string, download: SignedUrlOptions['download']): string | null {
  if (download === undefined || download === false || download === '') return null
  return download === true ? name.slice(name.lastIndexOf('/') + 1) : download
}

/** Addresses below `url`, and the same ones with a signature that ends. Whoever answers there verifies it (`serveFiles` of `nuages/media`). */
export class SignedUrls implements FileUrls {
  readonly #url: string
  readonly #signer: Signer
  readonly #signedOnly: boolean
  readonly #now: () => number

  constructor(options: SignedUrlsOptions) {
    const {
      url,
      secretKey,
      secretKeyFallbacks = [],
      storage = 'default',
      signedOnly = false,
      now = () => Date.now(),
    } = options
    this.#signedOnly = signedOnly
    this.#url = url.endsWith('/') ? url : `${url}/`
    this.#signer = new Signer(secretKey, { salt: `nuages.files.${storage}`, fallbackKeys: secretKeyFallbacks })
    this.#now = now
  }

  url(name: string): string {
    if (this.#signedOnly) throw filesErrors.NO_URL({ storage: 'private' })
    return this.#plain(name)
  }

  #plain(name: string): string {
    return `${this.#url}${percentEncode(checkedName(name))}`
  }

  signedUrl(name: string, options: SignedUrlOptions = {}): string {
    const expires = Math.floor(this.#now() / 1000) + expirySeconds(options.expires)
    const download = downloadName(name, options.download)
    const query = new URLSearchParams({ expires: String(expires) })
    if (download !== null) query.set('download', download)
    query.set('signature', this.#signer.signature(signedText(name, String(expires), download)))
    return `${this.#plain(name)}?${query}`
  }

  /**
   * What the query of an address allows for a name. Signatures are compared in constant time. Throws `SignatureExpired`, or `BadSignature` where it is
   * missing or does not fit.
   */
  verify(name: string, query: URLSearchParams): SignedGrant {
    const [expires = '', signature = ''] = [query.get('expires'), query.get('signature')].map((value) => value ?? '')
    const download = query.get('download')
    if (!/^\d{1,12}$/.test(expires) || signature.length > 200)
      throw signingErrors.BAD_SIGNATURE({ reason: 'the address has no signature' })
    const text = signedText(name, expires, download)
    const separator = this.#signer.separator
    this.#signer.unsign(`${text}${separator}${signature}`)
    const age = this.#now() / 1000 - Number(expires)
    if (age > 0) throw signingErrors.EXPIRED({ age, maxAge: 0 })
    return { name, expires: new Date(Number(expires) * 1000), download }
  }
}

/** No two different grants are the same text. */
function signedText(name: string, expires: string, download: string | null): string {
  return JSON.stringify([name, expires, download])
}
