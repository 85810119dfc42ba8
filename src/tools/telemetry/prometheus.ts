import { telemetryErrors } from './errors.ts'

type Labels = Readonly<Record<string, string | number>>

/** As much of `prom-client` as is used. Its own types are not asked for: the package is optional. */
export interface PrometheusModule {
  readonly Registry: new () => Registry
  readonly Counter: new (options: MetricOptions) => { inc(labels: Labels, value?: number): void }
  readonly Gauge: new (options: MetricOptions) => Gauge
  readonly Histogram: new (
    options: MetricOptions & { readonly buckets?: readonly number[] },
  ) => {
    observe(labels: Labels, value: number): void
  }
  readonly AggregatorRegistry: { aggregate(metrics: readonly unknown[]): Registry }
  collectDefaultMetrics(options: { readonly register: Registry }): void
}

export interface Gauge {
  inc(): void
  dec(): void
  set(labels: Labels, value: number): void
  reset(): void
}

export interface Registry {
  readonly contentType: string
  metrics(): Promise<string>
  getMetricsAsJSON(): Promise<readonly unknown[]>
  clear(): void
}

interface MetricOptions {
  readonly name: string
  readonly help: string
  readonly labelNames?: readonly string[]
  readonly registers: readonly Registry[]
  readonly collect?: (this: Gauge) => void | Promise<void>
}

/** The name is no literal, so that neither types nor bundlers ask for what is optional. */
export async function loadPrometheus(packageName = 'prom-client'): Promise<PrometheusModule> {
  try {
    const found = (await import(packageName)) as { readonly default?: PrometheusModule } & PrometheusModule
    return found.default ?? found
  } catch (cause) {
    if ((cause as { code?: string }).code !== 'ERR_MODULE_NOT_FOUND') throw cause
    throw telemetryErrors.NO_PACKAGE({ what: 'Metrics for Prometheus', name: packageName }, { cause })
  }
}
