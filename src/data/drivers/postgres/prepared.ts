import type { Statement } from '../driver.ts'
import type { Decoders } from './decode.ts'

/** How many statements a connection keeps prepared. */
const limit = 256

/** A statement that one connection has prepared, or is preparing. */
export class Prepared {
  readonly name: string
  readonly generation: number
  /** Null until its columns are known. */
  decoders: Decoders | null = null
  /** The server has it. */
  ready = false
  /** Why the server did not take it. */
  failure: unknown = null
  /** Used since the last look for one to let go of. */
  used = true

  constructor(name: string, generation: number) {
    this.name = name
    this.generation = generation
  }
}

/** The prepared statements of a connection, by the statement's identity. When it is full, one not used of late goes. */
export class StatementCache {
  readonly #entries = new Map<Statement, Prepared>()
  #count = 0

  get(statement: Statement): Prepared | undefined {
    return this.#entries.get(statement)
  }

  add(statement: Statement, generation: number): Prepared {
    const made = new Prepared(`nuages_${++this.#count}`, generation)
    this.#entries.set(statement, made)
    return made
  }

  /** Forgets `prepared`, where it is still the one that stands for `statement`. */
  remove(statement: Statement, prepared: Prepared): void {
    if (this.#entries.get(statement) === prepared) this.#entries.delete(statement)
  }

  /** Takes out one entry where there are as many as may be kept. */
  evict(): Prepared | null {
    if (this.#entries.size < limit) return null
    for (;;) {
      for (const [statement, prepared] of this.#entries) {
        this.#entries.delete(statement)
        if (!prepared.used) return prepared
        // A second chance, behind all others.
        prepared.used = false
        this.#entries.set(statement, prepared)
      }
    }
  }
}
