import type { HttpRequest } from '../../../web/http/index.ts'
import { type AnyUser, recordAuthEvent, userKey } from '../../auth/index.ts'
import { oauthErrors } from '../errors.ts'
import { LinkedAccount } from '../models.ts'
import { oauthSettings } from '../options.ts'
import type { Granted } from '../providers/client.ts'
import { sealTokens } from './tokens.ts'

/** The account that an identity is, with its user; null where nobody is linked to it. */
export async function findAccount(provider: string, { identity }: Granted): Promise<LinkedAccount | null> {
  const { issuer, subject } = identity
  const rows = await LinkedAccount.filter({ provider, issuer, subject })
  // Where the database takes capitals for small letters, another one's is left out.
  return rows.find((row) => row.subject === subject && row.issuer === issuer) ?? null
}

function valuesOf({ identity, tokens }: Granted) {
  const { email, name } = identity
  return { email, name, lastUsedAt: new Date(), tokens: oauthSettings().keepTokens ? sealTokens(identity, tokens) : '' }
}

/** Notes that an account was used, and what the provider says of it now. */
export async function noteUse(account: LinkedAccount, granted: Granted): Promise<void> {
  Object.assign(account, valuesOf(granted))
  await account.save()
}

/** Links an identity to a user: from now on they log in with it. Throws `NUAGES_OAUTH_LINKED_ELSEWHERE`. */
export async function linkAccount(
  request: HttpRequest,
  user: AnyUser,
  provider: string,
  granted: Granted,
): Promise<LinkedAccount> {
  const known = await findAccount(provider, granted)
  if (known !== null) {
    if (String(known.user.pk) !== String(user.pk)) throw oauthErrors.LINKED_ELSEWHERE({ provider })
    await noteUse(known, granted)
    return known
  }
  const { issuer, subject } = granted.identity
  const account = await LinkedAccount.create({ user: userKey(user), provider, issuer, subject, ...valuesOf(granted) })
  await recordAuthEvent('identityLinked', { request, user, data: { provider } })
  return account
}
