import { provide } from '../../base/context/index.ts'
import type { AppDefinition, Environment } from '../../base/settings/index.ts'
import type { Brought } from './brought.ts'
import type { ProjectOptions } from './definition.ts'

export interface TokensParts {
  readonly options: ProjectOptions
  readonly environment: Environment
  readonly apps: readonly AppDefinition[]
  readonly secretKey: string
  readonly secretKeyFallbacks: readonly string[]
}

/**
 * How tokens look, and what signs them: `JWT_KEYS`, else the keys of the configuration, else one that is made from the secret key (those of the past check as well). Imported only where
 * the app is there.
 */
export async function projectTokens(parts: TokensParts): Promise<Brought> {
  const { options, environment, apps, secretKey, secretKeyFallbacks } = parts
  if (!apps.some(({ label }) => label === 'tokens')) return {}
  const tokens = await import('../../apps/tokens/index.ts')
  const { jwt = {}, ...rest } = options.tokens ?? {}
  const given = environment.jwtKeys === undefined ? jwt.keys : tokens.parseJwtKeys(environment.jwtKeys)
  const keys = given ?? [...new Set([secretKey, ...secretKeyFallbacks])].map((key) => tokens.derivedKey(key))
  const issuer = jwt.issuer ?? options.siteUrl
  const signed = new tokens.JsonWebTokens({ ...jwt, ...(issuer !== undefined && { issuer }), keys })
  // What a deployer has to mend is said at the start, not to the first client.
  if (given !== undefined) await signed.load()
  return {
    services: [
      provide(tokens.tokensSettingsService, tokens.tokensSettings(rest)),
      provide(tokens.jsonWebTokensService, signed),
    ],
  }
}
