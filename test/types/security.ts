/** Promises of `nuages/security` to the compiler. */
import { type HttpRequest, html, path } from '../../src/web/http/index.ts'
import {
  CSP,
  type CspDirectives,
  csrfExempt,
  nonce,
  type RateLimit,
  rateLimit,
  rateLimited,
  securityHeaders,
  withSecurityHeaders,
} from '../../src/web/security/index.ts'

const policy: CspDirectives = { 'script-src': [CSP.self, CSP.nonce, nonce, 'https://cdn.example'], sandbox: true }
securityHeaders({ csp: policy, cspReportOnly: false, permissions: { camera: [], 'some-new-feature': '*' } })
// @ts-expect-error: no such directive
securityHeaders({ csp: { 'script-source': [CSP.self] } })
// @ts-expect-error: sources are a list
securityHeaders({ csp: { 'script-src': CSP.self } })
// @ts-expect-error: no such word
securityHeaders({ csp: { 'script-src': [CSP.unsafe] } })
// @ts-expect-error: no such policy
securityHeaders({ referrerPolicy: 'nobody' })
// @ts-expect-error: no such value
securityHeaders({ frames: 'ALLOW' })

const limits: RateLimit[] = ['100/hour', { count: 5, per: 10 }, { count: 5, per: 'minute', burst: 2 }]
rateLimit({ limit: limits, key: ['ip', 'route', (request) => request.header('x-key')] })
// @ts-expect-error: no such unit
rateLimit({ limit: '100/week' })
// @ts-expect-error: no such key
rateLimit({ limit: '1/hour', key: 'session' })

// What stands around a view says which parameters it takes.
const byId = (_request: HttpRequest, { id }: { id: number }) => html(id.toFixed())
path('<int:id>/', csrfExempt(byId))
path('<int:id>/', rateLimited(byId, { limit: '1/second' }))
path('<int:id>/', withSecurityHeaders(byId, { csp: false }))
const bySlug = (_request: HttpRequest, { id }: { id: string }) => html(id)
// @ts-expect-error: id is a number
path('<int:id>/', csrfExempt(bySlug))
