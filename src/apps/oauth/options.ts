import { type Service, service, use } from '../../base/context/index.ts'
import type { AnyUser } from '../auth/index.ts'
import type { Identity } from './identity.ts'
import type { ProviderClient } from './providers/client.ts'
import type { ProviderDescription } from './providers/description.ts'

/** The option `oauth` of a project. */
export interface OAuthOptions {
  /** By the names that stand in addresses and in the table: lower-case letters, digits and hyphens. They do not change. */
  readonly providers: Readonly<Record<string, ProviderDescription>>
  /** Who may become a new user by logging in with a provider: everybody, nobody, or whom a function admits. Default: as `accounts.registration`. */
  readonly signup?: 'open' | 'closed' | ((identity: Identity, provider: string) => boolean | Promise<boolean>)
  /**
   * Somebody whom nobody here is linked to is linked to the user with the same e-mail address, where both the provider and this site have verified it.
   * Default false: they log in first, and link it themselves.
   */
  readonly linkByVerifiedEmail?: boolean
  /** Keep the provider's tokens, encrypted, for `tokensOfAccount`. Default false: they are forgotten at once. */
  readonly keepTokens?: boolean
}

/** A provider that is ready to be spoken with. */
export interface Provider {
  readonly name: string
  readonly label: string
  readonly kind: 'oidc' | 'oauth2'
  /** Its word is taken for several factors. */
  readonly trusted: boolean
  readonly client: ProviderClient
}

/** The option, checked, with what the environment says. */
export interface OAuthSettings extends Required<Pick<OAuthOptions, 'linkByVerifiedEmail' | 'keepTokens'>> {
  readonly signup: OAuthOptions['signup']
  readonly providers: ReadonlyMap<string, Provider>
  /** Has this site verified that the user reads this mailbox? */
  readonly verifiedEmail: (user: AnyUser, email: string) => boolean | Promise<boolean>
  /** Has anybody verified the address here? */
  readonly knownEmail: (email: string) => boolean | Promise<boolean>
  /** Was the user asked to verify their address, and has not? Until then they link nothing: it may be somebody else's. */
  readonly awaitsVerification: (user: AnyUser) => boolean | Promise<boolean>
  /** Remembers that a provider has verified it. */
  readonly rememberVerified: (user: AnyUser, email: string) => void | Promise<void>
}

/** The providers of the current project. */
export const oauthService: Service<OAuthSettings> = service<OAuthSettings>('log-in with providers')

export function oauthSettings(): OAuthSettings {
  return use(oauthService)
}
