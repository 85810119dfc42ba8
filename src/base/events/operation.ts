/** Stands around a piece of work: calls it, once, and gives what it gives. */
export type Surrounding<T> = <R>(what: T, work: () => Promise<R>) => Promise<R>

/** A kind of work that tools may stand around, to measure it or to be its context. It costs one property read while none does. */
export interface Operation<T> {
  readonly name: string
  /** Somebody stands around it. */
  readonly watched: boolean
  /** Does `work`, inside of everybody who stands around it; who came first is outermost. */
  run<R>(what: T, work: () => Promise<R>): Promise<R>
  /** Stands around it until the returned function is called. */
  surround(surrounding: Surrounding<T>): () => void
}

export function operation<T>(name: string): Operation<T> {
  let surroundings: readonly Surrounding<T>[] = []
  return {
    name,
    get watched() {
      return surroundings.length > 0
    },
    run: (what, work) => surroundings.reduceRight((inner, each) => () => each(what, inner), work)(),
    surround(surrounding) {
      surroundings = [...surroundings, surrounding]
      return () => {
        surroundings = surroundings.filter((each) => each !== surrounding)
      }
    },
  }
}
