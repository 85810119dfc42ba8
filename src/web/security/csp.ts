import { didYouMean } from '../../base/errors/index.ts'
import { randomString } from '../../base/signing/index.ts'
import { type HttpRequest, LightResponse, markPersonal } from '../http/index.ts'
import { securityErrors } from './errors.ts'

/** Stands for the request's nonce in a policy. */
export const nonce: unique symbol = Symbol('nuages.nonce')

/** The sources of a policy that are words and not addresses: `CSP.self` is `'self'` with its quotes. Django's `django.utils.csp.CSP`. */
export const CSP = {
  self: "'self'",
  none: "'none'",
  nonce,
  unsafeInline: "'unsafe-inline'",
  unsafeEval: "'unsafe-eval'",
  unsafeHashes: "'unsafe-hashes'",
  wasmUnsafeEval: "'wasm-unsafe-eval'",
  strictDynamic: "'strict-dynamic'",
  reportSample: "'report-sample'",
} as const satisfies Readonly<Record<string, CspSource>>

const directiveNames = [
  'default-src',
  'script-src',
  'script-src-elem',
  'script-src-attr',
  'style-src',
  'style-src-elem',
  'style-src-attr',
  'img-src',
  'font-src',
  'connect-src',
  'media-src',
  'object-src',
  'frame-src',
  'child-src',
  'worker-src',
  'manifest-src',
  'fenced-frame-src',
  'base-uri',
  'form-action',
  'frame-ancestors',
  'sandbox',
  'report-uri',
  'report-to',
  'require-trusted-types-for',
  'trusted-types',
  'upgrade-insecure-requests',
] as const

/** The directives of https://www.w3.org/TR/CSP3/, and those beside it that browsers know. */
export type CspDirective = (typeof directiveNames)[number]

/** A word of `CSP`, an address ('https://cdn.example'), a scheme ('data:') or a hash ("'sha256-…'"). */
export type CspSource = string | typeof nonce

/** A Content-Security-Policy: `{ 'default-src': [CSP.self], 'script-src': [CSP.self, CSP.nonce] }`. true stands for a directive without sources. */
export type CspDirectives = { readonly [D in CspDirective]?: readonly CspSource[] | true }

/**
 * A policy for sites that serve their own files: everything from the site itself, scripts and styles of pages by nonce, images also from `data:`
 * addresses, no plugins, no frames around it.
 */
export const strictPolicy: CspDirectives = {
  'default-src': [CSP.self],
  'script-src': [CSP.self, nonce],
  'style-src': [CSP.self, nonce],
  'img-src': [CSP.self, 'data:'],
  'object-src': [CSP.none],
  'base-uri': [CSP.none],
  'form-action': [CSP.self],
  'frame-ancestors': [CSP.none],
}

const nonceKey = Symbol('nuages.csp-nonce')
type Carrier = { [nonceKey]?: string }

/** The nonce of this request, for `<script nonce="…">`; the policy names it. `{{ csp_nonce }}` in templates. */
export function cspNonce(request: HttpRequest): string {
  markPersonal(request, 'a nonce')
  return ((request as unknown as Carrier)[nonceKey] ??= randomString(22))
}

/** A policy that was checked and put together but for its nonce. */
export interface MadePolicy {
  readonly withoutNonce: string
  /** The text around each nonce; null where there is none in it. */
  readonly around: readonly string[] | null
  /** Without its nonce it would allow more: 'unsafe-inline' means nothing beside one. */
  readonly needsNonce: boolean
}

/** Throws `NUAGES_SECURITY_CSP_DIRECTIVE`. */
export function madePolicy(directives: CspDirectives): MadePolicy {
  const around = ['']
  const plain: string[] = []
  let needsNonce = false
  for (const [directive, value] of Object.entries(directives)) {
    if (value === undefined) continue
    const sources: readonly CspSource[] = value === true ? [] : value
    checkDirective(directive, sources)
    const fixed = sources.filter((source) => source !== nonce)
    needsNonce ||= fixed.length < sources.length && fixed.includes(CSP.unsafeInline)
    plain.push([directive, ...(fixed.length === 0 && sources.length > 0 ? [CSP.none] : fixed)].join(' '))
    around[around.length - 1] += around.length === 1 && around[0] === '' ? directive : `; ${directive}`
    for (const source of sources) {
      around[around.length - 1] += source === nonce ? " 'nonce-" : ` ${String(source)}`
      if (source === nonce) around.push("'")
    }
  }
  return { withoutNonce: plain.join('; '), around: around.length === 1 ? null : around, needsNonce }
}

/**
 * The policy for an answer. It names the nonce where the page asked for it, or still may: a page that is sent while it is rendered.
 */
export function policyFor(policy: MadePolicy, request: HttpRequest, response: Response): string {
  if (policy.around === null) return policy.withoutNonce
  const asked = policy.needsNonce || (request as unknown as Carrier)[nonceKey] !== undefined
  if (!asked && !(response instanceof LightResponse && streams(response))) return policy.withoutNonce
  return policy.around.join(cspNonce(request))
}

/** The body is still being made. */
function streams({ content }: LightResponse): boolean {
  return typeof content === 'object' && content !== null && Symbol.asyncIterator in content
}

/** Words that mean nothing, or a host of that name, without their quotes. */
const bareWord =
  /^(?:self|none|unsafe-inline|unsafe-eval|unsafe-hashes|wasm-unsafe-eval|strict-dynamic|report-sample|(?:nonce|sha256|sha384|sha512)-.*)$/i

function checkDirective(directive: string, sources: readonly CspSource[]): void {
  if (!(directiveNames as readonly string[]).includes(directive)) {
    const problem = `is none that browsers know${didYouMean(directive, directiveNames)}`
    throw securityErrors.CSP_DIRECTIVE({ directive, problem })
  }
  for (const source of sources) {
    if (source === nonce) continue
    if (source === '' || /[^\x21-\x7e]|[;,]/.test(source))
      throw securityErrors.CSP_DIRECTIVE({ directive, problem: 'has a source with a character that ends it' })
    if (bareWord.test(source))
      throw securityErrors.CSP_DIRECTIVE({
        directive,
        problem: `has the word ${source} without its quotes ('${source}')`,
      })
    if (source === CSP.none && sources.length > 1)
      throw securityErrors.CSP_DIRECTIVE({ directive, problem: "has 'none' beside other sources" })
  }
}
