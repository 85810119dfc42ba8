/** A cookie as a browser keeps it. https://www.rfc-editor.org/rfc/rfc6265#section-5.3 */
interface Cookie {
  readonly name: string
  readonly value: string
  readonly host: string
  /** Subdomains get it too. */
  readonly domain: boolean
  readonly path: string
  /** Milliseconds since 1970; null: until the browser is closed. */
  readonly expires: number | null
  readonly secure: boolean
}

/** What is said of a cookie that a test sets by itself. */
export interface CookieSetting {
  readonly path?: string
  readonly host?: string
  readonly secure?: boolean
  readonly expires?: Date
}

/**
 * The cookies of a visitor, kept by host, path, expiry and `Secure` as browsers do (RFC 6265). To a test it reads like a map from name to
 * value, of those that have not expired.
 */
export class CookieJar implements Iterable<readonly [name: string, value: string]> {
  #cookies: readonly Cookie[] = []
  readonly #host: string

  /** `host` is whose cookies `set` sets where it is told no other. */
  constructor(host: string) {
    this.#host = host
  }

  get size(): number {
    return this.#live().length
  }

  /** The value of the cookie of that name that was set last. */
  get(name: string): string | undefined {
    return this.#live().findLast((cookie) => cookie.name === name)?.value
  }

  has(name: string): boolean {
    return this.get(name) !== undefined
  }

  set(
    name: string,
    value: string,
    { path = '/', host = this.#host, secure = false, expires }: CookieSetting = {},
  ): this {
    const { hostname } = new URL(`http://${host}`)
    this.#put({ name, value, host: hostname, domain: false, path, secure, expires: expires?.getTime() ?? null })
    return this
  }

  /** Forgets every cookie of that name; true where there was one. */
  delete(name: string): boolean {
    const had = this.has(name)
    this.#cookies = this.#cookies.filter((cookie) => cookie.name !== name)
    return had
  }

  clear(): void {
    this.#cookies = []
  }

  *keys(): IterableIterator<string> {
    for (const { name } of this.#live()) yield name
  }

  *[Symbol.iterator](): Iterator<readonly [name: string, value: string]> {
    for (const { name, value } of this.#live()) yield [name, value]
  }

  /** The `Cookie` header for an address; null where it gets none. Longer paths come first. */
  header(url: URL): string | null {
    const sent = this.#live()
      .filter((cookie) => (cookie.domain ? within(url.hostname, cookie.host) : url.hostname === cookie.host))
      .filter((cookie) => (!cookie.secure || url.protocol === 'https:') && below(url.pathname, cookie.path))
      .toSorted((one, other) => other.path.length - one.path.length)
    return sent.length === 0 ? null : sent.map(({ name, value }) => `${name}=${value}`).join('; ')
  }

  /** Takes what an answer from `url` sets, a `Set-Cookie` line each. */
  take(lines: readonly string[], url: URL): void {
    for (const line of lines) {
      const cookie = readCookie(line, url)
      if (cookie !== null) this.#put(cookie)
    }
  }

  #put(cookie: Cookie): void {
    const same = (other: Cookie) =>
      other.name === cookie.name && other.host === cookie.host && other.path === cookie.path
    this.#cookies = [...this.#cookies.filter((other) => !same(other)), cookie]
  }

  #live(): readonly Cookie[] {
    const now = Date.now()
    return this.#cookies.filter(({ expires }) => expires === null || expires > now)
  }
}

/** A `Set-Cookie` line; null where a browser would not take it from there. */
function readCookie(line: string, url: URL): Cookie | null {
  const [pair = '', ...parts] = line.split(';')
  const at = pair.indexOf('=')
  const name = pair.slice(0, Math.max(at, 0)).trim()
  if (name === '') return null
  const attributes = new Map(
    parts.map((part): [string, string] => {
      const [key = '', ...rest] = part.split('=')
      return [key.trim().toLowerCase(), rest.join('=').trim()]
    }),
  )
  const domain = (attributes.get('domain') ?? '').replace(/^\./, '').toLowerCase()
  if (domain !== '' && !within(url.hostname, domain)) return null
  const secure = attributes.has('secure')
  if (secure && url.protocol !== 'https:') return null
  const path = attributes.get('path') ?? ''
  return {
    name,
    value: pair.slice(at + 1).trim(),
    host: domain === '' ? url.hostname : domain,
    domain: domain !== '',
    path: path.startsWith('/') ? path : url.pathname.slice(0, url.pathname.lastIndexOf('/')) || '/',
    expires: expiry(attributes),
    secure,
  }
}

/** When it ends: `Max-Age` wins over `Expires`. */
function expiry(attributes: ReadonlyMap<string, string>): number | null {
  const age = attributes.get('max-age')
  if (age !== undefined && /^-?\d+$/.test(age)) return Number(age) <= 0 ? 0 : Date.now() + Number(age) * 1000
  const time = Date.parse(attributes.get('expires') ?? '')
  return Number.isNaN(time) ? null : time
}

const within = (host: string, domain: string) => host === domain || host.endsWith(`.${domain}`)

const below = (path: string, of: string) => path === of || path.startsWith(of.endsWith('/') ? of : `${of}/`)
