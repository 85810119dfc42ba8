import { atomic } from '../../../data/orm/index.ts'
import type { HttpRequest } from '../../../web/http/index.ts'
import { accountsSettings } from '../../accounts/index.ts'
import { type AnyUser, createUser, normalizeEmail, recordAuthEvent, User } from '../../auth/index.ts'
import { oauthErrors } from '../errors.ts'
import type { Identity } from '../identity.ts'
import { type OAuthSettings, oauthSettings } from '../options.ts'
import type { Granted } from '../providers/client.ts'
import { linkAccount } from './link.ts'
import { freeUsername } from './usernames.ts'

/**
 * The user for an identity that nobody is linked to yet: with `linkByVerifiedEmail` the one with the same address, where both sides have verified it;
 * else a new one. Throws `NUAGES_OAUTH_SIGNUP_CLOSED` and `NUAGES_OAUTH_EMAIL_TAKEN`.
 */
export async function admit(request: HttpRequest, provider: string, granted: Granted): Promise<AnyUser> {
  const settings = oauthSettings()
  const { identity } = granted
  const namesakes = identity.emailVerified ? await withEmail(identity.email) : []
  if (settings.linkByVerifiedEmail) {
    const known = await verifiedOne(settings, namesakes, identity.email)
    if (known !== null) {
      await linkAccount(request, known, provider, granted)
      return known
    }
  }
  if (!(await mayJoin(settings, identity, provider))) throw oauthErrors.SIGNUP_CLOSED({ provider })
  const isKnown = identity.emailVerified && (await settings.knownEmail(identity.email))
  if (namesakes.length > 0 || isKnown) throw oauthErrors.EMAIL_TAKEN({ provider })
  return atomic(async () => {
    const user = await createUser({
      username: await freeUsername(identity),
      // An address that nobody has verified is not taken over: its owner has not said a word yet.
      email: identity.emailVerified ? identity.email : '',
      ...namesOf(identity.name),
    })
    await linkAccount(request, user, provider, granted)
    if (identity.emailVerified) await settings.rememberVerified(user, user.email)
    await recordAuthEvent('registered', { request, user, data: { provider } })
    return user
  })
}

function withEmail(email: string): Promise<User[]> {
  return Promise.resolve(User.filter({ email__iexact: normalizeEmail(email) }).slice(0, 10))
}

/** Of the users with an address the one who has shown that it is theirs; of several none. */
async function verifiedOne(settings: OAuthSettings, users: readonly User[], email: string): Promise<User | null> {
  const verified: User[] = []
  for (const user of users) if (await settings.verifiedEmail(user, email)) verified.push(user)
  return verified.length === 1 && users.length === 1 ? verified[0]! : null
}

async function mayJoin({ signup }: OAuthSettings, identity: Identity, provider: string): Promise<boolean> {
  if (typeof signup === 'function') return signup(identity, provider)
  return (signup ?? accountsSettings().registration) === 'open'
}

/** First name and the rest, as well as it can be told. */
function namesOf(name: string): { readonly firstName: string; readonly lastName: string } {
  const at = name.indexOf(' ')
  return at < 0 ? { firstName: name, lastName: '' } : { firstName: name.slice(0, at), lastName: name.slice(at + 1) }
}
