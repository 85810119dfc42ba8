import { defineMiddleware, type Middleware } from '../http/index.ts'
import { securityErrors } from './errors.ts'

const shape = /^([a-z0-9.-]+|\[[a-f0-9]*:[a-f0-9.:]+\])(?::([0-9]+))?$/

/** Host and port of a `Host` header, lower case and without a final dot; empty where it is malformed (Django's `split_domain_port`). */
export function splitHost(host: string): readonly [domain: string, port: string] {
  const found = shape.exec(host.toLowerCase())
  return found === null ? ['', ''] : [found[1]!.replace(/\.$/, ''), found[2] ?? '']
}

/** Whether a domain matches a list of names: 'example.com', '.example.com' (it and all below it), '*'. */
export function hostAllowed(host: string, allowed: readonly string[]): boolean {
  const [domain] = splitHost(host)
  if (domain === '') return false
  return allowed.some((pattern) => pattern === '*' || isSameDomain(domain, pattern))
}

/** Whether `host` (in lower case) is the name `pattern`, or with a dot before it ('.example.com') that or one below it. Django's `is_same_domain`. */
export function isSameDomain(host: string, pattern: string): boolean {
  const name = pattern.toLowerCase()
  if (name === '') return false
  return host === name || (name.startsWith('.') && (host.endsWith(name) || host === name.slice(1)))
}

/** What may stand in a list of allowed hosts. */
const hostName = /^(?:\*|\.?[a-z0-9.-]+|\[[a-f0-9:.]+\])$/i

/** The names of the developer's own machine. */
export const localHosts: readonly string[] = Object.freeze(['localhost', '.localhost', '127.0.0.1', '[::1]'])

/**
 * Middleware that answers 400 to requests for other hosts than these, as links in pages and mails are made from the
 * host. In development the local names are allowed as well. Semantics: Django's ALLOWED_HOSTS
 * (https://docs.djangoproject.com/en/stable/ref/settings/#allowed-hosts). Throws `NUAGES_SECURITY_BAD_HOST`.
 */
export function allowedHosts(hosts: readonly string[] = []): Middleware {
  for (const host of hosts) if (!hostName.test(host)) throw securityErrors.BAD_HOST({ host })
  const withLocal = [...hosts, ...localHosts]
  /** The host of the last request that was let in: nearly always that of the next one. */
  let lastAllowed: string | null = null
  return defineMiddleware({
    name: 'allowedHosts',
    before(request) {
      const { host } = request
      if (host === lastAllowed) return undefined
      if (!hostAllowed(host, request.debug ? withLocal : hosts)) {
        throw securityErrors.HOST_NOT_ALLOWED({ host: host.slice(0, 100) })
      }
      lastAllowed = host
      return undefined
    },
  })
}
