import { httpErrors } from './errors.ts'
import { shapeOf } from './shape.ts'

const badName = /[^!#$%&'*+\-.^_`|~0-9a-z]/
const badValue = /[^\t\x20-\x7e\x80-\xff]/

/**
 * Headers as one small array of names and values in turn (what node:http reads and writes), used like the Fetch standard's
 * `Headers` (https://fetch.spec.whatwg.org/#headers-class). Names are lower case; several values of one name read as one, joined
 * by a comma, but `Set-Cookie` stays apart.
 */
export class LightHeaders extends shapeOf(Headers) {
  readonly #flat: string[] = []

  /** From anything that `new Headers()` takes. */
  static from(init?: HeadersInit): LightHeaders {
    const headers = new LightHeaders()
    if (init === undefined) return headers
    if (Symbol.iterator in init) {
      for (const pair of init as Iterable<readonly string[]>) headers.append(pair[0]!, pair[1]!)
    } else {
      for (const name of Object.keys(init)) headers.append(name, (init as Record<string, string>)[name]!)
    }
    return headers
  }

  /** From names and values in turn, as node:http gives them; what arrived is not checked again. */
  static received(raw: readonly string[]): LightHeaders {
    const headers = new LightHeaders()
    for (let i = 0; i < raw.length; i += 2) headers.#flat.push(raw[i]!.toLowerCase(), raw[i + 1]!)
    return headers
  }

  override append(name: string, value: string): void {
    const key = name.toLowerCase()
    this.#flat.push(key, checked(key, value))
  }

  override set(name: string, value: string): void {
    const key = name.toLowerCase()
    this.put(key, checked(key, value))
    this.#removeFrom(key, this.#find(key) + 2)
  }

  /** Sets what our own helpers made: a lower-case name and a value known to be right. */
  put(name: string, value: string): void {
    const at = this.#find(name)
    if (at === -1) this.#flat.push(name, value)
    else this.#flat[at + 1] = value
  }

  /** The same where the name is not there yet. */
  putDefault(name: string, value: string): void {
    if (this.#find(name) === -1) this.#flat.push(name, value)
  }

  override delete(name: string): void {
    this.#removeFrom(name.toLowerCase(), 0)
  }

  override get(name: string): string | null {
    const key = name.toLowerCase()
    const flat = this.#flat
    const at = this.#find(key)
    if (at === -1) return null
    let value = flat[at + 1]!
    const glue = key === 'cookie' ? '; ' : ', '
    for (let i = at + 2; i < flat.length; i += 2) if (flat[i] === key) value += glue + flat[i + 1]
    return value
  }

  override has(name: string): boolean {
    return this.#find(name.toLowerCase()) !== -1
  }

  override getSetCookie(): string[] {
    return this.#flat.filter((_, i) => i % 2 === 1 && this.#flat[i - 1] === 'set-cookie')
  }

  override forEach(work: (value: string, name: string, parent: Headers) => void, self?: unknown): void {
    for (const [name, value] of this) work.call(self, value, name, this)
  }

  /** Sorted by name, one pair a name (several for `Set-Cookie`), as the standard says. */
  override *[Symbol.iterator](): HeadersIterator<[string, string]> {
    const names = new Set(this.#flat.filter((_, i) => i % 2 === 0))
    for (const name of [...names].sort()) {
      if (name === 'set-cookie') for (const value of this.getSetCookie()) yield [name, value]
      else yield [name, this.get(name)!]
    }
  }

  override entries(): HeadersIterator<[string, string]> {
    return this[Symbol.iterator]()
  }

  override *keys(): HeadersIterator<string> {
    for (const [name] of this) yield name
  }

  override *values(): HeadersIterator<string> {
    for (const [, value] of this) yield value
  }

  /** Names and values in turn, in the order in which they were set: what node:http writes. Not a copy. */
  flat(): string[] {
    return this.#flat
  }

  /** Where a lower-case name stands first, or -1. */
  #find(name: string): number {
    const flat = this.#flat
    for (let i = 0; i < flat.length; i += 2) if (flat[i] === name) return i
    return -1
  }

  #removeFrom(name: string, start: number): void {
    for (let i = this.#flat.length - 2; i >= start; i -= 2) if (this.#flat[i] === name) this.#flat.splice(i, 2)
  }
}

function checked(name: string, value: string): string {
  const text = String(value).trim()
  if (name === '' || badName.test(name) || badValue.test(text)) throw httpErrors.INVALID_HEADER({ name })
  return text
}
