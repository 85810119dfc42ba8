/** Lets those who want the same thing have it one after the other, in this process. */
export class Turns {
  readonly #last = new Map<string, Promise<unknown>>()

  async run<R>(name: string, work: () => Promise<R>): Promise<R> {
    const before = this.#last.get(name)
    const mine = before === undefined ? work() : before.then(work, work)
    this.#last.set(name, mine)
    try {
      return await mine
    } finally {
      if (this.#last.get(name) === mine) this.#last.delete(name)
    }
  }
}
