import { httpErrors } from './errors.ts'
import { shapeOf } from './shape.ts'

const badName = /[^!#$%&'*+\-.^_`|~0-9a-z]/
const badValue = /[^\t\x20-\x7e\x80-\xff]/

/**
 * Headers as two small arrays, read and written like the Fetch standard's `Headers` (https://fetch.spec.whatwg.org/#headers-class).
 * Names are lower case; several values of one name read as one, joined by a comma, but `Set-Cookie` stays apart.
 */
export class LightHeaders extends shapeOf(Headers) {
  readonly #names: string[] = []
  readonly #values: string[] = []

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
    for (let i = 0; i < raw.length; i += 2) {
      headers.#names.push(raw[i]!.toLowerCase())
      headers.#values.push(raw[i + 1]!)
    }
    return headers
  }

  override append(name: string, value: string): void {
    const key = name.toLowerCase()
    this.#names.push(key)
    this.#values.push(checked(key, value))
  }

  override set(name: string, value: string): void {
    const key = name.toLowerCase()
    const text = checked(key, value)
    const at = this.#names.indexOf(key)
    if (at === -1) {
      this.#names.push(key)
      this.#values.push(text)
      return
    }
    this.#values[at] = text
    this.#removeFrom(key, at + 1)
  }

  /** Sets what our own helpers made: a lower-case name and a value known to be right. */
  put(name: string, value: string): void {
    const at = this.#names.indexOf(name)
    if (at === -1) {
      this.#names.push(name)
      this.#values.push(value)
    } else this.#values[at] = value
  }

  override delete(name: string): void {
    this.#removeFrom(name.toLowerCase(), 0)
  }

  override get(name: string): string | null {
    const key = name.toLowerCase()
    const at = this.#names.indexOf(key)
    if (at === -1) return null
    let value = this.#values[at]!
    const glue = key === 'cookie' ? '; ' : ', '
    for (let i = at + 1; i < this.#names.length; i++) if (this.#names[i] === key) value += glue + this.#values[i]
    return value
  }

  override has(name: string): boolean {
    return this.#names.includes(name.toLowerCase())
  }

  override getSetCookie(): string[] {
    return this.#values.filter((_, i) => this.#names[i] === 'set-cookie')
  }

  override forEach(work: (value: string, name: string, parent: Headers) => void, self?: unknown): void {
    for (const [name, value] of this) work.call(self, value, name, this)
  }

  /** Sorted by name, one pair a name (several for `Set-Cookie`), as the standard says. */
  override *[Symbol.iterator](): HeadersIterator<[string, string]> {
    for (const name of [...new Set(this.#names)].sort()) {
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

  /** Names and values in turn, in the order in which they were set: what node:http writes. */
  flat(): string[] {
    const pairs: string[] = []
    for (let i = 0; i < this.#names.length; i++) pairs.push(this.#names[i]!, this.#values[i]!)
    return pairs
  }

  #removeFrom(key: string, start: number): void {
    for (let i = this.#names.length - 1; i >= start; i--) {
      if (this.#names[i] !== key) continue
      this.#names.splice(i, 1)
      this.#values.splice(i, 1)
    }
  }
}

function checked(name: string, value: string): string {
  const text = String(value).trim()
  if (name === '' || badName.test(name) || badValue.test(text)) throw httpErrors.INVALID_HEADER({ name })
  return text
}
