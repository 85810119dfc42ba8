import type { Finding } from '../../../../base/checks/index.ts'
import { createLogger } from '../../../../base/log/index.ts'
import { createApp, html, path } from '../../../../web/http/index.ts'
import { csrfToken } from '../../../../web/security/index.ts'
import { type DeployCheck, type DeployFacts, finding } from './facts.ts'

/**
 * Asks a page that stands where the project's views do, behind all of its middleware, and reads the headers that come: whatever
 * sets them counts. None of the project's own views is run.
 */
async function ask(facts: DeployFacts, scheme: 'http' | 'https'): Promise<Response> {
  const { project, options, environment, middleware } = facts
  const app = createApp({
    urls: [
      path('', (request) => {
        csrfToken(request)
        return html('<p>deployed</p>')
      }),
    ],
    middleware,
    scope: project.scope,
    logger: createLogger({ write: () => {} }),
    ...(options.trustedProxies !== undefined && { trustedProxies: options.trustedProxies }),
  })
  const hosts = environment.allowedHosts ?? options.allowedHosts ?? []
  const host = (hosts.find((each) => each !== '*') ?? 'localhost').replace(/^\./, '')
  return await app.fetch(new Request(`${scheme}://${host}/`, { headers: { accept: 'text/html' } }))
}

const headersHint = 'Say so in `security` of the project.'

/** What browsers are told: https, headers of security, cookies. */
export const checkAnswers: DeployCheck = async (facts) => {
  const [open, secure] = await Promise.all([ask(facts, 'http'), ask(facts, 'https')])
  if (secure.status >= 400) {
    const message = `The middleware answers a plain page with ${secure.status}, so that headers and cookies could not be checked.`
    const hint = 'Look at what `nuages start` logs for the first page.'
    return [finding('warning', 'deploy.W005', 'middleware', message, hint)]
  }
  return [
    ...redirection(open, facts),
    ...strictTransport(secure.headers),
    ...contentPolicy(secure.headers),
    ...otherHeaders(secure.headers),
    ...cookies(secure.headers),
    ...languageCookie(facts),
  ]
}

function redirection(open: Response, { options }: DeployFacts): readonly Finding[] {
  const isRedirected = open.status >= 300 && open.status < 400 && /^https:/i.test(open.headers.get('location') ?? '')
  if (!isRedirected) {
    const hint = 'Set `security: { redirectToHttps: true }`; silence this check where a proxy does it.'
    return [finding('warning', 'security.W008', 'middleware', 'http: is answered, not redirected to https:.', hint)]
  }
  if ((options.trustedProxies ?? []).length > 0) return []
  const message =
    'Requests are redirected to https:, and no proxy is trusted: behind one that ends TLS the redirect never ends.'
  const hint =
    "Name the proxy: `trustedProxies: ['10.0.0.5']`; silence this check where the process itself serves https."
  return [finding('warning', 'deploy.W006', 'trustedProxies', message, hint)]
}

const hour = 3600
const year = 365 * 24 * hour

