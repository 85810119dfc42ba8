import type { HttpRequest } from '../../../web/http/index.ts'
import type { AnyUser } from '../../auth/index.ts'
import type { JwtClaims } from '../jwt/json-web-tokens.ts'
import type { Abilities, AccessToken } from '../models.ts'

/** Whose request it is, and by what it says so. */
export interface Identified {
  /** The user; or what reads them when `request.user` is first asked for, and gives null where they are not there any more. */
  readonly user: AnyUser | (() => Promise<AnyUser | null>)
  /** What the credential may be used for; null: all that the user may do. */
  readonly abilities: Abilities
  /** The row of an access token. */
  readonly token?: AccessToken
  /** What a JSON Web Token says. */
  readonly claims?: JwtClaims
}

/**
 * A way in which requests say whose they are. Write your own for an API key in a header, a signature, a certificate.
 */
export interface Authenticator {
  /** What `credentialOf(request).kind` is: 'token', 'jwt', 'basic', 'session'. */
  readonly name: string
  /**
   * Null where the request holds no credential of this kind: the next one is asked. A credential of this kind that is wrong throws
   * `tokensErrors.INVALID_TOKEN({ reason })`, and no other is asked.
   */
  authenticate(request: HttpRequest): Promise<Identified | null> | Identified | null
  /** What a 401 says of it in `WWW-Authenticate` (RFC 9110, 11.6.1): 'Bearer realm="api"'. */
  challenge(request: HttpRequest): string
  /** The scheme in `Authorization` that it reads: a credential of that scheme which no authenticator knows is refused. */
  readonly scheme?: string
  /**
   * What keeps pages of other sites from sending requests with it. 'none': no page can make a browser send it, as a token in a header. 'origin': programs send it, and browsers may by
   * themselves, as HTTP Basic: refused where the browser says that another site's page sent it. 'csrf', the default: browsers send it by themselves, as
   * a cookie: the whole check of forms. Those with 'csrf' are asked last.
   */
  readonly protection?: 'none' | 'origin' | 'csrf'
}
