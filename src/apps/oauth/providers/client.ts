import type { Identity, OAuthTokens } from '../identity.ts'

/** What is made anew for each log-in, and has to come back with it. */
export interface FlowSecrets {
  readonly state: string
  /** Of OpenID Connect: the ID token is for this log-in. */
  readonly nonce: string
  /** PKCE (RFC 7636): who redeems the code is who asked for it. */
  readonly verifier: string
  readonly redirectUri: string
}

/** What came of a log-in at a provider. */
export interface Granted {
  readonly identity: Identity
  readonly tokens: OAuthTokens
  /** When the person has logged in there (`auth_time`); null where the provider does not say. */
  readonly at: Date | null
}

/** How one provider is spoken with. Both reject with `NUAGES_OAUTH_DENIED`, `…_UNREACHABLE` or `…_REFUSED`. */
export interface ProviderClient {
  /** The address that the browser is sent to; with `again` the provider is asked to let the person log in anew. */
  begin(secrets: FlowSecrets, again: boolean): Promise<string>
  /** Redeems the answer that came back in the query of the callback's address. */
  finish(query: URLSearchParams, secrets: FlowSecrets): Promise<Granted>
}
