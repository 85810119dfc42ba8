export { checkAbilities } from './abilities.ts'
export {
  createToken,
  type FoundToken,
  findToken,
  type MadeAccessToken,
  type NewAccessToken,
  revokeToken,
  tokensOf,
} from './access-tokens/access-tokens.ts'
export { tokensApp } from './app.ts'
export { may } from './authenticators/ability.ts'
export {
  type AuthenticatedOptions,
  type AuthenticatorsOptions,
  authenticated,
  authenticators,
  requireAbility,
} from './authenticators/authenticated.ts'
export type { Authenticator, Identified } from './authenticators/authenticator.ts'
export { type BasicOptions, basic } from './authenticators/basic.ts'
export { bearerToken } from './authenticators/bearer-token.ts'
export { identifiedBy } from './authenticators/identify.ts'
export { type JwtAuthenticatorOptions, jwt } from './authenticators/jwt.ts'
export { session } from './authenticators/session.ts'
export { clearTokens } from './clear.ts'
export { type StepOutcome, type StepTaker, stepTakersService } from './endpoints/steps.ts'
export { tokensErrors } from './errors.ts'
export { generateJwtKey } from './jwt/generate-key.ts'
export {
  type CheckedJwt,
  JsonWebTokens,
  type JwtClaims,
  type JwtOptions,
  type JwtToSign,
} from './jwt/json-web-tokens.ts'
export { derivedKey, type JwtAlgorithm, type JwtKey, jwtAlgorithms, parseJwtKeys } from './jwt/keys.ts'
export {
  issueTokens,
  refreshTokens,
  revokeRefreshToken,
  revokeTokenLogin,
  type TokenPair,
  type TokenPairOptions,
  tokenLogins,
} from './jwt/refresh.ts'
export { type Abilities, AccessToken, RefreshToken } from './models.ts'
export { tokensSection } from './pages/section.ts'
export { tokensUrls } from './pages/urls.ts'
export {
  jsonWebTokensService,
  type TokensOptions,
  type TokensSettings,
  tokensSettings,
  tokensSettingsService,
} from './settings.ts'
export { jwtUrls } from './urls.ts'
