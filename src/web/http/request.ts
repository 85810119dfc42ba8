import type { IncomingMessage } from 'node:http'
import { ReadableStream } from 'node:stream/web'
import { repercentBroken } from '../../base/text/index.ts'
import { bestAccepted } from './accept.ts'
import type { RequestExtensions, RequestLocals } from './augment.ts'
import { FormBody } from './body/form-body.ts'
import { codingOf, inflated } from './body/inflated.ts'
import { parseJson } from './body/json.ts'
import { defaultLimits, type Limits } from './body/limits.ts'
import { parseMultipart } from './body/multipart.ts'
import { parseContentType, readBody, sentChunks } from './body/read-body.ts'
import { decoderOf, parseUrlencoded } from './body/urlencoded.ts'
import { readCookies } from './cookies.ts'
import { httpErrors } from './errors.ts'
import type { LightHeaders } from './headers.ts'
import { clientAddress, type Proxies, proxies } from './proxies.ts'
import { isRequestId, requestIdSource } from './request-id.ts'
import type { Sent } from './sent.ts'
import { shapeOf } from './shape.ts'
import type { RequestSource } from './sources.ts'
import type { RouteMatch } from './urls/router.ts'

/** What the application lays down for its requests. */
export interface RequestSettings {
  readonly limits: Limits
  readonly proxies: Proxies
  readonly debug: boolean
  /** Whether bodies with a `Content-Encoding` are read. */
  readonly inflate: boolean
  /** Gives an id that no other request has. */
  readonly newId: () => string
}

export const defaultRequestSettings: RequestSettings = Object.freeze({
  limits: defaultLimits,
  proxies: proxies(),
  debug: false,
  inflate: false,
  newId: requestIdSource(),
})

/** The body that an application of node:http gets: as it was sent, what is remembered of it, or none, since it was read and not kept. */
export type NodeBody = 'sent' | Promise<Buffer> | 'lost'

/** What stands for a request in applications of node:http. */
export interface NodeMessage {
  readonly incoming: IncomingMessage
  readonly body: NodeBody
}

/** Hears of a header that was read, by its name in lower case; '*' for all of them, 'ip' for the client's address; with 'cookie' of which one, if of one. */
export type RequestWatcher = (what: string, cookie?: string) => void

export interface HttpRequest extends RequestExtensions {}

/**
 * The request that a view gets: the Fetch standard's `Request` (https://fetch.spec.whatwg.org/#request-class) with what a web
 * application asks for. Everything is read from the connection when it is first asked for. Where another library
 * insists on a global `Request`, give it `request.toRequest()`.
 */
// biome-ignore lint/suspicious/noUnsafeDeclarationMerging: see above
export class HttpRequest extends shapeOf(Request) {
  readonly #source: RequestSource
  readonly #settings: RequestSettings
  #match: RouteMatch | null = null
  #path: string | null = null
  #headers: LightHeaders | null = null
  #query: URLSearchParams | null = null
  #cookies: ReadonlyMap<string, string> | null = null
  #locals: Record<string, unknown> | null = null
  #id: string | null = null
  #bytes: Promise<Buffer> | null = null
  #form: Promise<FormBody> | null = null
  #stream: ReadableStream<Uint8Array> | null = null
  #discard: (() => Promise<void>) | null = null
  #message: NodeMessage | null = null
  #watcher: RequestWatcher | null = null

  constructor(source: RequestSource, settings: RequestSettings = defaultRequestSettings) {
    super()
    this.#source = source
    this.#settings = settings
  }

  /** 'GET', 'POST', …: upper case. */
  override get method(): string {
    return this.#source.method
  }

