import { STATUS_CODES } from 'node:http'
import { NuagesError } from '../../../base/errors/index.ts'
import type { ErrorPage } from '../app.ts'
import { prefersJson } from '../prefers-json.ts'
import { asError, isFault, type Report } from '../reports.ts'
import type { HttpRequest } from '../request.ts'
import { LightResponse } from '../response.ts'
import type { Router } from '../urls/router.ts'
import { developmentPage } from './development-page.ts'
import { plainPage } from './plain-page.ts'
import type { QueryLog } from './query-log.ts'

/** What the error pages need of the application. */
export interface PageSettings {
  readonly debug: boolean
  readonly errorPages: Readonly<Record<number, ErrorPage>>
  readonly router: Router
  readonly report: Report
  readonly queries: QueryLog | null
}

/** Answers a request that ended in an error. Never rejects. */
export async function errorAnswer(
  request: HttpRequest,
  thrown: unknown,
  settings: PageSettings,
): Promise<LightResponse> {
  const error = asError(thrown)
  const status = error instanceof NuagesError && error.status !== null ? error.status : 500
  if (isFault(error)) settings.report(error, { request, phase: 'request' })
  let response: LightResponse
  try {
    response = await pageFor(request, error, status, settings)
  } catch (second) {
    settings.report(second, { request, phase: 'page' })
    response = plainPage(status)
  }
  response.headers.put('x-content-type-options', 'nosniff')
  if (!response.headers.has('cache-control')) response.headers.put('cache-control', 'no-store')
  try {
    for (const [name, value] of headersOf(error, status)) response.headers.set(name, value)
  } catch (second) {
    settings.report(second, { request, phase: 'page' })
  }
  return response
}

/** What an error brings for the head of its answer: the methods of a 405, and `answerHeaders` in its data. */
function headersOf(error: Error, status: number): readonly (readonly [name: string, value: string])[] {
  if (!(error instanceof NuagesError)) return []
  const { allowed, answerHeaders } = error.data
  const methods = status === 405 && Array.isArray(allowed) ? [['allow', allowed.join(', ')] as const] : []
  return [...methods, ...Object.entries(answerHeaders ?? {}).map(([name, value]) => [name, String(value)] as const)]
}

async function pageFor(
  request: HttpRequest,
  error: Error,
  status: number,
  settings: PageSettings,
): Promise<LightResponse> {
  if (prefersJson(request)) return jsonAnswer(error, status, settings.debug)
  if (settings.debug) return developmentPage(request, error, status, settings)
  const own = settings.errorPages[status]
  if (own !== undefined) return LightResponse.from(await own(request, error))
  return plainPage(status)
}

/** Codes of errors that the client caused are told; what went wrong inside is nobody's business but the developer's. */
function jsonAnswer(error: Error, status: number, debug: boolean): LightResponse {
  const coded = error instanceof NuagesError ? error : null
  const told = debug || (status < 500 && coded !== null && /^NUAGES_(HTTP|SECURITY)_/.test(coded.code))
  const body = {
    error: {
      status,
      title: STATUS_CODES[status] ?? 'Error',
      ...(told && coded !== null ? { code: coded.code } : {}),
      ...(debug ? { message: error.message, ...(coded === null ? {} : { hint: coded.hint }) } : {}),
    },
  }
  return new LightResponse(JSON.stringify(body), { status, headers: { 'content-type': 'application/json' } })
}
