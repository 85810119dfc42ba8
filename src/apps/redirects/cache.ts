/** What was found for an address: where it leads and whether the query goes along; null for nothing. */
export interface FoundRedirect {
  readonly to: string
  readonly keepQuery: boolean
}

/** Addresses that were looked up lately, those that lead nowhere too: bounded, and forgotten after a while. */
export class RedirectCache {
  readonly #entries = new Map<string, { readonly found: FoundRedirect | null; readonly until: number }>()
  readonly #most: number
  readonly #life: number
  readonly #now: () => number

  constructor(options: { readonly entries?: number; readonly seconds?: number; readonly now?: () => number } = {}) {
    const { entries = 1000, seconds = 60, now = () => Date.now() } = options
    this.#most = entries
    this.#life = seconds * 1000
    this.#now = now
  }

  get size(): number {
    return this.#entries.size
  }

  /** What was found; undefined where it is not known. */
  get(address: string): FoundRedirect | null | undefined {
    const entry = this.#entries.get(address)
    if (entry === undefined) return undefined
    if (entry.until > this.#now()) return entry.found
    this.#entries.delete(address)
    return undefined
  }

  set(address: string, found: FoundRedirect | null): void {
    if (this.#most === 0 || this.#life === 0) return
    this.#entries.delete(address)
    // The first key of a map is the oldest.
    if (this.#entries.size >= this.#most) this.#entries.delete(this.#entries.keys().next().value!)
    this.#entries.set(address, { found, until: this.#now() + this.#life })
  }

  clear(): void {
    this.#entries.clear()
  }
}
