import {
  defineMiddleware,
  type HttpRequest,
  LightHeaders,
  LightResponse,
  type Middleware,
  type View,
} from '../http/index.ts'
import { type CspDirectives, type MadePolicy, madePolicy, policyFor } from './csp.ts'
import { securityErrors } from './errors.ts'
import { type PermissionsPolicy, permissionsText } from './permissions-policy.ts'

export type ReferrerPolicyName =
  | 'no-referrer'
  | 'no-referrer-when-downgrade'
  | 'origin'
  | 'origin-when-cross-origin'
  | 'same-origin'
  | 'strict-origin'
  | 'strict-origin-when-cross-origin'
  | 'unsafe-url'

export interface HstsOptions {
  /** Seconds. */
  readonly maxAge: number
  readonly includeSubDomains?: boolean
  /** Asks to be put on the list that browsers come with (https://hstspreload.org): years pass before that is undone. */
  readonly preload?: boolean
}

/** What each header says; false leaves it out. */
export interface SecurityHeadersOptions {
  /** X-Frame-Options: whether other pages may frame these. Default 'DENY'. */
  readonly frames?: 'DENY' | 'SAMEORIGIN' | false
  /** X-Content-Type-Options: browsers believe the content type. Default true. */
  readonly nosniff?: boolean
  /** Referrer-Policy; of several a browser takes the last that it knows. Default 'same-origin'. */
  readonly referrerPolicy?: ReferrerPolicyName | readonly ReferrerPolicyName[] | false
  /** Cross-Origin-Opener-Policy. Default 'same-origin'. */
  readonly openerPolicy?: 'same-origin' | 'same-origin-allow-popups' | 'noopener-allow-popups' | 'unsafe-none' | false
  /** Cross-Origin-Embedder-Policy. Not sent by default. */
  readonly embedderPolicy?: 'require-corp' | 'credentialless' | 'unsafe-none' | false
  /** Cross-Origin-Resource-Policy: which sites may embed these answers. Not sent by default. */
  readonly resourcePolicy?: 'same-origin' | 'same-site' | 'cross-origin' | false
  /** Permissions-Policy: `{ camera: [], geolocation: ['self'] }`. Not sent by default. */
  readonly permissions?: PermissionsPolicy | false
  /** Content-Security-Policy. Not sent by default; error pages and the admin have their own. */
  readonly csp?: CspDirectives | false
  /** Content-Security-Policy-Report-Only: what it would prevent is only reported. Not sent by default. */
  readonly cspReportOnly?: CspDirectives | false
  /** Reporting-Endpoints: addresses by name, which `report-to` of a policy names. */
  readonly reportingEndpoints?: Readonly<Record<string, string>> | false
  /** Strict-Transport-Security, sent on https only: seconds that browsers insist on https. Not sent by default. */
  readonly hsts?: number | HstsOptions | false
}

/** Semantics of the defaults: Django's SecurityMiddleware and XFrameOptionsMiddleware. */
const defaults = {
  nosniff: true,
  frames: 'DENY',
  referrerPolicy: 'same-origin',
  openerPolicy: 'same-origin',
} as const satisfies SecurityHeadersOptions

const policyName = 'content-security-policy'
const reportName = 'content-security-policy-report-only'
const hstsName = 'strict-transport-security'

/** Options as headers; null stands for one that is left out. */
interface MadeHeaders {
  readonly fixed: readonly (readonly [name: string, value: string | null])[]
  readonly hsts: string | null | undefined
  readonly policies: readonly (readonly [name: string, policy: MadePolicy | null])[]
}

const leftOut = Symbol('nuages.headers-left-out')
/** The names of headers that a view has put away. */
type Carrier = { [leftOut]?: string[] }

/**
 * Middleware that adds the headers which every page should have: nosniff, no framing, a narrow referrer, an own opener group,
 * and the policies that are given. A header that a view set stays.
 */
