import { createLogger, type Logger } from '../../base/log/index.ts'
import { type HttpRequest, httpErrors, LightResponse, type View } from '../http/index.ts'
import { csrfExempt } from './csrf-exempt.ts'
import type { RateLimit } from './rate-limit/limit.ts'
import { rateLimited } from './rate-limit/rate-limit.ts'

/** What a browser says of something that a policy prevented, or would have. Addresses are without query, fragment and password. */
export interface CspReport {
  /** The page. */
  readonly document: string
  /** What was not loaded: an address, or a word such as 'inline' or 'eval'. */
  readonly blocked: string
  readonly directive: string
  readonly disposition: 'enforce' | 'report'
  readonly source: string
  readonly line: number | null
  readonly column: number | null
}

export interface CspReportsOptions {
  /** What to do with a report. Default: a line in the log. */
  readonly report?: (report: CspReport, request: HttpRequest) => void | Promise<void>
  /** How many requests an address may send; false for any number. Default '30/minute'. */
  readonly limit?: RateLimit | readonly RateLimit[] | false
  readonly logger?: Logger
}

const types = ['application/csp-report', 'application/reports+json', 'application/json']
/** Bytes of one request, and reports in it. */
const largest = 16_384
const most = 20

/**
 * A view for what browsers report of a Content-Security-Policy: `path('csp-reports/', cspReports())`, with `'report-uri': ['/csp-reports/']` in the policy. It
 * takes the form of `report-uri` and that of the Reporting API (`report-to`). Whoever likes may send reports: they are never more than a hint.
 */
export function cspReports<P>(options: CspReportsOptions = {}): View<P> {
  const logger = options.logger ?? createLogger({ name: 'csp' })
  const report = options.report ?? ((found: CspReport) => logger.warn('A policy was violated', { ...found }))
  const view: View<P> = async (request) => {
    if (request.method !== 'POST') throw httpErrors.METHOD_NOT_ALLOWED({ method: request.method, allowed: ['POST'] })
    if (!types.includes(request.contentType)) return new LightResponse(null, { status: 415 })
    for (const found of reportsIn(parsed(await limitedText(request)))) await report(found, request)
    return new LightResponse(null, { status: 204 })
  }
  const { limit = '30/minute' } = options
  return csrfExempt(limit === false ? view : rateLimited(view, { limit, name: 'csp-reports', headers: false }))
}

async function limitedText(request: HttpRequest): Promise<string> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of (request.body ?? []) as AsyncIterable<Uint8Array>) {
    size += chunk.length
    if (size > largest) throw httpErrors.BODY_TOO_LARGE({ what: 'The report', limit: largest })
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    throw httpErrors.BODY_NOT_JSON({ reason: 'it is malformed' })
  }
}

type Body = Readonly<Record<string, unknown>>

const isBody = (value: unknown): value is Body => typeof value === 'object' && value !== null && !Array.isArray(value)

function reportsIn(sent: unknown): CspReport[] {
  if (!Array.isArray(sent)) {
    const old = isBody(sent) ? sent['csp-report'] : undefined
    return isBody(old) ? [reportOf(old)] : []
  }
  return sent
    .slice(0, most)
    .flatMap((each: unknown) =>
      isBody(each) && each['type'] === 'csp-violation' && isBody(each['body']) ? [reportOf(each['body'])] : [],
    )
}

/** Both forms have the same facts under other names. */
function reportOf(body: Body): CspReport {
  const word = (...names: string[]): string => {
    const value = names.map((name) => body[name]).find((found) => typeof found === 'string')
    return typeof value === 'string' ? value.slice(0, 500) : ''
  }
  const whole = (...names: string[]): number | null => {
    const value = names.map((name) => body[name]).find((found) => typeof found === 'number')
    return typeof value === 'number' && Number.isSafeInteger(value) ? value : null
  }
  return {
    document: bareAddress(word('document-uri', 'documentURL')),
    blocked: bareAddress(word('blocked-uri', 'blockedURL')),
    directive: word('effective-directive', 'violated-directive', 'effectiveDirective'),
    disposition: word('disposition') === 'report' ? 'report' : 'enforce',
    source: bareAddress(word('source-file', 'sourceFile')),
    line: whole('line-number', 'lineNumber'),
    column: whole('column-number', 'columnNumber'),
  }
}

function bareAddress(address: string): string {
  const url = URL.parse(address)
  if (url === null || url.origin === 'null') return address.split(/[?#]/)[0]!.slice(0, 100)
  return `${url.origin}${url.pathname}`
}
