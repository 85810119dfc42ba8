import { parseCookies } from '../../web/http/index.ts'
import { testingErrors } from './errors.ts'

/** What a client sends beside the path. */
export interface ClientRequest {
  readonly headers?: Readonly<Record<string, string>>
  /** Follow redirects within the site; they are given back as they are by default. */
  readonly follow?: boolean
}

/** Values of a form: a list for a name that is sent several times. */
export type FormValues = Readonly<Record<string, string | readonly string[] | Blob>>

const origin = 'http://testserver'
/** Django's client gives up after as many. */
const mostRedirects = 20

/**
 * A visitor without a browser: keeps cookies, posts forms with the CSRF token that its pages gave it, and sees plain `Response`s.
 * Semantics: Django's test client (https://docs.djangoproject.com/en/stable/topics/testing/tools/).
 */
export class Client {
  readonly #fetch: (request: Request) => Promise<Response>
  readonly cookies = new Map<string, string>()

  constructor(fetch: (request: Request) => Promise<Response>) {
    this.#fetch = fetch
  }

  get(path: string, options: ClientRequest = {}): Promise<Response> {
    return this.#send('GET', path, undefined, options)
  }

  /** Posts a form, as multipart where it holds a file. Adds the CSRF token where the client has one. */
  async post(path: string, values: FormValues = {}, options: ClientRequest = {}): Promise<Response> {
    const token = this.cookies.get('csrftoken')
    const entries = Object.entries(token === undefined ? values : { csrfmiddlewaretoken: token, ...values })
    const multipart = entries.some(([, value]) => value instanceof Blob)
    const body = multipart ? new FormData() : new URLSearchParams()
    for (const [name, value] of entries) {
      for (const each of Array.isArray(value) ? (value as readonly string[]) : [value as string | Blob])
        body.append(name, each as string)
    }
    return await this.#send('POST', path, body, options)
  }

  /** Sends JSON with any method. */
  json(method: string, path: string, value: unknown, options: ClientRequest = {}): Promise<Response> {
    const headers = {
      'content-type': 'application/json',
      'x-csrftoken': this.cookies.get('csrftoken') ?? '',
      ...options.headers,
    }
    return this.#send(method, path, JSON.stringify(value), { ...options, headers })
  }

  async #send(
    method: string,
    path: string,
    body: BodyInit | undefined,
    options: ClientRequest,
    redirects = 0,
  ): Promise<Response> {
    const url = new URL(path, origin)
    const headers = new Headers({ host: url.host, ...options.headers })
    if (this.cookies.size > 0)
      headers.set('cookie', [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; '))
    const response = await this.#fetch(new Request(url, { method, headers, ...(body !== undefined && { body }) }))
    this.#keep(response)
    const location = response.headers.get('location')
    if (options.follow && location !== null && response.status >= 300 && response.status < 400) {
      const next = new URL(location, url)
      if (redirects === mostRedirects) throw testingErrors.REDIRECT_LOOP({ url: next.href, limit: mostRedirects })
      if (next.origin === origin)
        return this.#send('GET', next.pathname + next.search, undefined, options, redirects + 1)
    }
    return response
  }

  #keep(response: Response): void {
    for (const line of response.headers.getSetCookie()) {
      const [pair = '', ...attributes] = line.split(';')
      const gone = attributes.some((attribute) => /^\s*max-age=(0|-\d+)\s*$/i.test(attribute))
      for (const [name, value] of parseCookies(pair)) {
        if (gone) this.cookies.delete(name)
        else this.cookies.set(name, value)
      }
    }
  }
}
