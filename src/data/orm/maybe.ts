import { ormErrors } from './errors.ts'

/** A value that is there already or will be: an embedded database answers at once, and then nothing waits. */
export type Maybe<T> = T | Promise<T>

/** Goes on with a value, without a turn of the queue where it is there. */
export function after<T, R>(value: Maybe<T>, next: (value: T) => Maybe<R>): Maybe<R> {
  return value instanceof Promise ? value.then(next) : next(value)
}

/** The result of `work` as a promise; what it throws is a rejection. */
export function promised<T>(work: () => Maybe<T>): Promise<T> {
  try {
    const value = work()
    return value instanceof Promise ? value : Promise.resolve(value)
  } catch (error) {
    return Promise.reject(isOverflow(error) ? ormErrors.NESTED_TOO_DEEP({}, { cause: error }) : error)
  }
}

/** A query is walked as deep as its expressions stand inside each other. */
const isOverflow = (error: unknown) => error instanceof RangeError && /call stack/.test(error.message)
