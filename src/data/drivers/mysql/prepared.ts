import type { Statement } from '../driver.ts'
import type { Client, Prepared } from './client.ts'

/** How many statements a connection keeps prepared. A server keeps 16,382 for all connections, if it is not told otherwise. */
const limit = 128

/** The prepared statements of a connection, by the statement's identity. When it is full, the one not used for longest goes. */
export class StatementCache {
  readonly #entries = new Map<Statement, Prepared>()
  readonly #coming = new Map<Statement, Promise<Prepared>>()

  get(statement: Statement): Prepared | undefined {
    const found = this.#entries.get(statement)
    if (found !== undefined && this.#entries.size > limit / 2) {
      this.#entries.delete(statement)
      this.#entries.set(statement, found)
    }
    return found
  }

  /** Prepares a statement; once, however many ask for it meanwhile. */
  add(statement: Statement, client: Client): Promise<Prepared> {
    const found = this.#coming.get(statement)
    if (found !== undefined) return found
    const coming = client
      .prepare(statement.text)
      .then((prepared) => {
        this.#evict()
        this.#entries.set(statement, prepared)
        return prepared
      })
      .finally(() => this.#coming.delete(statement))
    this.#coming.set(statement, coming)
    return coming
  }

  #evict(): void {
    if (this.#entries.size < limit) return
    const [oldest, prepared] = this.#entries.entries().next().value!
    this.#entries.delete(oldest)
    prepared.close()
  }
}
