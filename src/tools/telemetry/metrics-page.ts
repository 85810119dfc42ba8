import { constantTimeEqual } from '../../base/signing/index.ts'
import type { Middleware } from '../../web/http/index.ts'
import { gathered } from './gathered.ts'
import type { Metrics } from './metrics.ts'

export interface MetricsPageOptions {
  /** Where Prometheus reads: '/metrics'. */
  readonly path?: string
  /** What it has to send: `Authorization: Bearer …`. Without one everybody may read. */
  readonly token?: string
  /** How many processes serve; the metrics of all of them are added up. Default 1. */
  readonly processes?: number
}

/** Middleware that answers with the metrics of all processes that serve, in Prometheus' text format. */
export function metricsPage(
  metrics: Metrics,
  options: MetricsPageOptions = {},
): { readonly middleware: Middleware; close(): void } {
  const { path = '/metrics', token, processes = 1 } = options
  const all = gathered(metrics, processes)
  return {
    close: all.close,
    async middleware(request, next) {
      if (request.path !== path) return next()
      if (request.method !== 'GET' && request.method !== 'HEAD')
        return new Response(null, { status: 405, headers: { allow: 'GET, HEAD' } })
      const sent = /^Bearer ([^\s]+)$/i.exec(request.headers.get('authorization') ?? '')?.[1]
      if (token !== undefined && (sent === undefined || !constantTimeEqual(sent, token)))
        return new Response('Unauthorized', {
          status: 401,
          headers: { 'www-authenticate': 'Bearer', 'cache-control': 'no-store' },
        })
      const registry = await all.registry()
      const headers = { 'content-type': registry.contentType, 'cache-control': 'no-store' }
      return new Response(await registry.metrics(), { headers })
    },
  }
}
