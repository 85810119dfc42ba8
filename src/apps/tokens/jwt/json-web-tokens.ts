import { randomString } from '../../../base/signing/index.ts'
import { readAbilities } from '../abilities.ts'
import { tokensErrors } from '../errors.ts'
import type { Abilities } from '../models.ts'
import { type JwtKey, type LoadedKey, loadKeys } from './keys.ts'

export interface JwtOptions {
  /** Keys as JSON: the first signs, all of them check. `JWT_KEYS` wins. Default: one that is made from the project's secret key (HS256). */
  readonly keys?: readonly JwtKey[]
  /** Who gives the tokens out: 'https://news.example'. Default: the project's `siteUrl`, else 'nuages'. */
  readonly issuer?: string
  /** Whom they are for. Default: the issuer. */
  readonly audience?: string
  /** Seconds that a JSON Web Token lives. Default 600. */
  readonly accessAge?: number
  /** Seconds that a refresh token lives if it is not used. Default two weeks. */
  readonly refreshAge?: number
  /** Seconds after which somebody has to log in again, however often they refreshed. Default 90 days. */
  readonly loginAge?: number
  /**
   * Seconds in which a refresh token that was replaced gets one more JSON Web Token, without a refresh token beside it, instead of ending the log-in: for clients of which
   * several parts refresh at once. Default 0.
   */
  readonly graceSeconds?: number
}

/** What a JSON Web Token of ours says (RFC 7519, RFC 9068). */
export interface JwtClaims {
  readonly iss: string
  readonly aud: string | readonly string[]
  /** The primary key of the user, as text. */
  readonly sub: string
  /** Seconds since 1970. */
  readonly iat: number
  readonly exp: number
  readonly jti: string
  /** Absent: all that the user may do. */
  readonly abilities?: readonly string[]
  /** What ties it to the user's password. */
  readonly tie?: string
  readonly [name: string]: unknown
}

/** A token that checks. */
export interface CheckedJwt {
  readonly claims: JwtClaims
  readonly abilities: Abilities
}

export interface JwtToSign {
  readonly subject: string
  readonly abilities: Abilities
  readonly tie?: string
}

/** Longer ones are not looked at. */
const longest = 8192
/** RFC 9068, 2.1: a token of another purpose, signed with the same key, is no access token. */
const type = 'at+jwt'

const ages = { accessAge: 600, refreshAge: 1_209_600, loginAge: 7_776_000 } as const

/** Signs and checks JSON Web Tokens. The library behind it is loaded with the first one. Usable without a project. */
export class JsonWebTokens {
  readonly issuer: string
  readonly audience: string
  readonly accessAge: number
  readonly refreshAge: number
  readonly loginAge: number
  readonly graceSeconds: number
  readonly #keys: readonly JwtKey[]
  readonly #now: () => number
  #loaded: Promise<readonly LoadedKey[]> | null = null

  /** Throws `NUAGES_TOKENS_BAD_SETTING`; wrong keys are found when they are first used, or by `load`. */
  constructor(options: JwtOptions & { readonly keys: readonly JwtKey[] }, now: () => number = () => Date.now()) {
    this.issuer = textOption(options, 'issuer', 'nuages')
    this.audience = textOption(options, 'audience', this.issuer)
    this.accessAge = secondsOption(options, 'accessAge', ages.accessAge, 1)
    this.refreshAge = secondsOption(options, 'refreshAge', ages.refreshAge, 1)
    this.loginAge = secondsOption(options, 'loginAge', ages.loginAge, 1)
    this.graceSeconds = secondsOption(options, 'graceSeconds', 0, 0)
    this.#keys = options.keys
    this.#now = now
  }

  /** Reads the keys. Throws `NUAGES_TOKENS_BAD_KEYS`. */
  load(): Promise<readonly LoadedKey[]> {
    return (this.#loaded ??= loadKeys(this.#keys))
  }

  async sign({ subject, abilities, tie }: JwtToSign): Promise<string> {
    const [key] = await this.load()
    const { SignJWT } = await import('jose')
    const issued = Math.floor(this.#now() / 1000)
    return new SignJWT({ ...(abilities !== null && { abilities: [...abilities] }), ...(tie !== undefined && { tie }) })
      .setProtectedHeader({ alg: key!.algorithm, kid: key!.kid, typ: type })
      .setIssuer(this.issuer)
      .setAudience(this.audience)
      .setSubject(subject)
      .setIssuedAt(issued)
      .setExpirationTime(issued + this.accessAge)
      .setJti(randomString(22))
      .sign(key!.sign!)
  }

  /**
   * What a token says, if one of the keys signed it: by its `kid`, and with the algorithm of that key and no other (RFC 8725, 3.1). Throws
   * `NUAGES_TOKENS_INVALID_TOKEN`.
   */
  async verify(token: string): Promise<CheckedJwt> {
    if (token.length > longest) throw invalid('it is too long')
    const { decodeProtectedHeader, jwtVerify } = await import('jose')
    const keys = await this.load()
    let kid: unknown
    try {
      kid = decodeProtectedHeader(token).kid
    } catch {
      throw invalid('it is no JSON Web Token')
    }
    const key = keys.find((each) => each.kid === kid)
    if (key === undefined) throw invalid('it is signed with a key that is not known here')
    let claims: JwtClaims
    try {
      const { payload } = await jwtVerify(token, key.verify, {
        algorithms: [key.algorithm],
        typ: type,
        issuer: this.issuer,
        audience: this.audience,
        requiredClaims: ['sub', 'iat', 'exp', 'jti'],
        currentDate: new Date(this.#now()),
      })
      claims = payload as unknown as JwtClaims
    } catch (error) {
      throw invalid((error as { code?: unknown }).code === 'ERR_JWT_EXPIRED' ? 'it has expired' : 'it does not check')
    }
    if (typeof claims.sub !== 'string' || claims.sub === '' || claims.sub.length > 255)
      throw invalid('it names no user')
    return { claims, abilities: readAbilities(claims.abilities) }
  }

  /** The keys that others check with, as a JSON Web Key Set (RFC 7517, 5). No private part and no shared secret is in it. */
  async published(): Promise<{ readonly keys: readonly Readonly<Record<string, string>>[] }> {
    const keys = await this.load()
    return { keys: keys.map(({ published }) => published).filter((key) => key !== null) }
  }
}

const invalid = (reason: string) => tokensErrors.INVALID_TOKEN({ reason })

function textOption(options: JwtOptions, name: 'issuer' | 'audience', otherwise: string): string {
  const value = options[name] ?? otherwise
  if (value === '') throw tokensErrors.BAD_SETTING({ option: `jwt.${name}`, problem: 'is empty' })
  return value
}

function secondsOption(
  options: JwtOptions,
  name: 'accessAge' | 'refreshAge' | 'loginAge' | 'graceSeconds',
  otherwise: number,
  least: number,
): number {
  const value = options[name] ?? otherwise
  if (!Number.isSafeInteger(value) || value < least)
    throw tokensErrors.BAD_SETTING({ option: `jwt.${name}`, problem: `is ${String(value)}` })
  return value
}
