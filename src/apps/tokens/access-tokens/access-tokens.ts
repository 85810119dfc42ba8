import { Q } from '../../../data/orm/index.ts'
import type { HttpRequest } from '../../../web/http/index.ts'
import { type AnyUser, recordAuthEvent, userKey } from '../../auth/index.ts'
import { checkAbilities, readAbilities } from '../abilities.ts'
import { tokensErrors } from '../errors.ts'
import { type Abilities, AccessToken } from '../models.ts'
import { currentSettings } from '../settings.ts'
import { beginningOf, digestOf, isToken, newAccessToken } from './token-text.ts'

export interface NewAccessToken {
  /** What its owner calls it: 'deploy script'. 1 to 100 characters. */
  readonly name: string
  /** What it may be used for; null: all that its user may do. A user never can do more by a token than without it. */
  readonly abilities: Abilities
  /** When it ends; null: never by itself. */
  readonly expires: Date | null
  /** The request that asked for it, for the audit log. */
  readonly request?: HttpRequest
}

/** A token that was just made. */
export interface MadeAccessToken {
  readonly row: AccessToken
  /** The token itself: it is nowhere else, and can be shown this once. */
  readonly token: string
}

/**
 * Makes an access token for a user: `const { token } = await createToken(user, { name: 'deploy', abilities: ['articles:write'], expires: null })`. Throws
 * `NUAGES_TOKENS_BAD_TOKEN_OPTIONS` and `…_BAD_ABILITIES`.
 */
export async function createToken(user: AnyUser, options: NewAccessToken): Promise<MadeAccessToken> {
  const { expires, request = null } = options
  const name = options.name.trim()
  const bad = (problem: string) => tokensErrors.BAD_TOKEN_OPTIONS({ problem })
  if (name === '' || [...name].length > 100) throw bad(`its name has ${[...name].length} characters`)
  if (expires !== null && !(expires.getTime() > Date.now())) throw bad('it would have ended already')
  const abilities = checkAbilities(options.abilities)
  const { prefix } = currentSettings()
  const token = newAccessToken(prefix)
  const row = await AccessToken.create({
    user: userKey(user),
    name,
    prefix: beginningOf(token, prefix, 'pat'),
    digest: digestOf(token),
    abilities,
    createdAt: new Date(),
    expiresAt: expires,
  })
  await recordAuthEvent('tokenCreated', { request, user, data: { kind: 'access', id: row.id, name, abilities } })
  return { row, token }
}

/** The tokens of a user that still work, the newest first. */
export async function tokensOf(user: AnyUser): Promise<readonly AccessToken[]> {
  return AccessToken.filter({ user: userKey(user), revokedAt: null }).filter(
    Q({ expiresAt: null }).or({ expiresAt__gt: new Date() }),
  )
}

/** Ends a token. False: it had ended before. */
export async function revokeToken(row: AccessToken, request: HttpRequest | null = null): Promise<boolean> {
  const now = new Date()
  const changed = await AccessToken.filter({ id: row.id, revokedAt: null }).update({ revokedAt: now })
  if (changed === 0) return false
  row.revokedAt = now
  const data = { kind: 'access', id: row.id, name: row.name }
  await recordAuthEvent('tokenRevoked', { request, user: { pk: row.user.pk }, data })
  return true
}

/** A token that somebody has sent, with its user. */
export interface FoundToken {
  readonly row: AccessToken
  readonly user: AnyUser
  readonly abilities: Abilities
}

const minute = 60_000

/**
 * Whose token it is: one query. Throws `NUAGES_TOKENS_INVALID_TOKEN` where it is nobody's any more. The last use is written down once a
 * minute at the most.
 */
export async function findToken(token: string, ip: string): Promise<FoundToken> {
  const refused = (reason: string) => tokensErrors.INVALID_TOKEN({ reason })
  if (!isToken(token, currentSettings().prefix, 'pat')) throw refused('it is no token of this site')
  const row = await AccessToken.filter({ digest: digestOf(token) })
    .selectRelated('user')
    .first()
  if (row === null) throw refused('it is no token of this site')
  const now = Date.now()
  if (row.revokedAt !== null) throw refused('it was revoked')
  if (row.expiresAt !== null && row.expiresAt.getTime() <= now) throw refused('it has expired')
  const user = row.user as unknown as AnyUser
  if (!user.isActive) throw refused('its user is not active')
  if (row.lastUsedAt === null || now - row.lastUsedAt.getTime() >= minute) await markUsed(row, now, ip)
  return { row, user, abilities: readAbilities(row.abilities) }
}

/** Of several requests at once one writes. */
async function markUsed(row: AccessToken, now: number, ip: string): Promise<void> {
  const due = Q({ lastUsedAt: null }).or({ lastUsedAt__lte: new Date(now - minute) })
  await AccessToken.filter({ id: row.id })
    .filter(due)
    .update({ lastUsedAt: new Date(now), lastUsedIp: ip.slice(0, 45) })
}
