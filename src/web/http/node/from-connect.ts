import type { IncomingMessage, ServerResponse } from 'node:http'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { use } from '../../../base/context/index.ts'
import { abandon } from '../abandon.ts'
import { reportService } from '../after-response.ts'
import type { Middleware } from '../middleware.ts'
import { FileBody, LightResponse } from '../response.ts'
import { type Captured, captureResponse } from './capture.ts'
import { nodeRequest } from './node-request.ts'

/** A middleware of Connect or Express: helmet, cookie-parser, morgan. */
export type ConnectMiddleware = {
  // A method, so that Express's own, narrower types of requests and responses fit.
  call(req: IncomingMessage, res: ServerResponse, next: (error?: unknown) => void): unknown
}['call']

/**
 * Middleware of Connect or Express as a middleware of nuages, several in a row: `fromConnect(helmet(), morgan('tiny'))`. What they set on
 * `res` stands in every answer; what they put around `res.writeHead`, `write` and `end` sees the answers of nuages. What they leave
 * on `req` is found with `nodeRequest(request)`, and by applications inside of `fromNode`.
 */
export function fromConnect(...steps: readonly ConnectMiddleware[]): Middleware {
  return function connect(request, next) {
    const incoming = nodeRequest(request)
    const report = use(reportService)
    const captured = captureResponse(incoming, (error) => report(error, { request, phase: 'after' }))
    const { response, fail } = captured
    const { write, end } = response
    const finish = async (): Promise<void> => {
      const answer = LightResponse.from(await next())
      if (captured.settled || response.headersSent) return abandon(answer)
      writeHead(response, answer)
      if (response.write === write && response.end === end) captured.endWith(answer.content)
      else await writeBody(request.method, response, answer)
    }
    /** Each step may go on once: a second time would run the view again. */
    const from = (at: number) => {
      let isDone = false
      return (error?: unknown): void => {
        if (isDone) return
        isDone = true
        if (error) fail(error)
        else if (at < steps.length) Promise.try(() => steps[at]!(incoming, response, from(at + 1))).catch(fail)
        else finish().catch(fail)
      }
    }
    from(0)()
    return captured.answer
  }
}

/** Status and headers of an answer: they win over what middleware set before, but cookies and `Vary` add up. */
function writeHead(response: Captured['response'], answer: LightResponse): void {
  response.statusCode = answer.status
  if (answer.statusText !== '') response.statusMessage = answer.statusText
  for (const [name, value] of answer.headers) {
    if (name === 'set-cookie') response.appendHeader(name, value)
    else if (name === 'vary') response.setHeader(name, vary(response.getHeader(name), value))
    else response.setHeader(name, value)
  }
}

function vary(before: unknown, value: string): string {
  const all = [...(before === undefined ? [] : String(before).split(',')), ...value.split(',')].map((each) =>
    each.trim(),
  )
  const isFirst = (each: string, at: number) =>
    all.findIndex((other) => other.toLowerCase() === each.toLowerCase()) === at
  return all.filter(isFirst).join(', ')
}

/** Through `write` and `end`, for middleware that wants to see or change the body. Ranges of files are not answered then. */
async function writeBody(method: string, response: ServerResponse, answer: LightResponse): Promise<void> {
  const body = answer.content
  if (method === 'HEAD' || body === null) {
    abandon(answer)
    response.end()
  } else if (typeof body === 'string' || body instanceof Uint8Array) response.end(body)
  else await pipeline(body instanceof FileBody ? body.open() : Readable.from(body), response)
}
