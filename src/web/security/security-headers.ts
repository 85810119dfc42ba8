import { randomString } from '../../base/signing/index.ts'
import { defineMiddleware, type HttpRequest, LightHeaders, type Middleware } from '../http/index.ts'
import { securityErrors } from './errors.ts'

/** Stands for the request's nonce in a policy. */
export const nonce: unique symbol = Symbol('nuages.nonce')

/** Directives of a Content-Security-Policy: `{ 'default-src': ["'self'"], 'script-src': ["'self'", nonce] }`. */
export type CspDirectives = Readonly<Record<string, readonly (string | typeof nonce)[]>>

export interface SecurityHeadersOptions {
  /** Whether other pages may frame these. Default 'DENY'. */
  readonly frames?: 'DENY' | 'SAMEORIGIN' | false
  /** Default 'same-origin'. */
  readonly referrerPolicy?: string | false
  /** Cross-Origin-Opener-Policy. Default 'same-origin'. */
  readonly openerPolicy?: string | false
  /** No policy by default; error pages have their own. */
  readonly csp?: CspDirectives
  /** Report violations instead of preventing them. */
  readonly cspReportOnly?: boolean
  /** Seconds that browsers insist on https, sent on https only. Default: not sent. */
  readonly hsts?: number | { readonly maxAge: number; readonly includeSubDomains?: boolean; readonly preload?: boolean }
}

const nonceKey = Symbol('nuages.csp-nonce')
type Carrier = { [nonceKey]?: string }

/** The nonce of this request, for `<script nonce="…">`; the policy names it. */
export function cspNonce(request: HttpRequest): string {
  return ((request as unknown as Carrier)[nonceKey] ??= randomString(22))
}

/**
 * Middleware that adds the headers which every page should have: nosniff, no framing, a narrow referrer, an own opener group
 * (Django's SecurityMiddleware and XFrameOptionsMiddleware), and a Content-Security-Policy where one is given. A header that a view set stays.
 */
export function securityHeaders(options: SecurityHeadersOptions = {}): Middleware {
  const fixed = [{ name: 'x-content-type-options', value: 'nosniff' }]
  if (options.frames !== false) fixed.push({ name: 'x-frame-options', value: options.frames ?? 'DENY' })
  if (options.referrerPolicy !== false)
    fixed.push({ name: 'referrer-policy', value: options.referrerPolicy ?? 'same-origin' })
  if (options.openerPolicy !== false)
    fixed.push({ name: 'cross-origin-opener-policy', value: options.openerPolicy ?? 'same-origin' })
  // Checked once, here, and then added as they are.
  for (const { name, value } of fixed) new LightHeaders().set(name, value)
  const hsts = hstsText(options.hsts)
  const policy = options.csp === undefined ? null : policyParts(options.csp)
  const policyName = options.cspReportOnly ? 'content-security-policy-report-only' : 'content-security-policy'
  return defineMiddleware({
    name: 'securityHeaders',
    after(request, response) {
      const { headers } = response
      for (const { name, value } of fixed) headers.putDefault(name, value)
      if (hsts !== null && request.secure) headers.putDefault('strict-transport-security', hsts)
      if (policy !== null && !headers.has(policyName)) {
        headers.set(policyName, policy.map((part) => (part === nonce ? `'nonce-${cspNonce(request)}'` : part)).join(''))
      }
      return response
    },
  })
}

function hstsText(hsts: SecurityHeadersOptions['hsts']): string | null {
  if (hsts === undefined) return null
  const { maxAge, includeSubDomains = false, preload = false } = typeof hsts === 'number' ? { maxAge: hsts } : hsts
  return `max-age=${maxAge}${includeSubDomains ? '; includeSubDomains' : ''}${preload ? '; preload' : ''}`
}

/** The policy as text with places for the nonce. Throws `NUAGES_SECURITY_CSP_DIRECTIVE`. */
function policyParts(directives: CspDirectives): (string | typeof nonce)[] {
  const parts: (string | typeof nonce)[] = []
  for (const [directive, sources] of Object.entries(directives)) {
    const wrong = sources.some((source) => typeof source === 'string' && /[;,\s]/.test(source))
    if (!/^[a-z-]+$/.test(directive) || wrong) throw securityErrors.CSP_DIRECTIVE({ directive })
    parts.push(parts.length === 0 ? directive : `; ${directive}`)
    for (const source of sources) parts.push(' ', source)
  }
  return parts
}