  /** The whole address: 'https://example.com/books/?page=2'. A host that no URL can have is 'localhost' in it. */
  override get url(): string {
    const { host } = this
    const possible = !/[/?#@\\\s]/.test(host) && URL.canParse(`http://${host}`)
    return `${this.scheme}://${possible ? host : 'localhost'}${this.#source.target}`
  }

  /** Path and query as they were sent, still percent-encoded: '/caf%C3%A9/?page=2'. */
  get target(): string {
    return this.#source.target
  }

  /** The path, decoded: '/café/'. Bytes that are no UTF-8 stay percent-encoded. */
  get path(): string {
    return (this.#path ??= pathOf(this.#source.target))
  }

  /** The query's parameters; `get` gives the first of several values, `getAll` all. */
  get query(): URLSearchParams {
    if (this.#query === null) {
      const target = this.#source.target
      const at = target.indexOf('?')
      this.#query = new URLSearchParams(at === -1 ? '' : target.slice(at + 1))
    }
    return this.#query
  }

  override get headers(): LightHeaders {
    this.#watcher?.('*')
    return (this.#headers ??= this.#source.headers())
  }

  /** One header, or null; cheaper than `headers.get` for a single look. */
  header(name: string): string | null {
    if (this.#watcher !== null) this.#watcher(name.toLowerCase())
    return this.#header(name)
  }
  #header(name: string): string | null {
    return this.#headers === null ? this.#source.header(name.toLowerCase()) : this.#headers.get(name)
  }

  /** The cookies that came, decoded. */
  get cookies(): ReadonlyMap<string, string> {
    this.#watcher?.('cookie')
    return this.#readCookies()
  }
  #readCookies(): ReadonlyMap<string, string> {
    return (this.#cookies ??= readCookies(this.#header('cookie') ?? ''))
  }

  /** One cookie, or null; cheaper than `cookies.get` where none came. */
  cookie(name: string): string | null {
    this.#watcher?.('cookie', name)
    return this.#cookies === null && this.#header('cookie') === null ? null : (this.#readCookies().get(name) ?? null)
  }

  /** 'https' or 'http'; a trusted proxy may say it with X-Forwarded-Proto. */
  get scheme(): 'http' | 'https' {
    if (this.#source.encrypted) return 'https'
    const forwarded = this.#forwarded('x-forwarded-proto')
    return forwarded?.toLowerCase() === 'https' ? 'https' : 'http'
  }

  /** True on https. */
  get secure(): boolean {
    return this.scheme === 'https'
  }

  /** Host and port as the client named them, '' where it did not. Check it with `allowedHosts` before using it in a page or mail. */
  get host(): string {
    return this.#forwarded('x-forwarded-host') ?? this.#source.host ?? ''
  }

  /** The client's address, '' where it is not known. Behind proxies that `trustedProxies` names, the address they tell. */
  get ip(): string {
    this.#watcher?.('ip')
    return clientAddress(this.#source.peer, this.#source.header('x-forwarded-for'), this.#settings.proxies)
  }

  /** By what the request is found in logs: the `X-Request-ID` of a trusted proxy, else 32 random hexadecimal digits. */
  get id(): string {
    return (this.#id ??= this.#newId())
  }

  /** True where the application runs in development. */
  get debug(): boolean {
    return this.#settings.debug
  }

  /** The route that matched. Throws before routing (in middleware, use it after `await next()` or not at all). */
  get route(): RouteMatch {
    if (this.#match === null) throw httpErrors.NOT_FOUND({ what: `a route for ${this.path}` })
    return this.#match
  }

  /** The route that matched, or null: before routing, and where none did. */
  get matched(): RouteMatch | null {
    return this.#match
  }

  /** The parameters of the route: what the view gets as its second argument. */
  get params(): Readonly<Record<string, unknown>> {
    return this.#match?.params ?? {}
  }

  /** A place for what middleware wants to hand on, typed by `RequestLocals`. */
  get locals(): RequestLocals & Record<string, unknown> {
    return (this.#locals ??= {}) as RequestLocals & Record<string, unknown>
  }

  /** Aborts when the client goes away. */
  override get signal(): AbortSignal {
    return this.#source.signal()
  }

  /** The media type of the body, lower case, without parameters: 'application/json'; '' where none is said. */
  get contentType(): string {
    return parseContentType(this.#header('content-type')).type
  }

  /** True where the client takes `type`; of several, the one that it likes best (or null): `request.accepts('text/html', 'application/json')`. */
  accepts(type: string): boolean
  accepts<const T extends string>(...types: T[]): T | null
  accepts(...types: string[]): boolean | string | null {
    const best = bestAccepted(this.header('accept'), types)
    return types.length === 1 ? best !== null : best
  }

  // ---- the body -------------------------------------------------------------------------------------

  /**
   * The form that was sent, urlencoded or multipart; empty where there is no body. Remembered, so that middleware and
   * view may both ask. Throws `NUAGES_HTTP_BODY_NOT_FORM` (415), `…_BODY_TOO_LARGE` (413), `…_TOO_MANY_FIELDS`, `…_MULTIPART_INVALID` (400).
   */
  form(): Promise<FormBody> {
    return (this.#form ??= this.#readForm())
  }

  /** The body as JSON (RFC 8259). Throws `NUAGES_HTTP_BODY_NOT_JSON` (400) and `…_BODY_TOO_LARGE` (413). */
  override async json<T = unknown>(): Promise<T> {
    return parseJson(await this.text(), this.#settings.limits.depth) as T
  }

  /** The body as text, in the character set that it names (UTF-8 where it names none). */
  override async text(): Promise<string> {
    const { charset } = parseContentType(this.#header('content-type'))
    const bytes = await this.#read()
    return charset === null ? new TextDecoder().decode(bytes) : decoderOf(charset).decode(bytes)
  }

  override async bytes(): Promise<Uint8Array<ArrayBuffer>> {
    return new Uint8Array(await this.#read())
  }

  override async arrayBuffer(): Promise<ArrayBuffer> {
    return (await this.bytes()).buffer
  }

  override async blob(): Promise<Blob> {
    return new Blob([await this.bytes()], { type: this.#header('content-type') ?? '' })
  }

  /** As the standard gives it; files are read into memory. `form()` is the better choice. */
  override async formData(): Promise<FormData> {
    const form = await this.form()
    const data = new FormData()
    for (const [name, value] of form) data.append(name, value)
    for (const [name, file] of form.files) {
      data.append(name, new File([new Uint8Array(await file.bytes())], file.name, { type: file.type }))
    }
    return data
  }

  /** The raw body as a stream, without limits; null where there is none. */
  override get body(): globalThis.ReadableStream<Uint8Array<ArrayBuffer>> | null {
    if (!this.#source.hasBody) return null
    if (this.#stream === null) {
      const whole = this.#bytes
      this.#stream = ReadableStream.from(
        whole === null
          ? this.#source.chunks()
          : (async function* () {
              yield await whole
            })(),
      )
    }
    return this.#stream as globalThis.ReadableStream<Uint8Array<ArrayBuffer>>
  }

  override get bodyUsed(): boolean {
    return this.#bytes !== null || this.#form !== null || (this.#stream?.locked ?? false) || this.#source.bodyTaken
  }

  #read(): Promise<Buffer> {
    if (this.#bytes !== null) return this.#bytes
    if (!this.#source.hasBody) return (this.#bytes = Promise.resolve(Buffer.alloc(0)))
    if (this.bodyUsed) return Promise.reject(httpErrors.BODY_USED())
    const limit = this.#settings.limits.body
    return (this.#bytes = this.#checkedLength(limit) ?? this.#readWithin(limit))
  }

  #readWithin(limit: number): Promise<Buffer> {
    if (this.#header('content-encoding') === null) return this.#source.whole(limit)
    return Promise.try(() => readBody(this.#wholeChunks(), limit))
  }

  async #readForm(): Promise<FormBody> {
    if (!this.#source.hasBody) return new FormBody()
    const header = this.#header('content-type')
    const { type, charset } = parseContentType(header)
    const limits = this.#settings.limits
    if (type === 'application/x-www-form-urlencoded') {
      return parseUrlencoded(await this.#read(), { charset: charset ?? 'utf-8', maxFields: limits.fields })
    }
    if (type !== 'multipart/form-data') throw httpErrors.BODY_NOT_FORM({ type: type.slice(0, 60) })
    if (this.#bytes === null && (this.#stream !== null || this.#source.bodyTaken)) throw httpErrors.BODY_USED()
    await this.#checkedLength(limits.upload)
    const chunks = this.#bytes === null ? this.#wholeChunks() : [await this.#bytes]
    const read = await parseMultipart(chunks as AsyncIterable<Uint8Array>, header!, limits)
    this.#discard = read.discard
    return read.form
  }

  /** A rejection where Content-Length already says too much, so that nothing is read. */
  #checkedLength(limit: number): Promise<never> | null {
    const length = Number(this.#header('content-length') ?? 0)
    return length > limit ? Promise.reject(httpErrors.BODY_TOO_LARGE({ what: 'The request body', limit })) : null
  }

  /** The chunks without their content coding. Throws `NUAGES_HTTP_BODY_ENCODED`. */
  #wholeChunks(): AsyncIterable<Uint8Array> {
    const coding = codingOf(this.#header('content-encoding'), this.#settings.inflate)
    const chunks = sentChunks(this.#source.chunks())
    return coding === null ? chunks : inflated(chunks, coding)
  }

  // ---- the rest of the standard ------------------------------------------------------------------------

  /** A global `Request` with the same method, address, headers and body; `url` replaces the address. */
  toRequest(url: string = this.url): Request {
    const bodyless = this.method === 'GET' || this.method === 'HEAD'
    return new Request(url, {
      method: this.method,
      headers: [...this.headers],
      signal: this.signal,
      ...(bodyless ? {} : { body: this.body as BodyInit | null, duplex: 'half' }),
    })
  }

  override clone(): Request {
    if (this.bodyUsed && this.#bytes === null) throw httpErrors.BODY_USED()
    return this.toRequest()
  }

  override get cache(): RequestCache {
    return 'default'
  }
  override get credentials(): RequestCredentials {
    return 'same-origin'
  }
  override get destination(): RequestDestination {
    return ''
  }
  override get integrity(): string {
    return ''
  }
  override get keepalive(): boolean {
    return false
  }
  override get mode(): RequestMode {
    return 'cors'
  }
  override get redirect(): RequestRedirect {
    return 'follow'
  }
  override get referrer(): string {
    return 'about:client'
  }
  override get referrerPolicy(): ReferrerPolicy {
    return ''
  }

  #newId(): string {
    const given = this.#trusted('x-request-id')
    return isRequestId(given) ? given : this.#settings.newId()
  }

  #forwarded(name: string): string | null {
    return this.#trusted(name)?.split(',', 1)[0]?.trim() ?? null
  }

  /** A header that counts only where a trusted proxy sent it. */
  #trusted(name: string): string | null {
    const value = this.#source.header(name)
    return value !== null && this.#settings.proxies.trusts(this.#source.peer) ? value : null
  }

  /** For the application: says which route matched, and clears away temporary files at the end. */
  static settle(request: HttpRequest, match: RouteMatch | null): void {
    request.#match = match
  }
  /** For applications of node:http inside: where the request came from, its body, and what they got of it. */
  static origin(request: HttpRequest): {
    readonly source: RequestSource
    readonly body: NodeBody
    readonly message: NodeMessage | null
  } {
    return { source: request.#source, body: request.#nodeBody(), message: request.#message }
  }
  #nodeBody(): NodeBody {
    if (!this.#source.hasBody) return 'sent'
    if (this.#bytes !== null) return this.#bytes
    const isTaken = this.#source.bodyTaken || this.#stream?.locked === true
    // What applications inside have read themselves is theirs.
    const isOurs = this.#form !== null || this.#stream !== null || this.#message === null
    return isTaken && isOurs ? 'lost' : 'sent'
  }
  static remember(request: HttpRequest, message: NodeMessage): void {
    request.#message = message
  }
  /** Resolves when the answer was sent, or the client has left. */
  static ended(request: HttpRequest): Promise<void> {
    return request.#source.ended()
  }
  /**
   * Tells `watcher` what is read of the request beside method and address, until the function that it gives is called: which answers depend on what.
   * Who watches already hears it as well.
   */
  static watch(request: HttpRequest, watcher: RequestWatcher): () => void {
    const outer = request.#watcher
    request.#watcher =
      outer === null
        ? watcher
        : (what, cookie) => {
            watcher(what, cookie)
            outer(what, cookie)
          }
    return () => {
      request.#watcher = outer
    }
  }
  /** Throws `NUAGES_HTTP_URL_TOO_LONG` and `…_TOO_MANY_HEADERS`. */
  static checkHead(request: HttpRequest): void {
    const { url, headers } = request.#settings.limits
    if (request.#source.target.length > url) throw httpErrors.URL_TOO_LONG({ limit: url })
    if (request.#source.headerLines > headers) throw httpErrors.TOO_MANY_HEADERS({ limit: headers })
  }
  /** Calls `listener` when the answer was sent or the client left; false where nobody can tell. */
  static whenSent(request: HttpRequest, listener: (sent: Sent) => void): boolean {
    return request.#source.whenSent(listener)
  }
  static mayLeaveFiles(request: HttpRequest): boolean {
    return request.#form !== null
  }
  /** A form that is still being read, because nobody waited for it, is cleared away when it was. */
  static discard(request: HttpRequest): Promise<void> | null {
    if (request.#discard !== null) return request.#discard()
    request.#form?.then(() => request.#discard?.()).catch(() => {})
    return null
  }
}

/** The path of a target, decoded; bytes that are no UTF-8 stay percent-encoded. */
export function pathOf(target: string): string {
  const end = target.search(/[?#]/)
  const path = end === -1 ? target : target.slice(0, end)
  if (!path.includes('%')) return path
  try {
    return decodeURIComponent(path)
  } catch {
    const bytes = path.replace(/%([0-9a-f]{2})|([^\x00-\x7f]+)/gi, (_, hex: string | undefined, other: string) =>
      hex === undefined ? Buffer.from(other).toString('latin1') : String.fromCharCode(Number.parseInt(hex, 16)),
    )
    return repercentBroken(Buffer.from(bytes, 'latin1'))
  }
}
