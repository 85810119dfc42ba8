import { type ErrorDetails, NuagesError } from './nuages-error.ts'

/** A subclass of `NuagesError` that keeps its constructor's shape. */
export type ErrorClass<E extends NuagesError = NuagesError> = new (
  message: string,
  details: ErrorDetails,
  options?: ErrorOptions,
) => E

/** One row of a battery's error table. `D` is the data that a throw site gives. */
export interface ErrorSpec<D> {
  /** The HTTP status that answers a request which ended here, or null. */
  readonly status: number | null
  /** What was wrong and where, from the data. */
  readonly message: (data: D) => string
  /** What to do, one sentence; printed after the message and in the reference. */
  readonly hint: string
  /** The subclass to make where people catch this error by class. */
  readonly as?: ErrorClass
}

type DataOf<S> = S extends { message: (data: infer D) => string } ? D : never
type Made<S> = S extends { as: ErrorClass<infer E> } ? E : NuagesError
type Make<S> =
  unknown extends DataOf<S>
    ? (data?: Readonly<Record<string, unknown>>, options?: ErrorOptions) => Made<S>
    : (data: DataOf<S>, options?: ErrorOptions) => Made<S>

/** A battery's errors by short name: each is a function that makes the error, to be thrown by the caller. */
export type ErrorTable<S> = { readonly [K in keyof S]: Make<S[K]> } & {
  /** The rows as they were defined, for the reference and the test that holds them together. */
  readonly [specs]: ReadonlyMap<string, ErrorSpec<never>>
}

/** Where a table keeps its rows. */
export const specs: unique symbol = Symbol('nuages.errors')

/**
 * Declares a battery's coded errors. `defineErrors('ORM', { UNKNOWN_FIELD: … })` gives a function
 * `UNKNOWN_FIELD(data)` that makes a `NuagesError` with the code `NUAGES_ORM_UNKNOWN_FIELD`.
 * Each battery has one table, in its `errors.ts`.
 */
export function defineErrors<const S extends Readonly<Record<string, ErrorSpec<never>>>>(
  area: string,
  rows: S,
): ErrorTable<S> {
  const table: Record<PropertyKey, unknown> = {}
  const byCode = new Map<string, ErrorSpec<never>>()
  for (const [name, spec] of Object.entries(rows) as [string, ErrorSpec<Record<string, unknown>>][]) {
    const code = `NUAGES_${area}_${name}`
    const Class = spec.as ?? NuagesError
    byCode.set(code, spec as ErrorSpec<never>)
    table[name] = (data: Record<string, unknown> = {}, options?: ErrorOptions) => {
      const error = new Class(spec.message(data), { code, status: spec.status, data, hint: spec.hint }, options)
      Error.captureStackTrace(error, table[name] as () => void)
      return error
    }
  }
  table[specs] = byCode
  return Object.freeze(table) as ErrorTable<S>
}

/** Message and details of one row, for a class whose constructor takes something else than they are. */
export function describeError<S, K extends keyof S & string>(
  table: ErrorTable<S>,
  name: K,
  data: DataOf<S[K]>,
): { readonly message: string; readonly details: ErrorDetails } {
  const [code, spec] = [...table[specs]].find(([each]) => each.endsWith(`_${name}`))!
  const message = (spec as unknown as ErrorSpec<unknown>).message(data)
  return {
    message,
    details: { code, status: spec.status, data: data as Readonly<Record<string, unknown>>, hint: spec.hint },
  }
}
