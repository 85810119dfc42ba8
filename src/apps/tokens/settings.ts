import { type Service, service, tryUse } from '../../base/context/index.ts'
import type { LazyText } from '../../web/i18n/index.ts'
import { tokensErrors } from './errors.ts'
import type { JsonWebTokens, JwtOptions } from './jwt/json-web-tokens.ts'

/** How tokens look and what they can be for: `defineProject({ tokens })`. */
export interface TokensOptions {
  /** What every token of the site begins with. Default 'nuages': 'nuages_pat_…'. */
  readonly prefix?: string
  /** The abilities that people choose from on their account page, with what they mean. Without it their tokens may do all that they may do. */
  readonly abilities?: Readonly<Record<string, string | LazyText>>
  /** Days after which the tokens of the account page end at the latest. Default: people may make tokens without an end. */
  readonly longestDays?: number
  /** What challenges call the site. Default 'api'. */
  readonly realm?: string
  /** JSON Web Tokens: keys, issuer, audience, ages. */
  readonly jwt?: JwtOptions
}

/** The options with their defaults. */
export interface TokensSettings {
  readonly prefix: string
  readonly abilities: Readonly<Record<string, string | LazyText>>
  readonly longestDays: number | null
  readonly realm: string
}

/** Throws `NUAGES_TOKENS_BAD_SETTING`. */
export function tokensSettings(options: TokensOptions = {}): TokensSettings {
  const { prefix = 'nuages', abilities = {}, longestDays = null, realm = 'api' } = options
  if (!/^[a-z][a-z0-9_]{1,19}$/i.test(prefix))
    throw tokensErrors.BAD_SETTING({ option: 'prefix', problem: `is '${prefix}'` })
  if (longestDays !== null && !(Number.isSafeInteger(longestDays) && longestDays > 0))
    throw tokensErrors.BAD_SETTING({ option: 'longestDays', problem: `is ${longestDays}` })
  if (!/^[\w .:/-]{1,100}$/.test(realm))
    throw tokensErrors.BAD_SETTING({ option: 'realm', problem: 'has characters that cannot stand in a challenge' })
  return { prefix, abilities, longestDays, realm }
}

export const tokensSettingsService: Service<TokensSettings> = service<TokensSettings>('settings of tokens')
export const jsonWebTokensService: Service<JsonWebTokens> = service<JsonWebTokens>('JSON Web Tokens')

const defaults = Object.freeze(tokensSettings())

export function currentSettings(): TokensSettings {
  return tryUse(tokensSettingsService) ?? defaults
}
