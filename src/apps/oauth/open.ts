import { oauthErrors } from './errors.ts'
import type { OAuthOptions, OAuthSettings, Provider } from './options.ts'
import type { ProviderDescription } from './providers/description.ts'
import { OAuth2Client } from './providers/oauth2-client.ts'
import { OidcClient } from './providers/oidc-client.ts'

export interface OpenOAuthOptions
  extends Partial<Pick<OAuthSettings, 'verifiedEmail' | 'knownEmail' | 'awaitsVerification' | 'rememberVerified'>> {
  /** The environment, for client ids and secrets. */
  readonly env?: Readonly<Record<string, string | undefined>>
  /** True: every provider speaks https, and has a client id. */
  readonly production?: boolean
}

const validName = /^[a-z][a-z0-9-]{0,49}$/

/**
 * Makes the providers ready; none is spoken with yet. Throws `NUAGES_OAUTH_BAD_PROVIDER`, and in production `NUAGES_OAUTH_NO_CLIENT`; elsewhere a provider
 * without a client id is left out.
 */
export function openOAuth(options: OAuthOptions, open: OpenOAuthOptions = {}): OAuthSettings {
  const { env = {}, production = false } = open
  const providers = new Map<string, Provider>()
  for (const [name, description] of Object.entries(options.providers)) {
    if (!validName.test(name))
      throw bad(name.slice(0, 60), 'its name is not made of lower-case letters, digits and hyphens, 50 at most')
    if (description?.kind !== 'oidc' && description?.kind !== 'oauth2') throw bad(name, 'it is no description')
    const variable = `OAUTH_${name.toUpperCase().replaceAll('-', '_')}_CLIENT`
    const clientId = env[`${variable}_ID`] || description.clientId
    const clientSecret = env[`${variable}_SECRET`] || description.clientSecret
    if (clientId === undefined) {
      if (production) throw oauthErrors.NO_CLIENT({ provider: name, variable: `${variable}_ID` })
      continue
    }
    const registered = { ...description, clientId, ...(clientSecret !== undefined && { clientSecret }) }
    providers.set(name, providerOf(name, registered, production))
  }
  return {
    signup: options.signup,
    linkByVerifiedEmail: options.linkByVerifiedEmail ?? false,
    keepTokens: options.keepTokens ?? false,
    providers,
    verifiedEmail: open.verifiedEmail ?? (() => false),
    knownEmail: open.knownEmail ?? (() => false),
    awaitsVerification: open.awaitsVerification ?? (() => false),
    rememberVerified: open.rememberVerified ?? (() => {}),
  }
}

/** Providers that the options have and the environment has no client id for: what `openOAuth` leaves out. */
export function leftOut({ providers }: OAuthOptions, settings: OAuthSettings): readonly string[] {
  return Object.keys(providers).filter((name) => !settings.providers.has(name))
}

function providerOf(name: string, provider: ProviderDescription & { readonly clientId: string }, production: boolean) {
  const { label = name, kind } = provider
  const addresses = kind === 'oidc' ? [provider.issuer] : [provider.authorizationEndpoint, provider.tokenEndpoint]
  const insecure = addresses.map((address) => isInsecure(name, address, production)).includes(true)
  const client = kind === 'oidc' ? new OidcClient(name, provider, insecure) : new OAuth2Client(name, provider, insecure)
  return { name, label, kind, trusted: kind === 'oidc' && provider.trusted === true, client }
}

/** Plain http is for a provider on this machine, while a site is made. */
function isInsecure(name: string, address: string, production: boolean): boolean {
  const url = URL.parse(address)
  if (url === null) throw bad(name, `'${address}' is no address`)
  if (url.protocol === 'https:') return false
  const local = /^(?:localhost|127(?:\.\d+){3}|\[::1\])$/.test(url.hostname)
  if (url.protocol !== 'http:' || !local || production) throw bad(name, `'${address}' does not begin with https:`)
  return true
}

function bad(provider: string, problem: string) {
  return oauthErrors.BAD_PROVIDER({ provider, problem })
}