export function securityHeaders(options: SecurityHeadersOptions = {}): Middleware {
  const { fixed, hsts, policies } = madeHeaders({ ...defaults, ...options })
  const always = fixed.flatMap(([name, value]) => (value === null ? [] : [{ name, value }]))
  const added = policies.flatMap(([name, policy]) => (policy === null ? [] : [{ name, policy }]))
  return defineMiddleware({
    name: 'securityHeaders',
    after(request, response) {
      const { headers } = response
      const without = (request as unknown as Carrier)[leftOut]
      for (const { name, value } of always) if (sent(name, without)) headers.putDefault(name, value)
      if (hsts && request.secure && sent(hstsName, without)) headers.putDefault(hstsName, hsts)
      for (const { name, policy } of added)
        if (sent(name, without) && !headers.has(name)) headers.put(name, policyFor(policy, request, response))
      return response
    },
  })
}

const sent = (name: string, without: readonly string[] | undefined): boolean =>
  without === undefined || !without.includes(name)

/**
 * A view whose answers have other security headers than the rest of the site: `withSecurityHeaders(view, { frames: 'SAMEORIGIN' })`,
 * `{ csp: { … } }`, `{ csp: false }` for none. What is not named stays as it is. Django's `csp_override`,
 * `csp_report_only_override` and `xframe_options_*`.
 */
export function withSecurityHeaders<P>(view: View<P>, options: SecurityHeadersOptions): View<P> {
  const { fixed, hsts, policies } = madeHeaders(options)
  return async function withHeaders(request, params) {
    const response = LightResponse.from(await view(request, params))
    const { headers } = response
    for (const [name, value] of fixed) apply(request, headers, name, value)
    if (hsts === null || (hsts !== undefined && request.secure)) apply(request, headers, hstsName, hsts)
    for (const [name, policy] of policies)
      apply(request, headers, name, policy === null ? null : policyFor(policy, request, response))
    return response
  }
}

function apply(request: HttpRequest, headers: LightHeaders, name: string, value: string | null): void {
  if (value !== null) headers.set(name, value)
  else {
    headers.delete(name)
    ;((request as unknown as Carrier)[leftOut] ??= []).push(name)
  }
}

/** What is said of each header, in the order in which they are sent; nothing for what is not said. */
function madeHeaders(options: SecurityHeadersOptions): MadeHeaders {
  const said: readonly (readonly [name: string, value: string | false | undefined])[] = [
    ['x-content-type-options', options.nosniff === true ? 'nosniff' : options.nosniff],
    ['x-frame-options', options.frames],
    [
      'referrer-policy',
      Array.isArray(options.referrerPolicy) ? options.referrerPolicy.join(', ') : (options.referrerPolicy as string),
    ],
    ['cross-origin-opener-policy', options.openerPolicy],
    ['cross-origin-embedder-policy', options.embedderPolicy],
    ['cross-origin-resource-policy', options.resourcePolicy],
    ['permissions-policy', options.permissions && permissionsText(options.permissions)],
    ['reporting-endpoints', options.reportingEndpoints && endpointsText(options.reportingEndpoints)],
  ]
  const fixed = said.flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value === false || value === '' ? null : value] as const],
  )
  // Checked once, here, and then added as they are.
  for (const [name, value] of fixed) if (value !== null) new LightHeaders().set(name, value)
  const policies: (readonly [string, MadePolicy | null])[] = []
  for (const [name, policy] of [
    [policyName, options.csp],
    [reportName, options.cspReportOnly],
  ] as const)
    if (policy !== undefined)
      policies.push([name, policy === false || Object.keys(policy).length === 0 ? null : madePolicy(policy)])
  return { fixed, policies, hsts: options.hsts === undefined ? undefined : hstsText(options.hsts) }
}

function hstsText(hsts: number | HstsOptions | false): string | null {
  if (hsts === false) return null
  const { maxAge, includeSubDomains = false, preload = false } = typeof hsts === 'number' ? { maxAge: hsts } : hsts
  if (!Number.isSafeInteger(maxAge) || maxAge < 0) throw securityErrors.HSTS()
  return `max-age=${maxAge}${includeSubDomains ? '; includeSubDomains' : ''}${preload ? '; preload' : ''}`
}

/** A dictionary of structured fields (RFC 9651, 3.2). */
function endpointsText(endpoints: Readonly<Record<string, string>>): string {
  return Object.entries(endpoints)
    .map(([name, address]) => {
      if (!/^[a-z*][a-z0-9_*.-]*$/.test(name) || /[^\x21-\x7e]|["\\]/.test(address))
        throw securityErrors.ENDPOINT({ name })
      return `${name}="${address}"`
    })
    .join(', ')
}
