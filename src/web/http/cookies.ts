import { tryCurrentRequest } from './context.ts'
import { httpErrors } from './errors.ts'

const token = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/
const plainValue = /^[\x21\x23-\x2b\x2d-\x3a\x3c-\x5b\x5d-\x7e]*$/
const attribute = /^[\x20-\x3a\x3c-\x7e]*$/

/** The `Cookie` header in pairs, as Django reads it: no decoding, a part without '=' is a value without a name. */
export function parseCookies(header: string): [string, string][] {
  const pairs: [string, string][] = []
  for (const part of header.split(';')) {
    const at = part.indexOf('=')
    const name = at === -1 ? '' : part.slice(0, at).trim()
    const value = part.slice(at + 1).trim()
    if (name !== '' || value !== '') pairs.push([name, unquoted(value)])
  }
  return pairs
}

/** A quoted value without its quotes and backslash escapes (octal codes and escaped characters). */
function unquoted(value: string): string {
  if (value.length < 2 || !value.startsWith('"') || !value.endsWith('"')) return value
  return value.slice(1, -1).replace(/\\(?:([0-3][0-7][0-7])|(.))/g, (_, octal: string | undefined, other: string) => {
    return octal === undefined ? other : String.fromCharCode(Number.parseInt(octal, 8))
  })
}

/** Cookies by name; percent-encoded values are decoded. Of two with one name the last counts, as in Django. */
export function readCookies(header: string): ReadonlyMap<string, string> {
  const cookies = new Map<string, string>()
  for (const [name, value] of parseCookies(header)) cookies.set(name, value.includes('%') ? decoded(value) : value)
  return cookies
}

function decoded(value: string): string {
  try {
    return decodeURIComponent(value)
  } catch {
    return value
  }
}

export interface CookieOptions {
  /** Seconds that it lives; without it and `expires` it ends with the browser's session. */
  readonly maxAge?: number
  readonly expires?: Date
  /** Default '/'. */
  readonly path?: string
  readonly domain?: string
  /** Default: true where the current request came by https. */
  readonly secure?: boolean
  /** Default true: scripts cannot read it. */
  readonly httpOnly?: boolean
  /** Default 'Lax'. */
  readonly sameSite?: 'Lax' | 'Strict' | 'None'
}

/** The text of a `Set-Cookie` header (RFC 6265). Throws `NUAGES_HTTP_INVALID_COOKIE`. */
export function serializeCookie(name: string, value: string, options: CookieOptions = {}): string {
  if (!token.test(name)) throw httpErrors.INVALID_COOKIE({ name, what: 'name' })
  const path = options.path ?? '/'
  const secure = options.secure ?? tryCurrentRequest()?.secure ?? false
  const sameSite = options.sameSite ?? 'Lax'
  let text = `${name}=${plainValue.test(value) && !value.includes('%') ? value : encodeURIComponent(value.toWellFormed())}`
  if (!attribute.test(path)) throw httpErrors.INVALID_COOKIE({ name, what: 'path' })
  text += `; Path=${path}`
  if (options.domain !== undefined) {
    if (!attribute.test(options.domain)) throw httpErrors.INVALID_COOKIE({ name, what: 'domain' })
    text += `; Domain=${options.domain}`
  }
  if (options.maxAge !== undefined) {
    if (!Number.isInteger(options.maxAge)) throw httpErrors.INVALID_COOKIE({ name, what: 'maxAge (whole seconds)' })
    text += `; Max-Age=${options.maxAge}`
  }
  if (options.expires !== undefined) {
    if (Number.isNaN(options.expires.getTime())) throw httpErrors.INVALID_COOKIE({ name, what: 'expires' })
    text += `; Expires=${options.expires.toUTCString()}`
  }
  // Browsers drop cookies of these names without a word where the rest does not fit (RFC 6265bis, 4.1.3).
  const hostOnly = /^__host-/i.test(name)
  if ((hostOnly || /^__secure-/i.test(name)) && !secure)
    throw httpErrors.INVALID_COOKIE({ name, what: 'prefix without secure' })
  if (hostOnly && (path !== '/' || options.domain !== undefined)) {
    throw httpErrors.INVALID_COOKIE({ name, what: "prefix: __Host- needs the path '/' and no domain" })
  }
  if (sameSite === 'None' && !secure) throw httpErrors.INVALID_COOKIE({ name, what: 'sameSite without secure' })
  return `${text}${options.httpOnly === false ? '' : '; HttpOnly'}${secure ? '; Secure' : ''}; SameSite=${sameSite}`
}

/** Adds a cookie to a response: HttpOnly, SameSite=Lax, and Secure on https, unless told otherwise. */
export function setCookie(response: Response, name: string, value: string, options: CookieOptions = {}): void {
  response.headers.append('set-cookie', serializeCookie(name, value, options))
}

/** Makes the browser forget a cookie; give the path and domain that it was set with. */
export function deleteCookie(
  response: Response,
  name: string,
  options: Omit<CookieOptions, 'maxAge' | 'expires'> = {},
): void {
  setCookie(response, name, '', { ...options, maxAge: 0, expires: new Date(0) })
}
