import {
  type MailEvent,
  mails,
  type Operation,
  type QueryEvent,
  queries,
  renderings,
  taskAttempts,
} from '../../base/events/index.ts'
import { withoutSecrets } from '../../base/log/index.ts'
import { version } from '../../base/settings/index.ts'
import { HttpRequest, loggedPath, type Middleware, type Sent } from '../../web/http/index.ts'
import { type Attributes, loadOpenTelemetry, type OpenTelemetry, type Span, type Tracer } from './opentelemetry.ts'
import { operationOf } from './sql.ts'

export interface Tracing {
  /** Makes a span of each request; put it first. */
  readonly middleware: Middleware
  close(): void
}

/**
 * Spans of requests and statements, by the API of OpenTelemetry: what becomes of them is decided by the SDK that
 * the program registers before; without one nothing is recorded. Names and attributes: https://opentelemetry.io/docs/specs/semconv/. Statements are told
 * with their places, never with their values, addresses without their query.
 */
export async function startTracing(): Promise<Tracing> {
  const api = await loadOpenTelemetry()
  const tracer = api.trace.getTracer('nuages', version())
  const ends = [
    queries.subscribe((event) => statementSpan(api, tracer, event)),
    spansOf(api, tracer, renderings, ({ template }) => ({
      name: `render ${template}`,
      kind: api.SpanKind.INTERNAL,
      attributes: { 'nuages.template': template },
    })),
    spansOf(api, tracer, taskAttempts, ({ id, name, queue, attempt }) => ({
      name: `process ${name}`,
      kind: api.SpanKind.CONSUMER,
      attributes: {
        'messaging.system': 'nuages',
        'messaging.operation.type': 'process',
        'messaging.destination.name': queue,
        'messaging.message.id': id,
        'nuages.task': name,
        'nuages.attempt': attempt,
      },
    })),
    mails.subscribe((mail) => mailSpan(api, tracer, mail)),
  ]
  return {
    middleware: requestSpans(api, tracer),
    close() {
      for (const end of ends) end()
    },
  }
}

const headers = {
  get: (request: HttpRequest, key: string) => request.headers.get(key) ?? undefined,
  keys: (request: HttpRequest) => [...request.headers.keys()],
}

function requestSpans(api: OpenTelemetry, tracer: Tracer): Middleware {
  return async function tracing(request, next) {
    const around = api.propagation.extract(api.context.active(), request, headers)
    const attributes = {
      'http.request.method': request.method,
      'url.scheme': request.scheme,
      'client.address': request.ip,
      'user_agent.original': request.headers.get('user-agent') ?? undefined,
    }
    const span = tracer.startSpan(request.method, { kind: api.SpanKind.SERVER, attributes }, around)
    const end = (sent: Sent) => endRequest(api, span, request, sent)
    const watched = HttpRequest.whenSent(request, end)
    const response = await api.context.with(api.trace.setSpan(around, span), () => next())
    if (!watched) end({ status: response.status, bytes: null, aborted: false })
    return response
  }
}

function endRequest(api: OpenTelemetry, span: Span, request: HttpRequest, { status, aborted }: Sent): void {
  const route = request.matched?.route
  const found: Attributes = {
    'url.path': loggedPath(request),
    ...(status !== null && { 'http.response.status_code': status }),
    ...(route !== undefined && { 'http.route': `/${route}` }),
    ...(aborted && { 'error.type': 'aborted' }),
  }
  span.setAttributes(found)
  if (route !== undefined) span.updateName(`${request.method} /${route}`)
  if (status === null || status >= 500) span.setStatus({ code: api.SpanStatusCode.ERROR })
  span.end()
}

/** Told when it is done: it began so long before now. Statements of no request or task are nobody's span. */
function statementSpan(
  api: OpenTelemetry,
  tracer: Tracer,
  { database, sql, duration, rows, error, origin }: QueryEvent,
): void {
  const around = api.context.active()
  if (api.trace.getSpan(around)?.isRecording() !== true) return
  const end = Date.now()
  const operation = operationOf(sql)
  const attributes = {
    'db.namespace': database,
    'db.operation.name': operation,
    'db.query.text': sql,
    'db.response.returned_rows': rows,
    ...(origin !== null && { 'code.file.path': origin }),
  }
  const span = tracer.startSpan(operation, { kind: api.SpanKind.CLIENT, attributes, startTime: end - duration }, around)
  if (error !== undefined) {
    span.setAttributes({ 'error.type': String((error as { code?: unknown }).code ?? 'unknown') })
    span.setStatus({ code: api.SpanStatusCode.ERROR })
  }
  span.end(end)
}

interface Told {
  readonly name: string
  readonly kind: number
  readonly attributes: Attributes
}

/** A span around each piece of work of a kind; what it does is inside. */
function spansOf<T>(api: OpenTelemetry, tracer: Tracer, operation: Operation<T>, tell: (what: T) => Told): () => void {
  return operation.surround(async (what, work) => {
    const { name, kind, attributes } = tell(what)
    const around = api.context.active()
    const span = tracer.startSpan(name, { kind, attributes }, around)
    try {
      const result = await api.context.with(api.trace.setSpan(around, span), work)
      const code = codeOfFailure(result)
      if (code !== null) {
        span.setAttributes({ 'error.type': code })
        span.setStatus({ code: api.SpanStatusCode.ERROR })
      }
      return result
    } catch (error) {
      span.recordException(told(error))
      span.setStatus({ code: api.SpanStatusCode.ERROR })
      throw error
    } finally {
      span.end()
    }
  })
}

/** An error without what is secret in it: who reads spans need not be who may read the data. */
function told(error: unknown): { readonly name: string; readonly message: string; readonly stack?: string } {
  if (!(error instanceof Error)) return { name: 'Error', message: withoutSecrets(String(error)) }
  const { name, message, stack } = error
  return { name, message: withoutSecrets(message), ...(stack !== undefined && { stack: withoutSecrets(stack) }) }
}

/** An attempt at a task does not throw: it says how it ended. */
function codeOfFailure(result: unknown): string | null {
  if (typeof result !== 'object' || result === null || !('error' in result)) return null
  return String((result.error as { readonly code?: unknown } | null)?.code ?? 'unknown')
}

/** Addresses and subjects are nobody's business who reads spans. */
function mailSpan(
  api: OpenTelemetry,
  tracer: Tracer,
  { transport, location, bytes, duration, error }: MailEvent,
): void {
  const end = Date.now()
  const attributes = {
    'nuages.mail.transport': transport,
    'nuages.mail.location': location,
    'nuages.mail.bytes': bytes,
  }
  const span = tracer.startSpan(
    'send mail',
    { kind: api.SpanKind.PRODUCER, attributes, startTime: end - duration },
    api.context.active(),
  )
  if (error !== undefined) span.setStatus({ code: api.SpanStatusCode.ERROR })
  span.end(end)
}
