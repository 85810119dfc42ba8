import { cacheReads, mails, type Operation, queries, renderings, taskRuns } from '../../base/events/index.ts'
import { type Middleware, onSent } from '../../web/http/index.ts'
import { loadPrometheus, type PrometheusModule, type Registry } from './prometheus.ts'
import { operationOf } from './sql.ts'

/** What is counted and measured in this process. */
export interface Metrics {
  readonly prometheus: PrometheusModule
  readonly registry: Registry
  /** Measures requests; put it first. */
  readonly middleware: Middleware
  close(): void
}

export interface MeasureOptions {
  /** Upper ends, in seconds, by which durations are told apart. Default: from 5 ms to 10 s. */
  readonly buckets?: readonly number[]
}

/** Names beyond these would be made up by clients. */
const methods = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'QUERY'])

/**
 * Measures requests and statements of this process, and the process itself. Names and labels follow OpenTelemetry's conventions
 * (https://opentelemetry.io/docs/specs/semconv/), written as Prometheus has them. No label holds what a visitor sent.
 */
export async function startMetrics({ buckets }: MeasureOptions = {}): Promise<Metrics> {
  const prometheus = await loadPrometheus()
  const registry = new prometheus.Registry()
  const registers = [registry]
  prometheus.collectDefaultMetrics({ register: registry })
  const histogram = (name: string, help: string, labelNames: readonly string[]) =>
    new prometheus.Histogram({ name, help, labelNames, registers, ...(buckets && { buckets }) })

  const requests = histogram('http_server_request_duration_seconds', 'From the request to the end of its answer.', [
    'method',
    'route',
    'status',
  ])
  const active = new prometheus.Gauge({
    name: 'http_server_active_requests',
    help: 'Requests that are being answered.',
    registers,
  })
  const statements = histogram('db_client_operation_duration_seconds', 'From sending a statement to its last row.', [
    'database',
    'operation',
    'outcome',
  ])

  const pages = histogram('template_render_duration_seconds', 'Of a template with all that it extends and includes.', [
    'template',
    'outcome',
  ])

  const attempts = histogram('task_attempt_duration_seconds', 'Of one attempt at a background task.', [
    'task',
    'queue',
    'outcome',
  ])
  const waits = histogram('task_wait_duration_seconds', 'From when a task was due to its start.', ['task', 'queue'])
  const enqueued = new prometheus.Counter({
    name: 'tasks_enqueued_total',
    help: 'Background tasks that were enqueued.',
    labelNames: ['task', 'queue'],
    registers,
  })
  const cached = new prometheus.Counter({
    name: 'cache_operations_total',
    help: 'Reads and writes of caches.',
    labelNames: ['cache', 'result'],
    registers,
  })
  const sent = histogram('mail_send_duration_seconds', 'Until the transport had taken or refused a mail.', [
    'transport',
    'outcome',
  ])

  const middleware = onSent('metrics', (request) => {
    const start = performance.now()
    active.inc()
    return ({ status, aborted }) => {
      active.dec()
      const labels = {
        method: methods.has(request.method) ? request.method : '_OTHER',
        route: request.matched?.route ?? '',
        status: status === null || aborted ? 'aborted' : status,
      }
      requests.observe(labels, (performance.now() - start) / 1000)
    }
  })
  const ends = [
    taskRuns.subscribe(({ kind, name: task, queue, duration, waited }) => {
      if (kind === 'enqueued') enqueued.inc({ task, queue })
      if (waited !== null) waits.observe({ task, queue }, waited / 1000)
      if (duration !== null) attempts.observe({ task, queue, outcome: kind }, duration / 1000)
    }),
    cacheReads.subscribe(({ cache, kind }) => cached.inc({ cache, result: kind })),
    mails.subscribe(({ transport, duration, error }) =>
      sent.observe({ transport, outcome: error === undefined ? 'ok' : 'error' }, duration / 1000),
    ),
    measured(renderings, ({ template }, outcome, seconds) => pages.observe({ template, outcome }, seconds)),
    queries.subscribe(({ database, sql, duration, error }) =>
      statements.observe(
        { database, operation: operationOf(sql), outcome: error === undefined ? 'ok' : 'error' },
        duration / 1000,
      ),
    ),
  ]
  return {
    prometheus,
    registry,
    middleware,
    close() {
      for (const end of ends) end()
      registry.clear()
    },
  }
}

/** Measures each piece of work of a kind. */
function measured<T>(
  operation: Operation<T>,
  observe: (what: T, outcome: 'ok' | 'error', seconds: number) => void,
): () => void {
  return operation.surround(async (what, work) => {
    const start = performance.now()
    let outcome: 'ok' | 'error' = 'error'
    try {
      const result = await work()
      outcome = 'ok'
      return result
    } finally {
      observe(what, outcome, (performance.now() - start) / 1000)
    }
  })
}
