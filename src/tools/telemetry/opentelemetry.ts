import { telemetryErrors } from './errors.ts'

/** As much of `@opentelemetry/api` as is used. Its own types are not asked for: the package is optional. */
export interface OpenTelemetry {
  readonly trace: {
    getTracer(name: string, version?: string): Tracer
    setSpan(context: Context, span: Span): Context
    getSpan(context: Context): Span | undefined
  }
  readonly context: {
    active(): Context
    with<R>(context: Context, work: () => R): R
  }
  readonly propagation: {
    extract<C>(
      context: Context,
      carrier: C,
      getter: { get(carrier: C, key: string): string | undefined; keys(carrier: C): string[] },
    ): Context
  }
  readonly SpanKind: {
    readonly INTERNAL: number
    readonly SERVER: number
    readonly CLIENT: number
    readonly PRODUCER: number
    readonly CONSUMER: number
  }
  readonly SpanStatusCode: { readonly ERROR: number }
}

export interface Context {
  getValue(key: symbol): unknown
}

export type Attributes = Readonly<Record<string, string | number | boolean | undefined>>

export interface Span {
  setAttributes(attributes: Attributes): unknown
  setStatus(status: { readonly code: number; readonly message?: string }): unknown
  updateName(name: string): unknown
  recordException(error: { readonly name: string; readonly message: string; readonly stack?: string }): void
  isRecording(): boolean
  end(time?: Date | number): void
}

export interface Tracer {
  startSpan(
    name: string,
    options: { readonly kind?: number; readonly attributes?: Attributes; readonly startTime?: Date | number },
    context?: Context,
  ): Span
}

/** The name is no literal, so that neither types nor bundlers ask for what is optional. */
export async function loadOpenTelemetry(packageName = '@opentelemetry/api'): Promise<OpenTelemetry> {
  try {
    const found = (await import(packageName)) as OpenTelemetry
    return found
  } catch (cause) {
    if ((cause as { code?: string }).code !== 'ERR_MODULE_NOT_FOUND') throw cause
    throw telemetryErrors.NO_PACKAGE({ what: 'Tracing', name: packageName }, { cause })
  }
}
