import type { AnyUser, Credentials, UserModel } from '../../apps/auth/index.ts'
import type { Message } from '../../apps/messages/index.ts'
import { use } from '../../base/context/index.ts'
import { ormService } from '../../data/orm/index.ts'
import type { HttpRequest } from '../../web/http/index.ts'
import { CookieJar } from './cookie-jar.ts'
import { testingErrors } from './errors.ts'
import { doInside } from './inside-request.ts'
import { observe } from './observation.ts'
import type { Submission } from './pages/page-form.ts'
import { type FileLike, fileOf, isFileLike, type Upload } from './pages/uploads.ts'
import { type Redirect, type TestResponse, testResponse } from './test-response.ts'

/** What a client sends beside the path. */
export interface ClientRequest {
  readonly headers?: Readonly<Record<string, string>>
  /** Follow redirects within the site; they are given back as they are by default. */
  readonly follow?: boolean
  /** Parameters behind the path: a list for a name that stands there several times. */
  readonly query?: Readonly<Record<string, string | number | boolean | readonly (string | number)[]>>
  /** Instead of the client's. */
  readonly host?: string
  readonly https?: boolean
  /** The languages that the visitor reads: 'de', 'fr, en;q=0.5'. */
  readonly language?: string
  /** False: an error that ends a request is answered as in production instead of being thrown here. */
  readonly raiseErrors?: boolean
  /**
   * True: the site is told nothing of where a request comes from, so that forms need their token. By default it is told what
   * browsers tell of a page of the site itself (`Sec-Fetch-Site`).
   */
  readonly enforceCsrf?: boolean
}

/** What holds for every request of a client. */
export type ClientOptions = Omit<ClientRequest, 'query' | 'follow'>

/** Values of a form: a list for a name that is sent several times; files as `File`, `Blob` or `{ name, data }`. */
export type FormValues = Readonly<Record<string, string | readonly string[] | FileLike | readonly FileLike[]>>

/** What is sent as it is. */
export type RawBody = string | Uint8Array<ArrayBuffer>

/** Django's client gives up after as many. */
const mostRedirects = 20

/** How a client finds and names the CSRF token. */
const csrfNames = { cookie: 'csrftoken', field: 'csrfmiddlewaretoken', header: 'x-csrftoken' } as const

type Body = URLSearchParams | FormData | RawBody

interface Sent {
  readonly method: string
  readonly url: URL
  readonly body?: Body | undefined
  readonly options: ClientRequest
  /** Messages that the requests before it added. */
  readonly messages?: readonly Message[]
}

/**
 * A visitor without a browser: keeps cookies, fills in the forms of pages, sends files and JSON.
 * Semantics: Django's test client (https://docs.djangoproject.com/en/stable/topics/testing/tools/).
 */
export class Client {
  readonly #fetch: (request: Request) => Promise<Response>
  readonly #options: ClientOptions
  readonly cookies: CookieJar

  constructor(fetch: (request: Request) => Promise<Response>, options: ClientOptions = {}) {
    this.#fetch = fetch
    this.#options = options
    this.cookies = new CookieJar(options.host ?? 'testserver')
  }

  get(path: string, options: ClientRequest = {}): Promise<TestResponse> {
    return this.request('GET', path, undefined, options)
  }

  head(path: string, options: ClientRequest = {}): Promise<TestResponse> {
    return this.request('HEAD', path, undefined, options)
  }

  options(path: string, options: ClientRequest = {}): Promise<TestResponse> {
    return this.request('OPTIONS', path, undefined, options)
  }

  /** Posts a form, as multipart where it holds a file; or a text or bytes as they are. A form gets the CSRF token where the client has one. */
  post(path: string, values: FormValues | RawBody = {}, options: ClientRequest = {}): Promise<TestResponse> {
    return this.request('POST', path, values, options)
  }

  put(path: string, values: FormValues | RawBody = {}, options: ClientRequest = {}): Promise<TestResponse> {
    return this.request('PUT', path, values, options)
  }

