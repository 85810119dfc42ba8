import { createHash } from 'node:crypto'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { exportJWK, generateKeyPair, SignJWT } from 'jose'

/** What a provider does that does not do what it should; each is put back by `reset`. */
export interface Misdeeds {
  /** Claims that the ID token has instead; undefined takes one away. */
  claims: Readonly<Record<string, unknown>>
  /** Signs with a key that it does not publish. */
  otherKey: boolean
  /** Answers that stand in the place of those of an endpoint: `{ '/token': { status: 500, body: {} } }`. */
  answers: Readonly<Record<string, { readonly status: number; readonly body: unknown }>>
  /** What `iss` of the address back says; null: nothing. */
  iss: string | null
  /** Leaves the code challenge unchecked. */
  checksPkce: boolean
}

/** A provider of a few lines, that can be told to do wrong, and that is an OAuth 2 provider too: `/me` says whose a token is. */
export interface FakeProvider extends AsyncDisposable, Misdeeds {
  readonly issuer: string
  /** What came to the token endpoint. */
  readonly asked: URLSearchParams[]
  reset(): void
  close(): Promise<void>
}

export async function fakeProvider(): Promise<FakeProvider> {
  const { privateKey, publicKey } = await generateKeyPair('RS256')
  const other = await generateKeyPair('RS256')
  const http = createServer()
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve))
  const issuer = `http://127.0.0.1:${(http.address() as AddressInfo).port}`
  const codes = new Map<string, URLSearchParams>()
  const good: Misdeeds = { claims: {}, otherKey: false, answers: {}, iss: issuer, checksPkce: true }
  const state: FakeProvider = {
    ...good,
    issuer,
    asked: [],
    reset: () => Object.assign(state, good),
    close: async () => {
      http.closeAllConnections()
      await new Promise((resolve) => http.close(resolve))
    },
    [Symbol.asyncDispose]: () => state.close(),
  }

  async function token(request: IncomingMessage): Promise<readonly [number, unknown]> {
    const sent = new URLSearchParams(await bodyOf(request))
    state.asked.push(sent)
    const asked = codes.get(sent.get('code') ?? '')
    codes.delete(sent.get('code') ?? '')
    const challenge = createHash('sha256')
      .update(sent.get('code_verifier') ?? '')
      .digest('base64url')
    if (asked === undefined || (state.checksPkce && challenge !== asked.get('code_challenge')))
      return [400, { error: 'invalid_grant', error_description: '<script>alert(1)</script>' }]
    const now = Math.floor(Date.now() / 1000)
    const claims = {
      iss: issuer,
      sub: '4711',
      aud: asked.get('client_id'),
      nonce: asked.get('nonce'),
      iat: now,
      exp: now + 60,
      ...state.claims,
    }
    const signed = new SignJWT(JSON.parse(JSON.stringify(claims))).setProtectedHeader({ alg: 'RS256', kid: 'one' })
    const id_token = await signed.sign(state.otherKey ? other.privateKey : privateKey)
    const tokens = { access_token: 'an-access-token', token_type: 'Bearer', expires_in: 3600, refresh_token: 'again' }
    return [200, asked.has('nonce') ? { ...tokens, id_token } : tokens]
  }

  http.on('request', async (request, response) => {
    const url = new URL(request.url!, issuer)
    const say = (status: number, body: unknown) =>
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
    const instead = state.answers[url.pathname]
    if (instead !== undefined) return say(instead.status, instead.body)
    if (url.pathname === '/.well-known/openid-configuration')
      return say(200, {
        issuer,
        authorization_endpoint: `${issuer}/authorize`,
        token_endpoint: `${issuer}/token`,
        jwks_uri: `${issuer}/jwks`,
        userinfo_endpoint: `${issuer}/userinfo`,
        response_types_supported: ['code'],
        subject_types_supported: ['public'],
        id_token_signing_alg_values_supported: ['RS256'],
        authorization_response_iss_parameter_supported: true,
      })
    if (url.pathname === '/jwks')
      return say(200, { keys: [{ ...(await exportJWK(publicKey)), kid: 'one', alg: 'RS256', use: 'sig' }] })
    if (url.pathname === '/token') return say(...(await token(request)))
    if (url.pathname === '/userinfo') return say(200, { sub: String(state.claims['sub'] ?? '4711') })
    if (url.pathname === '/me') {
      const known = request.headers.authorization === 'Bearer an-access-token'
      return known ? say(200, { id: 4711, login: 'octo', mail: 'octo@example.org' }) : say(401, {})
    }
    if (url.pathname !== '/authorize') return say(404, {})
    const code = `code-${codes.size + state.asked.length + 1}`
    codes.set(code, url.searchParams)
    const back = new URL(url.searchParams.get('redirect_uri')!)
    back.searchParams.set('code', code)
    back.searchParams.set('state', url.searchParams.get('state')!)
    if (state.iss !== null) back.searchParams.set('iss', state.iss)
    return response.writeHead(303, { location: back.href }).end()
  })
  return state
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let body = ''
  for await (const chunk of request) body += String(chunk)
  return body
}
