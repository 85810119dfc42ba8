import { HttpRequest } from '../http/index.ts'

/** Of these only answers depend that are not kept: parts, and 304 and 412. */
const conditions = new Set([
  'range',
  'if-range',
  'if-match',
  'if-none-match',
  'if-modified-since',
  'if-unmodified-since',
])

export const nothing: { readonly headers: readonly string[]; readonly cookies: readonly string[] } = Object.freeze({
  headers: [],
  cookies: [],
})

/** What was read of a request while its answer was made: on all of this the answer may depend. */
export class Reads {
  readonly headers = new Set<string>()
  readonly cookies = new Set<string>()
  /** All headers, or all cookies, were looked at. */
  allHeaders = false
  allCookies = false
  address = false

  static async during<T>(request: HttpRequest, work: () => Promise<T>): Promise<{ reads: Reads; result: T }> {
    const reads = new Reads()
    const stop = HttpRequest.watch(request, (what, cookie) => reads.#saw(what, cookie))
    try {
      return { reads, result: await work() }
    } finally {
      stop()
    }
  }

  #saw(what: string, cookie: string | undefined): void {
    if (what === '*') this.allHeaders = true
    else if (what === 'ip') this.address = true
    else if (what !== 'cookie') {
      if (!conditions.has(what)) this.headers.add(what)
    } else if (cookie === undefined) this.allCookies = true
    else this.cookies.add(cookie)
  }

  /** Takes away what the page's key has in it already. */
  forget(covered: Reads): void {
    for (const name of covered.headers) this.headers.delete(name)
    for (const name of covered.cookies) this.cookies.delete(name)
    if (covered.headers.has('cookie') || covered.allCookies) {
      this.cookies.clear()
      this.allCookies = false
    }
    if (covered.allHeaders) this.allHeaders = false
    if (covered.address) this.address = false
  }

  /** Why a page that depends on this is nobody else's; null where headers tell it apart. */
  reasonNotToKeep(request: HttpRequest, vary: readonly string[]): string | null {
    if (this.allHeaders) return 'its view looks at all headers'
    if (this.address) return 'the address of the visitor'
    if (vary.includes('cookie')) return null
    if (this.allCookies && request.header('cookie') !== null) return 'its view looks at all cookies'
    for (const name of this.cookies) if (request.cookie(name) !== null) return `the cookie '${name}'`
    return null
  }
}
