import { type AddressInfo, createServer } from 'node:net'
import { accountsApp, accountUrls } from '../../../src/apps/accounts/index.ts'
import { adminApp } from '../../../src/apps/admin/index.ts'
import { type OAuthOptions, oauthApp, oauthUrls } from '../../../src/apps/oauth/index.ts'
import type { LogRecord } from '../../../src/base/log/index.ts'
import { defineProject } from '../../../src/tools/project/index.ts'
import { type LiveServer, liveServer, type TestProject, testProject } from '../../../src/tools/testing/index.ts'
import { include, path, text } from '../../../src/web/http/index.ts'

/** What was recorded of log-ins, by any site here: the log has it too. */
export const recorded: string[] = []
/** How those who logged in did. */
export const methods: unknown[] = []

function record({ name, message, fields }: LogRecord): void {
  if (name !== 'auth') return
  recorded.push(message)
  if (message === 'login') methods.push((fields['data'] as { methods: unknown }).methods)
}

/** A project with `oauthApp` at a port of its own, which providers have to know before it is opened. */
export interface OAuthSite extends AsyncDisposable {
  readonly site: TestProject
  readonly live: LiveServer
}

export const defineSite = (oauth: OAuthOptions) =>
  defineProject({
    apps: [oauthApp, accountsApp, adminApp],
    urls: [
      path('', async (request): Promise<Response> => text(`who: ${await request.user}`)),
      path('account/', include(accountUrls, { namespace: 'accounts' })),
      path('linked/', include(oauthUrls, { namespace: 'oauth' })),
    ],
    log: { level: 'info', sink: { write: record } },
    loginUrl: '/account/login/',
    oauth,
  })

export async function openSite(oauth: OAuthOptions, port: number): Promise<OAuthSite> {
  const site = await testProject(defineSite(oauth))
  const live = await liveServer(site, { port })
  return {
    site,
    live,
    async [Symbol.asyncDispose]() {
      await live.close()
      await site.close()
    },
  }
}

/** A browser without scripts: keeps cookies by host, follows redirects and `meta refresh` from one server to the other. */
export class Visitor {
  readonly jar = new Map<string, Map<string, string>>()
  readonly #base: string
  /** The addresses that it has been at. */
  readonly trail: string[] = []
  /** Where an answer led to that was not followed. */
  held: URL | null = null
  /** Is asked before each address, and may give another one, or null to stop there. */
  detour: (address: URL) => URL | null = (address) => address

  constructor(base: string) {
    this.#base = base
  }

  async send(address: string, init: RequestInit = {}): Promise<Response> {
    const url = new URL(address, this.#base)
    this.trail.push(url.href)
    const cookies = this.jar.get(url.host) ?? new Map<string, string>()
    this.jar.set(url.host, cookies)
    const headers = new Headers(init.headers)
    headers.set('cookie', [...cookies].map(([name, value]) => `${name}=${value}`).join('; '))
    const answer = await fetch(url, { ...init, headers, redirect: 'manual' })
    for (const line of answer.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(line)!
      if (value === '' || /max-age=0|expires=thu, 01 jan 1970/i.test(line)) cookies.delete(name!)
      else cookies.set(name!, value!)
    }
    return answer
  }

  /** Goes where the answers lead, until one leads nowhere. */
  async go(
    address: string,
    init: RequestInit = {},
  ): Promise<{ readonly status: number; readonly body: string; readonly url: string }> {
    let url = new URL(address, this.#base)
    let answer = await this.send(url.href, init)
    for (let steps = 0; steps < 20; steps++) {
      const body = await answer.text()
      const refresh = /<meta http-equiv="refresh" content="0; url=([^"]+)"/.exec(body)?.[1]?.replaceAll('&amp;', '&')
      const to = answer.headers.get('location') ?? refresh
      const leads = to === undefined || to === null ? null : new URL(to, url)
      const next = leads === null ? null : this.detour(leads)
      if (next === null) this.held = leads
      if (next === null) return { status: answer.status, body, url: url.href }
      url = next
      answer = await this.send(url.href)
    }
    return { status: 508, body: '', url: url.href }
  }

  /** Sends a form of the page at an address, as its button would. */
  async post(address: string, values: Readonly<Record<string, string>> = {}, page = '/account/login/') {
    const csrfmiddlewaretoken = await this.token(page)
    const body = new URLSearchParams({ csrfmiddlewaretoken, ...values }).toString()
    const headers = { 'content-type': 'application/x-www-form-urlencoded', origin: this.#base }
    return this.go(address, { method: 'POST', body, headers })
  }

  async token(page: string): Promise<string> {
    const body = await (await this.send(page)).text()
    return /name="csrfmiddlewaretoken" value="([^"]+)"/.exec(body)?.[1] ?? ''
  }

  async who(): Promise<string> {
    return (await (await this.send('/')).text()).replace('who: ', '')
  }
}

/** A port that nobody listens on. */
export async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}
