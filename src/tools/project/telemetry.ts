import type { Environment, Mode } from '../../base/settings/index.ts'
import type { Brought } from './brought.ts'
import type { ProjectOptions } from './definition.ts'
import type { WorkerTask } from './worker-messages.ts'

export interface TelemetryOptions {
  /** Metrics for Prometheus at '/metrics', or as the options say. Needs the package `prom-client`. */
  readonly metrics?: boolean | ProjectMetricsOptions
  /** Spans by the API of OpenTelemetry. Needs the package `@opentelemetry/api`, and an SDK that the program registers first. */
  readonly tracing?: boolean
}

export interface ProjectMetricsOptions {
  /** Where Prometheus reads: '/metrics'. */
  readonly path?: string
  /** What it has to send: `Authorization: Bearer …`. `METRICS_TOKEN` wins. Production asks for one. */
  readonly token?: string
  /** Everybody may read, in production too: where a proxy keeps the address away from visitors. */
  readonly public?: boolean
  /** Upper ends, in seconds, by which durations are told apart. */
  readonly buckets?: readonly number[]
}

/** Metrics and spans, where a project wants them; nothing is loaded where it does not. */
export async function projectTelemetry(options: ProjectOptions, environment: Environment): Promise<Brought> {
  const { metrics = false, tracing = false } = options.telemetry ?? {}
  if (metrics === false && !tracing) return {}
  const telemetry = await import('../telemetry/index.ts')
  const spans = tracing ? await telemetry.startTracing() : null
  const ends = [() => spans?.close()]
  const outermost = spans === null ? [] : [spans.middleware]
  if (metrics !== false) {
    const { path, buckets, public: open = false, ...rest } = metrics === true ? {} : metrics
    const token = environment.metricsToken ?? rest.token
    if (token === undefined && !open && isPublic(environment.mode)) throw telemetry.telemetryErrors.OPEN_METRICS()
    const measured = await telemetry.startMetrics({ ...(buckets && { buckets }) })
    const page = telemetry.metricsPage(measured, {
      processes: processes(),
      ...(path !== undefined && { path }),
      ...(token !== undefined && { token }),
    })
    ends.push(page.close, measured.close)
    outermost.unshift(page.middleware, measured.middleware)
  }
  return {
    outermost,
    close() {
      for (const end of ends) end()
    },
  }
}

const isPublic = (mode: Mode): boolean => mode === 'production'

/** How many processes serve, where this one is a worker. */
function processes(): number {
  const task = process.env['NUAGES_WORKER']
  return task === undefined ? 1 : (JSON.parse(task) as WorkerTask).workers
}
