import { use } from '../../../base/context/index.ts'
import { ValidationError } from '../../../base/schema/index.ts'
import { type AnyUser, type UserModel, usersOf } from '../../auth/index.ts'
import { tokensErrors } from '../errors.ts'
import type { JsonWebTokens, JwtClaims } from '../jwt/json-web-tokens.ts'
import { fitsTie } from '../jwt/refresh.ts'
import { currentSettings, jsonWebTokensService } from '../settings.ts'
import type { Authenticator } from './authenticator.ts'
import { credentialsOf } from './authorization.ts'

export interface JwtAuthenticatorOptions {
  /**
   * Read the user before the view: one who is deactivated, deleted or has another password since is refused at once, for one query a request. Default false: the
   * token counts until it ends, and the user is read when `request.user` is asked for, where such a one is nobody.
   */
  readonly checkUser?: boolean
  /** Tokens of somewhere else: other keys, another issuer. Default: those of the project. */
  readonly tokens?: JsonWebTokens
  /** Default: the project's users. */
  readonly model?: UserModel
  /** Tokens must be tied to the password, as those of this battery are. Default: where `tokens` is left out. */
  readonly tied?: boolean
}

/** Three parts of base64url: no other token has dots. */
const form = /^[\w-]+\.[\w-]+\.[\w-]*$/

/** JSON Web Tokens in `Authorization: Bearer eyJ…` (RFC 6750, RFC 9068). No query, unless somebody asks for the user. */
export function jwt(options: JwtAuthenticatorOptions = {}): Authenticator {
  const { checkUser = false, model, tied = options.tokens === undefined } = options
  return {
    name: 'jwt',
    scheme: 'bearer',
    protection: 'none',
    challenge: () => `Bearer realm="${currentSettings().realm}"`,
    async authenticate(request) {
      const sent = credentialsOf(request, 'bearer')
      if (sent === null || !form.test(sent)) return null
      const { claims, abilities } = await (options.tokens ?? use(jsonWebTokensService)).verify(sent)
      const read = () => userOf(claims, model, tied)
      if (!checkUser) return { user: read, abilities, claims }
      const user = await read()
      if (user === null) throw tokensErrors.INVALID_TOKEN({ reason: 'its user is not there any more' })
      return { user, abilities, claims }
    },
  }
}

async function userOf(claims: JwtClaims, model: UserModel | undefined, tied: boolean): Promise<AnyUser | null> {
  try {
    const user = await usersOf(model).filter({ pk: claims.sub }).first()
    return user?.isActive && (!tied || fitsTie(user, claims.tie)) ? user : null
  } catch (error) {
    // A subject of another issuer that cannot be a key here.
    if (error instanceof ValidationError) return null
    throw error
  }
}