  patch(path: string, values: FormValues | RawBody = {}, options: ClientRequest = {}): Promise<TestResponse> {
    return this.request('PATCH', path, values, options)
  }

  delete(path: string, options: ClientRequest = {}): Promise<TestResponse> {
    return this.request('DELETE', path, undefined, options)
  }

  /** Sends JSON with any method, and asks for JSON. */
  json(method: string, path: string, value: unknown, options: ClientRequest = {}): Promise<TestResponse> {
    const headers = { 'content-type': 'application/json', accept: 'application/json', ...options.headers }
    return this.request(method, path, JSON.stringify(value), { ...options, headers })
  }

  /** Any method, with a form, a text or bytes. */
  request(
    method: string,
    path: string,
    body: FormValues | RawBody | undefined,
    options: ClientRequest = {},
  ): Promise<TestResponse> {
    const url = this.#address(path, options)
    const raw = body === undefined || typeof body === 'string' || body instanceof Uint8Array
    if (raw) return this.#send({ method, url, body, options }, [])
    const token = this.cookies.get(csrfNames.cookie)
    const values: FormValues = token === undefined ? body : { [csrfNames.field]: token, ...body }
    const entries = Object.entries(values).flatMap(([name, value]) =>
      (Array.isArray(value) ? (value as readonly (string | FileLike)[]) : [value as string | FileLike]).map(
        (each): [string, string | File] => [name, isFileLike(each) ? fileOf(each) : each],
      ),
    )
    const multipart = entries.some(([, value]) => typeof value !== 'string')
    return this.#send({ method, url, body: multipart ? formData(entries) : searchParams(entries), options }, [])
  }

  /** Logs a user in by name and password; false where they do not belong together. Django's `login`. */
  async login(credentials: Credentials): Promise<boolean> {
    const { authenticate } = await import('../../apps/auth/index.ts')
    const user = await this.inside((request) => {
      const { registry } = use(ormService)
      const model = registry.byLabel(registry.roles.get('user') ?? 'auth.user')?.model as UserModel | undefined
      return authenticate<AnyUser>(request, credentials, model === undefined ? {} : { model })
    })
    if (user === null) return false
    await this.forceLogin(user)
    return true
  }

  /** Logs a user in without a password. Django's `force_login`. */
  async forceLogin(user: AnyUser): Promise<void> {
    const { login } = await import('../../apps/auth/index.ts')
    await this.inside((request) => login(request, user))
  }

  /** Ends the session, and forgets every cookie. */
  async logout(): Promise<void> {
    const { logout } = await import('../../apps/auth/index.ts')
    await this.inside((request) => logout(request))
    this.cookies.clear()
  }

  /**
   * Does something in a request of this visitor, where a view would answer: with their session, user and language. Only for clients of a
   * `testProject`: else `NUAGES_TESTING_NOT_INSIDE`.
   */
  async inside<R>(work: (request: HttpRequest) => R | Promise<R>, options: ClientRequest = {}): Promise<R> {
    const done = await doInside(work, () => this.get('/', options))
    if (done === null) throw testingErrors.NOT_INSIDE()
    if ('error' in done) throw done.error
    return done.value
  }

