import type { IncomingMessage, ServerResponse } from 'node:http'
import { use } from '../../../base/context/index.ts'
import { reportService } from '../after-response.ts'
import { httpErrors } from '../errors.ts'
import type { HttpRequest } from '../request.ts'
import type { InnerHandler, MountPlace } from '../urls/types.ts'
import { captureResponse } from './capture.ts'
import { nodeRequest } from './node-request.ts'

/** An application for node:http: Express's, Connect's, `koa.callback()`, or a plain `(req, res)` function. */
export type NodeApplication = {
  // A method, so that Express's own, narrower types of requests and responses fit.
  call(req: IncomingMessage, res: ServerResponse, next: (error?: unknown) => void): unknown
}['call']

/**
 * Makes an application of node:http one that can be mounted: `mount('/legacy/', fromNode(expressApp))`. It sees the path without
 * the prefix as `req.url`, the whole one as `req.originalUrl` and the prefix as `req.baseUrl`, as Express does it for routers
 * inside of routers. What it passes on with `next()` is 404 here, what with `next(error)` an error page. What goes wrong
 * after its answer is reported like work after an answer. WebSocket upgrades do not come through.
 */
export function fromNode(application: NodeApplication): InnerHandler {
  return { answer: (request, place) => answerInside(application, request, place) }
}

interface PlacedMessage extends IncomingMessage {
  originalUrl?: string
  baseUrl?: string
}

function answerInside(
  application: NodeApplication,
  request: HttpRequest,
  { base, target }: MountPlace,
): Promise<Response> {
  const incoming = nodeRequest(request) as PlacedMessage
  const report = use(reportService)
  const { response, answer, fail } = captureResponse(incoming, (error) => report(error, { request, phase: 'after' }))
  const { url, originalUrl, baseUrl } = incoming
  Object.assign(incoming, { url: target, originalUrl: originalUrl ?? request.target, baseUrl: base })
  const next = (error?: unknown): void => {
    Object.assign(incoming, { url, originalUrl, baseUrl })
    if (error) fail(error)
    // As in Express: who has begun to answer may call it and means nothing by it.
    else if (!response.headersSent) fail(httpErrors.NOT_FOUND({ what: request.path }))
  }
  Promise.try(() => application(incoming, response, next)).catch(fail)
  return answer
}
