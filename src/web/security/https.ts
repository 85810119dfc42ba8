import { defineMiddleware, type HttpRequest, type Middleware, redirect } from '../http/index.ts'

export interface RedirectToHttpsOptions {
  /** Where to, where that is another host: 'www.example.com'. Default: the host that was asked for. */
  readonly host?: string
  /** Requests that may come without TLS: a load balancer's look at '/healthz'. Paths, or a function. */
  readonly exempt?: readonly string[] | ((request: HttpRequest) => boolean)
  /** Default: 301 for reading, 308 for everything else, which keeps method and body. */
  readonly status?: 301 | 302 | 307 | 308
}

/**
 * Middleware that sends requests without TLS to the same address with it. Stands inside of `allowedHosts`, so that nobody is sent to a host of
 * a stranger's choice. Behind a proxy that ends TLS, name the proxy in `trustedProxies`: else every request is taken for one
 * without, and is sent in a circle. Semantics: Django's SECURE_SSL_REDIRECT.
 */
export function redirectToHttps(options: RedirectToHttpsOptions = {}): Middleware {
  const { host, status, exempt } = options
  const exempted = typeof exempt === 'function' ? exempt : ({ path }: HttpRequest) => exempt?.includes(path) === true
  return defineMiddleware({
    name: 'redirectToHttps',
    before(request) {
      if (request.secure || exempted(request)) return undefined
      const reading = request.method === 'GET' || request.method === 'HEAD'
      const target = request.target.startsWith('/') ? request.target : '/'
      return redirect(`https://${host ?? request.host}${target}`, { status: status ?? (reading ? 301 : 308) })
    },
  })
}
