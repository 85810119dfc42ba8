import { decryptText, encryptText } from '../../../base/signing/index.ts'
import { oauthErrors } from '../errors.ts'
import type { Identity, OAuthTokens } from '../identity.ts'
import type { LinkedAccount } from '../models.ts'

const purpose = 'oauth.tokens'

/** Bound to the account: in another row the text is worth nothing. */
const contextOf = ({ issuer, subject }: Pick<Identity, 'issuer' | 'subject'>) => `${issuer} ${subject}`

export function sealTokens(identity: Identity, tokens: OAuthTokens): string {
  return encryptText(JSON.stringify(tokens), { purpose, context: contextOf(identity) })
}

/**
 * The tokens of the last log-in with this account, where the project has `keepTokens`. They may have expired, or been taken back at the provider. Throws
 * `NUAGES_OAUTH_NO_TOKENS`, and `NUAGES_SIGNING_CANNOT_DECRYPT` where the secret key has changed.
 */
export function tokensOfAccount(account: LinkedAccount): OAuthTokens {
  if (account.tokens === '') throw oauthErrors.NO_TOKENS({ provider: account.provider })
  const kept = JSON.parse(decryptText(account.tokens, { purpose, context: contextOf(account) })) as Omit<
    OAuthTokens,
    'expiresAt'
  > & { readonly expiresAt: string | null }
  return { ...kept, expiresAt: kept.expiresAt === null ? null : new Date(kept.expiresAt) }
}
