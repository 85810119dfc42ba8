import { type HttpRequest, markPersonal } from '../../../web/http/index.ts'
import { checkCsrf } from '../../../web/security/index.ts'
import { credentialOf, identifyRequest } from '../../auth/index.ts'
import { tokensErrors } from '../errors.ts'
import type { Authenticator, Identified } from './authenticator.ts'
import { authorizationOf } from './authorization.ts'
import { refusalOf, refuse } from './refusal.ts'

const foundKey = Symbol('nuages.identified')
type Carrier = HttpRequest & { [foundKey]?: Identified }

/** What an authenticator has found: the row of an access token, the claims of a JSON Web Token. Null where none did. */
export function identifiedBy(request: HttpRequest): Identified | null {
  return (request as Carrier)[foundKey] ?? null
}

/** Authenticators in the order in which they are asked: what browsers send by themselves last, so that a header goes before a cookie. */
export function ordered(by: readonly Authenticator[]): readonly Authenticator[] {
  if (by.length === 0) throw tokensErrors.NO_AUTHENTICATORS()
  const last = (each: Authenticator) => Number((each.protection ?? 'csrf') === 'csrf')
  return by.toSorted((a, b) => last(a) - last(b))
}

/** Finds out whose request it is. A response refuses it. */
export async function identify(
  request: HttpRequest,
  by: readonly Authenticator[],
  { required, alone = false }: { readonly required: boolean; readonly alone?: boolean },
): Promise<Response | undefined> {
  try {
    for (const each of by) {
      const sensitive = (each.protection ?? 'csrf') === 'csrf'
      // All that read headers were asked: what none of them knows is no reason to look for a cookie.
      if (sensitive) refuseUnknown(request, by)
      const found = await each.authenticate(request)
      if (found !== null) return await accept(request, each, found)
    }
    refuseUnknown(request, by)
  } catch (error) {
    const refusal = refusalOf(error)
    if (refusal === null) throw error
    return refuse(request, by, refusal)
  }
  if (required) return refuse(request, by, { status: 401, error: null, reason: 'it has no credential' })
  // Nobody: as visitors without an account, with the check of forms. A cookie is no credential where none is asked for.
  const cookies = by.some(({ protection = 'csrf' }) => protection === 'csrf')
  if (alone && !cookies && credentialOf(request).kind === 'session')
    identifyRequest(request, async () => null, { kind: 'none', abilities: [] })
  return checkCsrf(request)
}

/** A credential of a scheme that is read here, and that nobody has recognised. */
function refuseUnknown(request: HttpRequest, by: readonly Authenticator[]): void {
  const sent = authorizationOf(request)
  if (sent !== null && by.some(({ scheme }) => scheme?.toLowerCase() === sent.scheme))
    throw tokensErrors.INVALID_TOKEN({ reason: 'it is of no kind that is known here' })
}

async function accept(request: HttpRequest, by: Authenticator, found: Identified): Promise<Response | undefined> {
  const { name, protection = 'csrf' } = by
  if (protection !== 'none') {
    const refused = await checkCsrf(request, { foreignOnly: protection === 'origin' })
    if (refused !== undefined) return refused
  }
  if (name === 'session') return undefined
  markPersonal(request, 'a credential')
  identifyRequest(request, found.user, { kind: name, abilities: found.abilities })
  ;(request as Carrier)[foundKey] = found
  return undefined
}
