export { linkedAccountsSection, providerOptions } from './account-page.ts'
export { oauthApp } from './app.ts'
export { oauthErrors } from './errors.ts'
export type { GivenIdentity, Identity, OAuthTokens } from './identity.ts'
export { LinkedAccount } from './models.ts'
export { leftOut, type OpenOAuthOptions, openOAuth } from './open.ts'
export { type OAuthOptions, type OAuthSettings, oauthService, type Provider } from './options.ts'
export { tokensOfAccount } from './people/tokens.ts'
export { linkedAccountsMeans } from './people/unlink.ts'
export type { FlowSecrets, Granted, ProviderClient } from './providers/client.ts'
export {
  type CommonOptions,
  type OAuth2Options,
  type OAuth2Provider,
  type OidcOptions,
  type OidcProvider,
  oauth2,
  oidc,
  type ProviderDescription,
} from './providers/description.ts'
export {
  type GitLabOptions,
  github,
  gitlab,
  google,
  type MicrosoftOptions,
  microsoft,
  type ReadyMadeOidcOptions,
  type ReadyMadeOptions,
} from './providers/ready-made.ts'
export { oauthUrls } from './urls.ts'
