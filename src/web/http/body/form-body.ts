import type { UploadedFile } from './uploaded-file.ts'

/**
 * The fields of a form, each with one or more values. `get` gives the last value, as Django's `QueryDict` does: a
 * hidden field before a checkbox of the same name is its value when unchecked.
 */
export class FormBody {
  readonly #values = new Map<string, string[]>()
  /** The uploaded files by field. */
  readonly files: FileFields

  constructor(pairs: Iterable<readonly [string, string]> = [], files: Iterable<readonly [string, UploadedFile]> = []) {
    for (const [name, value] of pairs) {
      const known = this.#values.get(name)
      if (known === undefined) this.#values.set(name, [value])
      else known.push(value)
    }
    this.files = new FileFields(files)
  }

  get(name: string): string | null {
    return this.#values.get(name)?.at(-1) ?? null
  }

  getAll(name: string): string[] {
    return [...(this.#values.get(name) ?? [])]
  }

  has(name: string): boolean {
    return this.#values.has(name)
  }

  keys(): MapIterator<string> {
    return this.#values.keys()
  }

  /** One pair for each value. */
  *entries(): Generator<[string, string]> {
    for (const [name, values] of this.#values) for (const value of values) yield [name, value]
  }

  [Symbol.iterator](): Generator<[string, string]> {
    return this.entries()
  }

  /** As `application/x-www-form-urlencoded`. */
  toString(): string {
    return new URLSearchParams([...this.entries()]).toString()
  }

  /** The same with the characters of `safe` left as they are: `urlencode('/')` for an address with readable paths. */
  urlencode(safe = ''): string {
    return this.toString().replace(/%[0-7][0-9A-F]/g, (code) => {
      const character = String.fromCharCode(Number.parseInt(code.slice(1), 16))
      return safe.includes(character) ? character : code
    })
  }
}

/** Uploaded files by field, `get` giving the last. */
export class FileFields {
  readonly #files = new Map<string, UploadedFile[]>()

  constructor(files: Iterable<readonly [string, UploadedFile]>) {
    for (const [name, file] of files) {
      const known = this.#files.get(name)
      if (known === undefined) this.#files.set(name, [file])
      else known.push(file)
    }
  }

  get(name: string): UploadedFile | null {
    return this.#files.get(name)?.at(-1) ?? null
  }

  getAll(name: string): UploadedFile[] {
    return [...(this.#files.get(name) ?? [])]
  }

  has(name: string): boolean {
    return this.#files.has(name)
  }

  keys(): MapIterator<string> {
    return this.#files.keys()
  }

  *entries(): Generator<[string, UploadedFile]> {
    for (const [name, files] of this.#files) for (const file of files) yield [name, file]
  }

  [Symbol.iterator](): Generator<[string, UploadedFile]> {
    return this.entries()
  }
}
