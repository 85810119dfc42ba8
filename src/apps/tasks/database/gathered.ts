/**
 * Does at once what is asked for in one turn of the loop, and then what was asked for while that was being done. What fails, fails for all who asked for
 * it together.
 */
export class Gathered<T, R> {
  readonly #work: (all: readonly T[]) => Promise<R>
  #next: T[] = []
  #coming: Promise<R> | undefined
  #last: Promise<unknown> = Promise.resolve()

  constructor(work: (all: readonly T[]) => Promise<R>) {
    this.#work = work
  }

  add(each: T): Promise<R> {
    this.#next.push(each)
    this.#coming ??= this.#begin()
    return this.#coming
  }

  #begin(): Promise<R> {
    const coming = this.#last
      .then(() => new Promise<void>((resolve) => setImmediate(resolve)))
      .then(() => {
        const all = this.#next
        this.#next = []
        this.#coming = undefined
        return this.#work(all)
      })
    this.#last = coming.catch(() => {})
    return coming
  }
}