  #address(path: string, { host = this.#options.host ?? 'testserver', https, query = {} }: ClientRequest): URL {
    const secure = https ?? this.#options.https ?? false
    const url = new URL(path, `${secure ? 'https' : 'http'}://${host}`)
    for (const [name, value] of Object.entries(query))
      for (const each of Array.isArray(value) ? value : [value]) url.searchParams.append(name, String(each))
    return url
  }

  async #send(sent: Sent, redirects: readonly Redirect[]): Promise<TestResponse> {
    const { url, options } = sent
    const raise = options.raiseErrors ?? this.#options.raiseErrors ?? true
    const { result: response, seen } = await observe(async () => {
      const answer = await this.#fetch(this.#request(sent))
      // A page is read here, so that what it streams is seen too.
      return { answer, whole: isPage(answer) ? await answer.text() : null }
    })
    const { answer, whole } = response
    this.cookies.take(answer.headers.getSetCookie(), url)
    const error = raise ? seen.errors[0] : undefined
    if (error !== undefined) throw error
    const messages = [...(sent.messages ?? []), ...seen.messages]
    const location = answer.headers.get('location')
    if (options.follow && location !== null && answer.status >= 300 && answer.status < 400) {
      const next = new URL(location, url)
      if (redirects.length === mostRedirects)
        throw testingErrors.REDIRECT_LOOP({ url: next.href, limit: mostRedirects })
      if (next.host === url.host)
        return this.#send({ ...redirected(sent, answer.status, next), messages }, [
          ...redirects,
          { url: next.href, status: answer.status },
        ])
    }
    return testResponse(answer, whole, {
      url,
      redirects,
      messages,
      seen,
      send: (submission, more) => this.#submit(submission, { ...inherited(options), ...more }),
    })
  }

  #request({ method, url, body, options }: Sent): Request {
    const own = this.#options
    const language = options.language ?? own.language
    const headers = new Headers({
      host: url.host,
      ...(language !== undefined && { 'accept-language': language }),
      ...own.headers,
      ...options.headers,
    })
    if ((options.enforceCsrf ?? own.enforceCsrf) !== true && !headers.has('origin') && !headers.has('sec-fetch-site'))
      headers.set('sec-fetch-site', 'same-origin')
    const cookies = this.cookies.header(url)
    if (cookies !== null && !headers.has('cookie')) headers.set('cookie', cookies)
    const token = this.cookies.get(csrfNames.cookie)
    const form = body instanceof URLSearchParams || body instanceof FormData
    if (body !== undefined && !form && token !== undefined && !headers.has(csrfNames.header))
      headers.set(csrfNames.header, token)
    return new Request(url, { method, headers, ...(body !== undefined && { body }) })
  }

  /** Sends a form of a page. */
  #submit({ method, url: action, type, entries }: Submission, options: ClientRequest): Promise<TestResponse> {
    const url = new URL(action)
    if (method === 'GET') {
      url.search = searchParams(entries).toString()
      return this.#send({ method, url, options }, [])
    }
    if (type === 'text/plain') {
      const body = entries.map(([name, value]) => `${name}=${nameOf(value)}\r\n`).join('')
      const headers = { 'content-type': 'text/plain', ...options.headers }
      return this.#send({ method, url, body, options: { ...options, headers } }, [])
    }
    const multipart = type === 'multipart/form-data'
    return this.#send({ method, url, body: multipart ? formData(entries) : searchParams(entries), options }, [])
  }
}

export const isPage = ({ headers }: Response): boolean => /^text\/html\b/i.test(headers.get('content-type') ?? '')

type Entries = readonly (readonly [name: string, value: string | File])[]

function formData(entries: Entries): FormData {
  const data = new FormData()
  for (const [name, value] of entries) data.append(name, value)
  return data
}

/** A file is sent by its name alone, as browsers do where a form says nothing of multipart. */
function searchParams(entries: Entries): URLSearchParams {
  return new URLSearchParams(entries.map(([name, value]) => [name, nameOf(value)]))
}

const nameOf = (value: string | File): string => (typeof value === 'string' ? value : value.name)

/** 307 and 308 keep method and body. */
function redirected({ method, body, options }: Sent, status: number, url: URL): Sent {
  if (status === 307 || status === 308) return { method, url, body, options }
  return { method: method === 'HEAD' ? 'HEAD' : 'GET', url, options }
}

/** What a form's request takes over from the one that its page came by. */
function inherited({ headers, language, raiseErrors }: ClientRequest): ClientRequest {
  return {
    ...(headers !== undefined && { headers }),
    ...(language !== undefined && { language }),
    ...(raiseErrors !== undefined && { raiseErrors }),
  }
}

export type { FileLike, Upload }
