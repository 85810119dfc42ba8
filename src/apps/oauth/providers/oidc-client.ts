import type { Configuration } from 'openid-client'
import { oauthErrors } from '../errors.ts'
import { identityFrom } from '../identity.ts'
import { clientAuthentication, defaultTimeout, type Registered } from './authentication.ts'
import type { FlowSecrets, Granted, ProviderClient } from './client.ts'
import type { OidcProvider } from './description.ts'
import { failureOf } from './failures.ts'
import { type OpenIdClient, openIdClient } from './library.ts'
import { authorizationUrl, redeem, tokensOf } from './redeem.ts'

/** Milliseconds for which what was found out about a provider holds. */
const memory = 3_600_000
const standardScopes = ['openid', 'email', 'profile']

/** Speaks OpenID Connect with a provider: discovery, code flow with PKCE, state and nonce, and a signed ID token. */
export class OidcClient implements ProviderClient {
  readonly #name: string
  readonly #provider: Registered<OidcProvider>
  /** Plain http is taken: a provider on this machine, outside production. */
  readonly #insecure: boolean
  readonly #now: () => number
  #found: { readonly config: Promise<Configuration>; readonly until: number } | null = null

  constructor(
    name: string,
    provider: Registered<OidcProvider>,
    insecure: boolean,
    now: () => number = () => Date.now(),
  ) {
    this.#name = name
    this.#provider = provider
    this.#insecure = insecure
    this.#now = now
  }

  async begin(secrets: FlowSecrets, again: boolean): Promise<string> {
    const { parameters, reauthenticate = { prompt: 'login' }, scopes = standardScopes } = this.#provider
    const scope = scopes.includes('openid') ? scopes : ['openid', ...scopes]
    try {
      const client = await openIdClient()
      const more = { ...parameters, ...(again && reauthenticate), scope: scope.join(' '), nonce: secrets.nonce }
      return await authorizationUrl(client, await this.#config(client), secrets, more)
    } catch (thrown) {
      throw failureOf(this.#name, thrown)
    }
  }

  async finish(query: URLSearchParams, secrets: FlowSecrets): Promise<Granted> {
    try {
      const client = await openIdClient()
      const config = await this.#config(client)
      const answer = await redeem(client, config, query, secrets, secrets.nonce)
      const own: Readonly<Record<string, unknown>> = { ...answer.claims() }
      const claims = await this.#withUserinfo(client, config, answer.access_token, own)
      const subject = String(own['sub'])
      const given = { ...standardClaims(claims), ...this.#provider.identity?.(claims), subject }
      // Factors and issuer are taken from what is signed.
      const identity = identityFrom(given, String(own['iss']), own['amr'])
      if (identity === null) throw oauthErrors.REFUSED({ provider: this.#name, detail: 'its subject cannot be kept' })
      const time = own['auth_time']
      return { identity, tokens: tokensOf(answer), at: typeof time === 'number' ? new Date(time * 1000) : null }
    } catch (thrown) {
      throw failureOf(this.#name, thrown)
    }
  }

  #config(client: OpenIdClient): Promise<Configuration> {
    if (this.#found !== null && this.#found.until > this.#now()) return this.#found.config
    const config = this.#discover(client)
    this.#found = { config, until: this.#now() + memory }
    // A provider that was down is asked again.
    config.catch(() => (this.#found = null))
    return config
  }

  async #discover(client: OpenIdClient): Promise<Configuration> {
    const { issuer, clientId, clientSecret, timeout = defaultTimeout } = this.#provider
    return client.discovery(
      new URL(issuer),
      clientId,
      clientSecret === undefined ? {} : { client_secret: clientSecret },
      clientAuthentication(client, this.#provider),
      {
        timeout,
        // The signature of an ID token is checked even though it comes straight from the provider.
        execute: [client.enableNonRepudiationChecks, ...(this.#insecure ? [client.allowInsecureRequests] : [])],
      },
    )
  }

  async #withUserinfo(
    client: OpenIdClient,
    config: Configuration,
    accessToken: string,
    claims: Readonly<Record<string, unknown>>,
  ): Promise<Readonly<Record<string, unknown>>> {
    const has = config.serverMetadata().userinfo_endpoint !== undefined
    const { userinfo = claims['email'] === undefined } = this.#provider
    if (!userinfo || !has) return claims
    // Refused where it is about another subject.
    const more = await client.fetchUserInfo(config, accessToken, String(claims['sub']))
    return { ...more, ...claims }
  }
}

/** OpenID Connect Core 1.0 §5.1. */
function standardClaims(claims: Readonly<Record<string, unknown>>) {
  const text = (name: string) => (typeof claims[name] === 'string' ? claims[name] : '')
  return {
    email: text('email'),
    emailVerified: claims['email_verified'] === true,
    name: text('name'),
    username: text('preferred_username') || text('nickname'),
  }
}
