import type { Configuration } from 'openid-client'
import { oauthErrors } from '../errors.ts'
import { identityFrom } from '../identity.ts'
import { clientAuthentication, defaultTimeout, type Registered } from './authentication.ts'
import type { FlowSecrets, Granted, ProviderClient } from './client.ts'
import type { OAuth2Provider } from './description.ts'
import { failureOf } from './failures.ts'
import { type OpenIdClient, openIdClient } from './library.ts'
import { authorizationUrl, redeem, tokensOf } from './redeem.ts'

/** Speaks OAuth 2 with a provider that has its own way to say who somebody is: code flow with PKCE and state. */
export class OAuth2Client implements ProviderClient {
  readonly #name: string
  readonly #provider: Registered<OAuth2Provider>
  readonly #insecure: boolean
  #config: Configuration | null = null

  constructor(name: string, provider: Registered<OAuth2Provider>, insecure: boolean) {
    this.#name = name
    this.#provider = provider
    this.#insecure = insecure
  }

  async begin(secrets: FlowSecrets, again: boolean): Promise<string> {
    const { parameters, reauthenticate = {}, scopes = [] } = this.#provider
    try {
      const client = await openIdClient()
      const more = {
        ...parameters,
        ...(again && reauthenticate),
        ...(scopes.length > 0 && { scope: scopes.join(' ') }),
      }
      return await authorizationUrl(client, this.#made(client), secrets, more)
    } catch (thrown) {
      throw failureOf(this.#name, thrown)
    }
  }

  async finish(query: URLSearchParams, secrets: FlowSecrets): Promise<Granted> {
    const { issuer, userinfo, timeout = defaultTimeout } = this.#provider
    try {
      const client = await openIdClient()
      // Without a name that it is known by there is nothing to hold `iss` against; the callback's address is the provider's own.
      const sent = new URLSearchParams(query)
      if (issuer === undefined) sent.delete('iss')
      const tokens = tokensOf(await redeem(client, this.#made(client), sent, secrets))
      const given = await userinfo(tokens, AbortSignal.timeout(timeout * 1000))
      const identity = identityFrom(given, this.#issuer(), [])
      if (identity === null) throw oauthErrors.REFUSED({ provider: this.#name, detail: 'it does not say who it is' })
      return { identity, tokens, at: null }
    } catch (thrown) {
      throw failureOf(this.#name, thrown)
    }
  }

  #issuer(): string {
    return this.#provider.issuer ?? new URL(this.#provider.authorizationEndpoint).origin
  }

  #made(client: OpenIdClient): Configuration {
    if (this.#config !== null) return this.#config
    const { clientId, clientSecret, authorizationEndpoint, tokenEndpoint, timeout = defaultTimeout } = this.#provider
    const config = new client.Configuration(
      { issuer: this.#issuer(), authorization_endpoint: authorizationEndpoint, token_endpoint: tokenEndpoint },
      clientId,
      clientSecret === undefined ? {} : { client_secret: clientSecret },
      clientAuthentication(client, this.#provider),
    )
    config.timeout = timeout
    if (this.#insecure) client.allowInsecureRequests(config)
    return (this.#config = config)
  }
}
