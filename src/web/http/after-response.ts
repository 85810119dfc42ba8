import { type Service, service, use } from '../../base/context/index.ts'
import { lifetimeService } from './lifetime.ts'
import type { Report } from './reports.ts'
import { HttpRequest } from './request.ts'

/** Where errors of the application that answers arrive. */
export const reportService: Service<Report> = service('place where errors arrive')

/**
 * Runs `work` once the answer to `request` was sent, or the client has left: what a visitor need not wait for. It runs in this process and is
 * lost with it; a server that closes waits for it as for a request. What it throws is reported like an error of the view.
 */
export function afterResponse(request: HttpRequest, work: () => unknown): void {
  const report = use(reportService)
  const ended = HttpRequest.ended(request).then(work)
  use(lifetimeService).track(ended.catch((error: unknown) => report(error, { request, phase: 'after' })))
}
