import { path, requireMethods } from '../../web/http/index.ts'
import { csrfExempt } from '../../web/security/index.ts'
import { keySet } from './endpoints/key-set.ts'
import { obtainTokens } from './endpoints/obtain.ts'
import { refresh, revoke } from './endpoints/refresh.ts'

/**
 * What programs log in by: `path('api/auth/', include(jwtUrls, { namespace: 'jwt' }))`. No cookie is read or set by any of them, and none takes a form: they need
 * no token of one.
 */
export const jwtUrls = [
  path('token/', csrfExempt(requireMethods(['POST'], obtainTokens)), { name: 'obtain' }),
  path('refresh/', csrfExempt(requireMethods(['POST'], refresh)), { name: 'refresh' }),
  path('revoke/', csrfExempt(requireMethods(['POST'], revoke)), { name: 'revoke' }),
  path('jwks.json', { get: keySet }, { name: 'jwks' }),
] as const
