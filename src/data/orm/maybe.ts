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
    return Promise.reject(error)
  }
}
