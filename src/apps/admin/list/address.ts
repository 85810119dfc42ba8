/**
 * Names that mean something in the address of every list: search, order, page, rows on a page, columns, and the ends of pages that go by
 * key, the form that waits for a row of it. No filter can be called so.
 */
export const reservedNames: ReadonlySet<string> = new Set(['q', 'o', 'p', 'n', 'col', 'after', 'before', '_for'])
/** Names that say where in the list one is. */
export const pageNames: ReadonlySet<string> = new Set(['p', 'after', 'before'])

/** The query string of a list, kept as pairs so that a link changes what it means to change and nothing else. */
export class ListAddress {
  readonly #pairs: readonly (readonly [string, string])[]

  constructor(pairs: Iterable<readonly [string, string]>) {
    this.#pairs = [...pairs]
  }

  /** The first value of `name`, or null. */
  get(name: string): string | null {
    return this.#pairs.find(([key]) => key === name)?.[1] ?? null
  }

  /** Every value of `name`, in order. */
  all(name: string): string[] {
    return this.#pairs.filter(([key]) => key === name).map(([, value]) => value)
  }

  /** The names that occur, each once. */
  names(): string[] {
    return [...new Set(this.#pairs.map(([key]) => key))]
  }

  /** The same address with `name` set to `values` (none takes it away), back on the first page. */
  with(name: string, ...values: string[]): ListAddress {
    const rest = this.without(name).pairs()
    return new ListAddress([...rest, ...values.map((value) => [name, value] as const)])
  }

  /** The same address without `names`, back on the first page. */
  without(...names: string[]): ListAddress {
    return this.only((key) => !names.includes(key) && !pageNames.has(key))
  }

  /** Only the pairs whose name passes. */
  only(keep: (name: string) => boolean): ListAddress {
    return new ListAddress(this.#pairs.filter(([name]) => keep(name)))
  }

  /** For hidden inputs of a form that sends another part of the address. */
  pairs(): readonly (readonly [string, string])[] {
    return this.#pairs
  }

  /** '?q=storm&p=2', or '?' where nothing is left: a link that stays on the list. */
  toString(): string {
    return `?${new URLSearchParams(this.#pairs.map(([name, value]): [string, string] => [name, value]))}`
  }
}
