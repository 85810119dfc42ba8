import { use } from '../../../base/context/index.ts'
import { factsService } from '../../../base/settings/index.ts'
import { constantTimeEqual, saltedHmac } from '../../../base/signing/index.ts'
import type { HttpRequest } from '../../../web/http/index.ts'
import { type AnyUser, recordAuthEvent, userKey } from '../../auth/index.ts'
import { checkAbilities, readAbilities } from '../abilities.ts'
import { digestOf, familyOf, isToken, newFamily, newRefreshToken } from '../access-tokens/token-text.ts'
import { tokensErrors } from '../errors.ts'
import { type Abilities, RefreshToken } from '../models.ts'
import { currentSettings, jsonWebTokensService } from '../settings.ts'

/** What a client gets when somebody logs in by tokens, or refreshes. */
export interface TokenPair {
  readonly accessToken: string
  /** Seconds that the access token lives. */
  readonly expiresIn: number
  /** Null within `graceSeconds`: another part of the client has the new one. */
  readonly refreshToken: string | null
  readonly refreshExpiresIn: number | null
}

export interface TokenPairOptions {
  readonly abilities?: Abilities
  readonly request?: HttpRequest
}

/** Gives out tokens for a user who has shown who they are, with all steps that the project asks of them: no step is asked here. */
export async function issueTokens(user: AnyUser, options: TokenPairOptions = {}): Promise<TokenPair> {
  const jwt = use(jsonWebTokensService)
  const { request = null } = options
  const abilities = checkAbilities(options.abilities ?? null)
  const now = Date.now()
  const family = newFamily()
  const token = newRefreshToken(currentSettings().prefix, family)
  const seconds = Math.min(jwt.refreshAge, jwt.loginAge)
  const row = await RefreshToken.create({
    user: userKey(user),
    family,
    digest: digestOf(token),
    authHash: user.sessionAuthHash(),
    abilities,
    createdAt: new Date(now),
    issuedAt: new Date(now),
    expiresAt: new Date(now + seconds * 1000),
    ip: (request?.ip ?? '').slice(0, 45),
    userAgent: (request?.header('user-agent') ?? '').slice(0, 300),
  })
  await recordAuthEvent('tokenCreated', { request, user, data: { kind: 'refresh', id: row.id, abilities } })
  return pair(user, abilities, { token, seconds })
}

/**
 * The next pair of tokens for a refresh token, which then is used up. One that was used before was copied by somebody: the whole log-in ends. Throws
 * `NUAGES_TOKENS_INVALID_TOKEN`. Semantics: RFC 9700, 4.14.2.
 */
export async function refreshTokens(token: string, request: HttpRequest | null = null): Promise<TokenPair> {
  const { prefix } = currentSettings()
  if (!isToken(token, prefix, 'rt')) throw invalid('it is no refresh token of this site')
  const jwt = use(jsonWebTokensService)
  const row = await RefreshToken.filter({ family: familyOf(token, prefix) })
    .selectRelated('user')
    .first()
  if (row === null) throw invalid('it is no refresh token of this site')
  const now = Date.now()
  if (row.revokedAt !== null) throw invalid('it was revoked')
  if (row.expiresAt.getTime() <= now) throw invalid('it has expired')
  const user = row.user as unknown as AnyUser
  if (!user.isActive) throw invalid('its user is not active')
  if (!sameAuthHash(user, row.authHash)) {
    await revokeFamily(row)
    throw invalid('the password has changed since')
  }
  const abilities = readAbilities(row.abilities)
  const digest = digestOf(token)
  const next = newRefreshToken(prefix, row.family)
  const end = Math.min(now + jwt.refreshAge * 1000, row.createdAt.getTime() + jwt.loginAge * 1000)
  // One statement decides which of several wins, on every database.
  const won = await RefreshToken.filter({ id: row.id, digest, revokedAt: null }).update({
    digest: digestOf(next),
    previousDigest: digest,
    issuedAt: new Date(now),
    expiresAt: new Date(end),
    authHash: user.sessionAuthHash(),
    rotations: row.rotations + 1,
  })
  if (won === 1) return pair(user, abilities, { token: next, seconds: Math.floor((end - now) / 1000) })
  if (await inGrace(row.id, digest, now, jwt.graceSeconds)) return pair(user, abilities, null)
  if (await revokeFamily(row))
    await recordAuthEvent('tokenReused', {
      request,
      user,
      data: { kind: 'refresh', id: row.id, rotations: row.rotations },
    })
  throw invalid('it was used before')
}