function strictTransport(headers: Headers): readonly Finding[] {
  const value = headers.get('strict-transport-security')
  const where = 'Strict-Transport-Security'
  const age = Number(/max-age="?(\d+)/i.exec(value ?? '')?.[1] ?? 0)
  if (age === 0) {
    const hint = 'Begin with `security: { hsts: 3600 }`, and raise it to a year when all runs over https.'
    return [finding('warning', 'security.W004', where, 'Browsers are not told to insist on https:.', hint)]
  }
  const findings: Finding[] = []
  if (age < hour) {
    const hint = 'Raise `maxAge`, in the end to a year.'
    findings.push(finding('warning', 'deploy.W007', where, `Browsers insist on https: for ${age} seconds only.`, hint))
  }
  if (!/includeSubDomains/i.test(value!)) {
    const hint = 'Add `includeSubDomains: true` where all of them run over https.'
    findings.push(finding('warning', 'security.W005', where, 'Subdomains may be asked over http:.', hint))
  }
  if (!/preload/i.test(value!)) {
    const hint = 'Add `preload: true` and submit the domain, where you mean it for good; silence this check otherwise.'
    findings.push(
      finding('warning', 'security.W021', where, 'The site cannot be on the preload list of browsers.', hint),
    )
  } else if (age < year || !/includeSubDomains/i.test(value!)) {
    const message = 'The preload list takes sites with a year (31536000 seconds) and subdomains only.'
    findings.push(
      finding('warning', 'deploy.W008', where, message, 'Raise `maxAge` and add `includeSubDomains: true`.'),
    )
  }
  return findings
}

function contentPolicy(headers: Headers): readonly Finding[] {
  const where = 'Content-Security-Policy'
  const policy = headers.get('content-security-policy')
  if (policy === null) {
    if (headers.has('content-security-policy-report-only')) {
      const hint = 'Enforce the policy when no reports come any more.'
      return [finding('warning', 'deploy.W010', where, 'The policy is only reported, not enforced.', hint)]
    }
    const message = 'Pages have no policy: a script that somebody brings into one runs with its rights.'
    return [
      finding('warning', 'deploy.W009', where, message, 'Begin with `security: { cspReportOnly: strictPolicy }`.'),
    ]
  }
  return policy.split(',').length > 1 ? [] : weakSources(policy, where)
}

/** What undoes the protection from foreign scripts. Where a nonce or hash stands, browsers leave 'unsafe-inline' out of account. */
function weakSources(policy: string, where: string): readonly Finding[] {
  const directives = new Map(
    policy.split(';').map((text) => {
      const [name = '', ...sources] = text.trim().toLowerCase().split(/\s+/)
      return [name, sources] as const
    }),
  )
  const scripts = directives.get('script-src') ?? directives.get('default-src')
  if (scripts === undefined) {
    const message = 'The policy allows every script: it has neither script-src nor default-src.'
    return [finding('warning', 'deploy.W011', where, message, "Begin with `'default-src': [\"'self'\"]`.")]
  }
  const isNonced = scripts.some((source) => /^'(?:nonce|sha\d+)-/.test(source))
  // Browsers that know it leave every host and scheme out of account; the others need one.
  const isStrict = isNonced && scripts.includes("'strict-dynamic'")
  const weak = scripts.filter(
    (source) =>
      (source === "'unsafe-inline'" && !isNonced) ||
      source === "'unsafe-eval'" ||
      (!isStrict && ['*', 'http:', 'https:', 'data:'].includes(source)),
  )
  if (weak.length === 0) return []
  const hint = 'Use `nonce` for what stands in pages, and name hosts.'
  return [finding('warning', 'deploy.W011', where, `The policy allows scripts by ${weak.join(', ')}.`, hint)]
}

function otherHeaders(headers: Headers): readonly Finding[] {
  const findings: Finding[] = []
  const policy = headers.get('content-security-policy') ?? ''
  if (!headers.has('x-frame-options') && !/frame-ancestors/i.test(policy)) {
    const message = 'Every site may put pages into a frame and have visitors click in it.'
    findings.push(finding('warning', 'security.W002', 'X-Frame-Options', message, headersHint))
  } else if (!/frame-ancestors/i.test(policy) && headers.get('x-frame-options')?.toUpperCase() !== 'DENY') {
    const message = 'Pages may be put into frames: X-Frame-Options is not DENY.'
    const hint =
      "Say `frames: 'DENY'` and allow single views by `withSecurityHeaders`, or silence this check where the site frames its own pages."
    findings.push(finding('warning', 'security.W019', 'X-Frame-Options', message, hint))
  }
  if (headers.get('x-content-type-options')?.toLowerCase() !== 'nosniff') {
    const message = 'Browsers may take a file for another type than the one that it has.'
    findings.push(finding('warning', 'security.W006', 'X-Content-Type-Options', message, headersHint))
  }
  const referrer = headers.get('referrer-policy')
  if (referrer === null) {
    const message = 'Addresses of pages are told to other sites as browsers please.'
    findings.push(finding('warning', 'security.W022', 'Referrer-Policy', message, headersHint))
  } else if (/unsafe-url/i.test(referrer)) {
    const hint = "Use 'same-origin' or 'strict-origin-when-cross-origin'."
    findings.push(finding('warning', 'deploy.W012', 'Referrer-Policy', 'Whole addresses are told to every site.', hint))
  }
  const opener = headers.get('cross-origin-opener-policy')
  if (opener === null || /unsafe-none/i.test(opener)) {
    const message = 'Windows of other sites keep hold of the pages that they open.'
    findings.push(finding('warning', 'deploy.W013', 'Cross-Origin-Opener-Policy', message, headersHint))
  }
  return findings
}

function cookies(headers: Headers): readonly Finding[] {
  return headers.getSetCookie().flatMap((cookie) => {
    const name = cookie.slice(0, cookie.indexOf('='))
    const where = `cookie ${name}`
    const isSession = /session/i.test(name)
    const findings: Finding[] = []
    if (!hasFlag(cookie, 'secure')) {
      const id = /csrf/i.test(name) ? 'security.W016' : isSession ? 'security.W012' : 'deploy.W014'
      findings.push(
        finding('warning', id, where, openMessage, 'Set it with `secure: true`, or leave that to the default.'),
      )
    }
    if (isSession && !hasFlag(cookie, 'httponly')) {
      const message = 'Scripts can read it: one that gets into a page can take sessions with it.'
      findings.push(finding('warning', 'security.W015', where, message, 'Set it with `httpOnly: true`.'))
    }
    return findings
  })
}

const openMessage = 'On https: it is set without `Secure`, so that it is sent over http: too.'

const hasFlag = (cookie: string, flag: string): boolean =>
  cookie
    .toLowerCase()
    .split(';')
    .slice(1)
    .some((part) => part.trim() === flag)

/** What no plain page sets. */
function languageCookie({ options }: DeployFacts): readonly Finding[] {
  if (options.languageCookie?.secure !== false) return []
  return [finding('warning', 'deploy.W014', 'languageCookie', openMessage, 'Leave `secure` to its default.')]
}
