import type { GivenIdentity, OAuthTokens } from '../identity.ts'

/** What every description of a provider has. */
export interface CommonOptions {
  /** `OAUTH_<NAME>_CLIENT_ID` wins. */
  readonly clientId?: string
  /** `OAUTH_<NAME>_CLIENT_SECRET` wins: secrets are better left to the environment. A public client has none. */
  readonly clientSecret?: string
  /** What stands on its button: 'Google'. Default: its name in the options. */
  readonly label?: string
  /** How the site shows the token endpoint who it is. Default 'post' where there is a secret, else 'none'. */
  readonly clientAuthentication?: 'post' | 'basic' | 'none'
  /** Further parameters of the address that people are sent to: `{ prompt: 'select_account' }`. */
  readonly parameters?: Readonly<Record<string, string>>
  /** Parameters that ask it to let the person log in anew, for those who show once more who they are. Default for `oidc`: `{ prompt: 'login' }`. */
  readonly reauthenticate?: Readonly<Record<string, string>>
  /** Seconds that an answer of the provider may take. Default 10. */
  readonly timeout?: number
}

export interface OidcOptions extends CommonOptions {
  /** The issuer, from which everything else is found out (OpenID Connect Discovery 1.0): 'https://login.example.org'. */
  readonly issuer: string
  /** Default `['openid', 'email', 'profile']`. */
  readonly scopes?: readonly string[]
  /** Also ask the userinfo endpoint, for providers that leave e-mail and name out of their ID tokens. Default: where the ID token has no e-mail. */
  readonly userinfo?: boolean
  /** Where the provider says that several factors were shown there (`amr` has 'mfa', RFC 8176), the site asks for no second one. Default false. */
  readonly trusted?: boolean
  /** What the claims say, where that is not as the standard has it; what it leaves out is taken from the standard claims. The subject stays. */
  readonly identity?: (claims: Readonly<Record<string, unknown>>) => Partial<Omit<GivenIdentity, 'subject'>>
}

export interface OAuth2Options extends CommonOptions {
  readonly authorizationEndpoint: string
  readonly tokenEndpoint: string
  readonly scopes?: readonly string[]
  /** Asks the provider whose tokens these are. The subject is a key that never changes, not a name. The signal ends it when it takes too long. */
  readonly userinfo: (tokens: OAuthTokens, signal: AbortSignal) => GivenIdentity | Promise<GivenIdentity>
  /** What the provider calls itself in its answers (`iss`, RFC 9207), where it does; then an answer with another name is refused. */
  readonly issuer?: string
}

/** A provider that speaks OpenID Connect. */
export interface OidcProvider extends OidcOptions {
  readonly kind: 'oidc'
}

/** A provider that speaks OAuth 2 alone. */
export interface OAuth2Provider extends OAuth2Options {
  readonly kind: 'oauth2'
}

export type ProviderDescription = OidcProvider | OAuth2Provider

/** A provider that speaks OpenID Connect: `oidc({ issuer: 'https://login.example.org' })`. */
export function oidc(options: OidcOptions): OidcProvider {
  return Object.freeze({ ...options, kind: 'oidc' })
}

/** A provider that speaks OAuth 2 alone, and has an address of its own that says who somebody is. */
export function oauth2(options: OAuth2Options): OAuth2Provider {
  return Object.freeze({ ...options, kind: 'oauth2' })
}
