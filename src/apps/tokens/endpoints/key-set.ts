import { use } from '../../../base/context/index.ts'
import { type HttpRequest, json } from '../../../web/http/index.ts'
import { jsonWebTokensService } from '../settings.ts'

/** Seconds for which others may keep the keys: a new key is to be among them so long before it signs. */
const age = 600

/** GET: the keys that others check tokens with, as a JSON Web Key Set (RFC 7517). Empty where tokens are signed with a secret. */
export async function keySet(_request: HttpRequest): Promise<Response> {
  return json(await use(jsonWebTokensService).published(), {
    headers: { 'cache-control': `public, max-age=${age}`, 'content-type': 'application/jwk-set+json' },
  })
}
