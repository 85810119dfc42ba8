import { tryCurrentRequest } from '../../web/http/index.ts'
import { cspNonce, nonce } from '../../web/security/index.ts'
import type { ProjectOptions } from './definition.ts'

/** The nonce of the request that is being answered, where the project's policy has one; what asks for it writes it into the policy. */
export function pageNonce({ security = {} }: ProjectOptions): () => string | undefined {
  const policies = [security.csp, security.cspReportOnly].map((policy) => policy || {})
  const isNonced = policies
    .flatMap((policy) => Object.values(policy))
    .some((sources) => sources !== true && sources.includes(nonce))
  return () => {
    const request = isNonced ? tryCurrentRequest() : undefined
    return request && cspNonce(request)
  }
}
