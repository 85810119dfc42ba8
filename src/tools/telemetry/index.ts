export { telemetryErrors } from './errors.ts'
export { type MeasureOptions, type Metrics, startMetrics } from './metrics.ts'
export { type MetricsPageOptions, metricsPage } from './metrics-page.ts'
export { startTracing, type Tracing } from './tracing.ts'
