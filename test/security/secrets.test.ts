import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { createLogger } from '../../src/base/log/index.ts'
import { accessLog, createApp, type HttpRequest, httpErrors, path, rePath } from '../../src/web/http/index.ts'
import { csrf, securityHeaders } from '../../src/web/security/index.ts'

/** Everything that an application says: what it answers, and what it logs. */
async function said(request: Request, debug: boolean, fail: (request: HttpRequest) => unknown): Promise<string> {
  const lines: string[] = []
  for (const format of ['json', 'text'] as const) {
    const logger = createLogger({ level: 'trace', format, write: (line) => lines.push(line) })
    const view = async (inner: HttpRequest): Promise<Response> => {
      await inner.text()
      throw (await fail(inner)) as Error
    }
    const app = createApp({
      urls: [path('reset/<str:token>/', view), rePath(/^card\/(?<card_number>\w+)\/$/, view), path('', view)],
      middleware: [accessLog({ logger }), securityHeaders(), csrf({ exempt: () => true })],
      debug,
      logger,
    })
    const response = await app.fetch(request.clone())
    lines.push(await response.text(), ...[...response.headers].flat())
  }
  return lines.join('\n')
}

/** Places of a request in which a secret arrives. */
const places: Record<string, (secret: string) => Request> = {
  'a query parameter': (secret) => new Request(`https://site.example/?a=1&api_key=${secret}`),
  'a parameter of the path': (secret) => new Request(`https://site.example/reset/${secret}/`),
  'a named group of the path': (secret) => new Request(`https://site.example/card/${secret}/`),
  'an Authorization header': (secret) => get({ authorization: `Bearer ${secret}` }),
  'a proxy header': (secret) => get({ 'proxy-authorization': `Basic ${secret}` }),
  'an API key header': (secret) => get({ 'x-api-key': secret }),
  'a cookie': (secret) => get({ cookie: `sessionid=${secret}; theme=dark` }),
  'a CSRF header': (secret) => get({ 'x-csrftoken': secret }),
  'the address before': (secret) => get({ referer: `https://site.example/reset?token=${secret}` }),
  'an address in a header': (secret) => get({ 'x-original-url': `/reset?token=${secret}` }),
  'credentials in a header': (secret) => get({ 'x-upstream': `https://app:${secret}@db.example/` }),
  'a form field': (secret) =>
    new Request('https://site.example/', {
      method: 'POST',
      body: new URLSearchParams({ note: secret, password: secret }),
    }),
  'a multipart field': (secret) => {
    const body = new FormData()
    body.append('password', secret)
    body.append('file', new File([secret], `${secret}.txt`))
    return new Request('https://site.example/', { method: 'POST', body })
  },
  'a JSON body': (secret) =>
    new Request('https://site.example/', { method: 'POST', body: JSON.stringify({ card: secret }) }),
}
const get = (headers: Record<string, string>) => new Request('https://site.example/', { headers })

/** Places of an error in which a secret stands. */
const errors: Record<string, (secret: string) => unknown> = {
  'its message, as an address': (secret) => new Error(`cannot reach postgres://app:${secret}@db.example/news`),
  'its message, as a parameter': (secret) => new TypeError(`GET https://api.example/?access_token=${secret} failed`),
  'its cause': (secret) => new Error('x', { cause: new Error(`Bearer ${secret}`) }),
  'its data': (secret) =>
    httpErrors.NOT_FOUND({ what: 'x', password: secret } as { what: string }, { cause: { password: secret } }),
  'a property of it': (secret) => Object.assign(new Error('x'), { parameters: [secret], config: { token: secret } }),
  'a thrown object': (secret) => ({ password: secret, text: secret }),
  'a thrown text': (secret) => secret,
}

// Long and mixed, so that it is nowhere by chance, and never looks like a word.
const secrets = fc.stringMatching(/^[A-Z][a-z0-9]{11}[0-9][A-Z]{3}$/)
const runs = { numRuns: 15 }

for (const debug of [false, true]) {
  const where = debug ? 'the development page' : 'a page'
  for (const [place, make] of Object.entries(places)) {
    test(`a secret in ${place} is neither on ${where} nor in a log`, () =>
      fc.assert(
        fc.asyncProperty(secrets, async (secret) => {
          assert.doesNotMatch(await said(make(secret), debug, () => new Error('the view failed')), new RegExp(secret))
        }),
        runs,
      ))
  }
  for (const [place, make] of Object.entries(errors)) {
    test(`a secret of an error in ${place} is neither on ${where} nor in a log`, () =>
      fc.assert(
        fc.asyncProperty(secrets, async (secret) => {
          const answer = await said(get({}), debug, () => make(secret))
          assert.doesNotMatch(answer, new RegExp(secret))
        }),
        runs,
      ))
  }
}
