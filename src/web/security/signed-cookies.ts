import { use } from '../../base/context/index.ts'
import { factsService } from '../../base/settings/index.ts'
import { BadSignature, TimestampSigner } from '../../base/signing/index.ts'
import { type CookieOptions, type HttpRequest, setCookie } from '../http/index.ts'

export interface CookieSignatureOptions {
  /** Tells cookies of one name apart that mean different things. Default none. */
  readonly salt?: string
  /** Default: the project's secret key. */
  readonly key?: string
  /** Keys of the past that still read. Default: the project's. */
  readonly fallbackKeys?: readonly string[]
  /** The clock, in milliseconds since 1970. */
  readonly now?: () => number
}

/** Keys for cookies are not those for anything else. */
const purpose = 'django.http.cookies'

function signerOf(name: string, options: CookieSignatureOptions): TimestampSigner {
  const facts = options.key === undefined ? use(factsService) : { secretKey: options.key, secretKeyFallbacks: [] }
  const fallbacks = options.fallbackKeys ?? facts.secretKeyFallbacks
  return new TimestampSigner(purpose + facts.secretKey, {
    salt: name + (options.salt ?? ''),
    fallbackKeys: fallbacks.map((key) => purpose + key),
    ...(options.now !== undefined && { now: options.now }),
  })
}

/**
 * Adds a cookie that shows when it was changed, and when it was set. Its value can be read by the visitor: it is signed, not
 * encrypted. Django reads it with `get_signed_cookie`, where the value needs no quoting in a cookie.
 */
export function setSignedCookie(
  response: Response,
  name: string,
  value: string,
  options: CookieOptions & CookieSignatureOptions = {},
): void {
  const { salt, key, fallbackKeys, now, ...cookie } = options
  setCookie(response, name, signerOf(name, options).sign(value), cookie)
}

/**
 * The value of a cookie that `setSignedCookie`, here or in Django, has set; null where there is none, where it was not signed by
 * this project, and where it is older than `maxAge` seconds.
 */
export function readSignedCookie(
  request: HttpRequest,
  name: string,
  options: CookieSignatureOptions & { readonly maxAge?: number } = {},
): string | null {
  const signed = request.cookie(name)
  if (signed === null) return null
  try {
    return signerOf(name, options).unsign(signed, options.maxAge === undefined ? {} : { maxAge: options.maxAge })
  } catch (error) {
    if (error instanceof BadSignature) return null
    throw error
  }
}