/** Ends the log-in that a refresh token belongs to. False: there was none. */
export async function revokeRefreshToken(token: string, request: HttpRequest | null = null): Promise<boolean> {
  const { prefix } = currentSettings()
  if (!isToken(token, prefix, 'rt')) return false
  const row = await RefreshToken.filter({ family: familyOf(token, prefix) }).first()
  if (row === null || !(await revokeFamily(row))) return false
  await recordAuthEvent('tokenRevoked', { request, user: { pk: row.user.pk }, data: { kind: 'refresh', id: row.id } })
  return true
}

/** The log-ins of a user by tokens that still go on, the newest first. */
export async function tokenLogins(user: AnyUser): Promise<readonly RefreshToken[]> {
  return RefreshToken.filter({ user: userKey(user), revokedAt: null, expiresAt__gt: new Date() })
}

/** Ends one of them. False: it had ended before. */
export async function revokeTokenLogin(row: RefreshToken, request: HttpRequest | null = null): Promise<boolean> {
  if (!(await revokeFamily(row))) return false
  await recordAuthEvent('tokenRevoked', { request, user: { pk: row.user.pk }, data: { kind: 'refresh', id: row.id } })
  return true
}

async function revokeFamily({ id }: RefreshToken): Promise<boolean> {
  return (await RefreshToken.filter({ id, revokedAt: null }).update({ revokedAt: new Date() })) === 1
}

/** It is the one before the newest, and was replaced a moment ago. */
async function inGrace(id: RefreshToken['id'], digest: string, now: number, seconds: number): Promise<boolean> {
  if (seconds === 0) return false
  const since = new Date(now - seconds * 1000)
  return RefreshToken.filter({ id, previousDigest: digest, revokedAt: null, issuedAt__gt: since }).exists()
}

async function pair(
  user: AnyUser,
  abilities: Abilities,
  refresh: { readonly token: string; readonly seconds: number } | null,
): Promise<TokenPair> {
  const jwt = use(jsonWebTokensService)
  const accessToken = await jwt.sign({ subject: String(user.pk), abilities, tie: tieOf(user) })
  return {
    accessToken,
    expiresIn: jwt.accessAge,
    refreshToken: refresh?.token ?? null,
    refreshExpiresIn: refresh?.seconds ?? null,
  }
}

const tieSalt = 'nuages.tokens.tie'

/** What a token carries of the password: nothing that could be guessed from, and another with each password. */
function tieOf(user: AnyUser, secretKey: string = use(factsService).secretKey): string {
  return saltedHmac(tieSalt, user.sessionAuthHash(secretKey), secretKey).toString('base64url').slice(0, 22)
}

/** With the keys of the past too. */
export function fitsTie(user: AnyUser, tie: unknown): boolean {
  return typeof tie === 'string' && secretKeys().some((key) => constantTimeEqual(tieOf(user, key), tie))
}

function sameAuthHash(user: AnyUser, hash: string): boolean {
  return secretKeys().some((key) => constantTimeEqual(user.sessionAuthHash(key), hash))
}

function secretKeys(): readonly string[] {
  const { secretKey, secretKeyFallbacks } = use(factsService)
  return [secretKey, ...secretKeyFallbacks]
}

const invalid = (reason: string) => tokensErrors.INVALID_TOKEN({ reason })
