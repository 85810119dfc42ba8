import { Agent, request } from 'node:http'
import { account, type Contestant } from './contestant.ts'

export interface Answer {
  readonly status: number
  readonly text: string
  readonly location: string | null
  /** Milliseconds until the head of the answer. */
  readonly firstByte: number
}

/** Somebody who is logged in to one of the two admins. */
export class Visitor {
  readonly #port: number
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 1 })
  readonly #cookies = new Map<string, string>()

  constructor({ port }: Contestant) {
    this.#port = port
  }

  async logIn(): Promise<void> {
    const { text } = await this.get('/admin/login/')
    const values = { ...formOf(text).values, username: account.username, password: account.password }
    const { status, text: said } = await this.post('/admin/login/', Object.entries(values) as [string, string][])
    if (status !== 302 && status !== 303) throw new Error(`The log-in answered ${status}: ${said.slice(0, 400)}`)
  }

  get(path: string): Promise<Answer> {
    return this.#ask('GET', path, null)
  }

  post(path: string, pairs: readonly (readonly [string, string])[]): Promise<Answer> {
    return this.#ask('POST', path, new URLSearchParams(pairs.map(([name, value]) => [name, value])).toString())
  }

  close(): void {
    this.#agent.destroy()
  }

  #ask(method: string, path: string, body: string | null): Promise<Answer> {
    const address = `http://127.0.0.1:${this.#port}`
    const headers = {
      cookie: [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; '),
      origin: address,
      'accept-language': 'en',
      ...(body !== null && {
        'content-type': 'application/x-www-form-urlencoded',
        'content-length': Buffer.byteLength(body),
      }),
    }
    return new Promise((resolve, reject) => {
      const start = performance.now()
      const sent = request(address + path, { method, agent: this.#agent, headers }, (response) => {
        const firstByte = performance.now() - start
        for (const cookie of response.headers['set-cookie'] ?? []) {
          const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(cookie) ?? []
          this.#cookies.set(name, value)
        }
        const chunks: Buffer[] = []
        response.on('data', (chunk: Buffer) => chunks.push(chunk))
        response.on('error', reject)
        response.on('end', () =>
          resolve({
            status: response.statusCode ?? 0,
            text: Buffer.concat(chunks).toString(),
            location: response.headers.location ?? null,
            firstByte,
          }),
        )
      })
      sent.on('error', reject)
      sent.end(body ?? '')
    })
  }
}

const plain = (text: string) =>
  text
    .replace(/&quot;/g, '"')
    .replace(/&#x27;|&#39;/g, "'")
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&amp;/g, '&')

/** What a browser would send for the last form with a method of `post` on a page that is not one for logging out. */
export function formOf(html: string): {
  readonly values: Readonly<Record<string, string>>
  readonly pairs: [string, string][]
} {
  const forms = [...html.matchAll(/<form[^>]*method="post"[\s\S]*?<\/form>/gi)].map(([form]) => form)
  const form = forms.reduce((longest, each) => (each.length > longest.length ? each : longest), '')
  const pairs: [string, string][] = []
  for (const [tag] of form.matchAll(/<input[^>]*>/g)) {
    const attribute = (name: string) => new RegExp(`\\s${name}="([^"]*)"`).exec(tag)?.[1]
    const [name, type] = [attribute('name'), attribute('type')]
    if (name === undefined || type === 'submit' || type === 'file' || / disabled/.test(tag)) continue
    if ((type === 'checkbox' || type === 'radio') && !/ checked/.test(tag)) continue
    pairs.push([name, plain(attribute('value') ?? 'on')])
  }
  for (const [, name = '', body = ''] of form.matchAll(
    /<textarea[^>]* name="([^"]*)"[^>]*>\r?\n?([\s\S]*?)<\/textarea>/g,
  ))
    pairs.push([name, plain(body)])
  for (const [, name = '', body = ''] of form.matchAll(/<select[^>]* name="([^"]*)"[^>]*>([\s\S]*?)<\/select>/g)) {
    const chosen = /<option value="([^"]*)"[^>]* selected/.exec(body)
    pairs.push([name, plain(chosen?.[1] ?? /<option value="([^"]*)"/.exec(body)?.[1] ?? '')])
  }
  return { pairs, values: Object.fromEntries(pairs) }
}
