import {
  defineMiddleware,
  type HttpRequest,
  LightResponse,
  type Middleware,
  type View,
  varyBy,
} from '../../../web/http/index.ts'
import { csrfDeferred } from '../../../web/security/index.ts'
import { type Credential, credentialOf } from '../../auth/index.ts'
import { currentSettings } from '../settings.ts'
import { may } from './ability.ts'
import type { Authenticator } from './authenticator.ts'
import { identify, ordered } from './identify.ts'
import { refuse } from './refusal.ts'

export interface AuthenticatorsOptions {
  /** What the credential must reach for, all of it: own words, and names of permissions, which the user then must have as well. */
  readonly abilities?: readonly string[]
  /** Refuse requests without any credential. Default true; else they are those of an `AnonymousUser`. */
  readonly required?: boolean
}

export interface AuthenticatedOptions extends AuthenticatorsOptions {
  /** In which ways a request may say whose it is: `[bearerToken(), session()]`. The first that finds its credential decides. */
  readonly by: readonly Authenticator[]
}

/**
 * A view for requests that say whose they are: `authenticated(view, { by: [bearerToken(), jwt(), session()] })`. A wrong credential is 401, whatever else the
 * request has. Has to be the outermost of the functions around a view, so that requests with tokens need no token of a form. Throws
 * `NUAGES_TOKENS_NO_AUTHENTICATORS`.
 */
export function authenticated<P>(view: View<P>, options: AuthenticatedOptions): View<P> {
  const gate = gateOf(options.by, options, true)
  return csrfDeferred(async (request: HttpRequest, params: P) => {
    const response = LightResponse.from((await gate(request)) ?? (await view(request, params)))
    varyBy(response, 'Authorization')
    return response
  })
}

/**
 * The same for many routes: `path('api/', include(urls, { middleware: [authenticators([bearerToken()])] }))`. As middleware of a whole project it stands inside of the check of
 * forms, which then refuses requests that have a cookie as well as a token.
 */
export function authenticators(by: readonly Authenticator[], options: AuthenticatorsOptions = {}): Middleware {
  const gate = gateOf(by, options)
  return csrfDeferred(
    defineMiddleware({
      name: 'authenticators',
      async before(request) {
        const refused = await gate(request)
        if (refused !== undefined) varyBy(refused, 'Authorization')
        return refused
      },
      after(_request, response) {
        varyBy(response, 'Authorization')
        return response
      },
    }),
  )
}

type Gate = (request: HttpRequest) => Promise<Response | undefined>

/** `alone`: nothing inside of it asks for another credential. */
function gateOf(
  by: readonly Authenticator[],
  { abilities = [], required = true }: AuthenticatorsOptions,
  alone = false,
): Gate {
  const asked = ordered(by)
  return async (request) =>
    (await identify(request, asked, { required, alone })) ?? (await firstMissing(request, abilities, asked))
}

async function firstMissing(
  request: HttpRequest,
  abilities: readonly string[],
  by: readonly Authenticator[],
): Promise<Response | undefined> {
  for (const ability of abilities)
    if (!(await may(request, ability)))
      return refuse(request, by, {
        status: 403,
        error: 'insufficient_scope',
        reason: `it does not reach for ${ability}`,
        ability,
      })
  return undefined
}

/** A view for requests whose credential reaches for `ability`, inside of `authenticated` or `authenticators`: others get 403. */
export function requireAbility<P>(ability: string, view: View<P>): View<P> {
  return async (request, params) => {
    if (await may(request, ability)) return view(request, params)
    const { kind }: Credential = credentialOf(request)
    const challenge = kind === 'token' || kind === 'jwt' ? [bearerChallenge] : []
    return refuse(request, challenge, {
      status: 403,
      error: 'insufficient_scope',
      reason: `it does not reach for ${ability}`,
      ability,
    })
  }
}

const bearerChallenge: Authenticator = Object.freeze({
  name: 'bearer',
  protection: 'none',
  authenticate: () => null,
  challenge: () => `Bearer realm="${currentSettings().realm}"`,
})
