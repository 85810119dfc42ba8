import { mediaTypeOf } from '../../base/text/index.ts'
import { chunksOf } from './chunks.ts'
import { filesErrors } from './errors.ts'
import { byBytes, checkedName, checkedPrefix, firstFree, safeName } from './names.ts'
import { partOf } from './range.ts'
import type { ByteRange, Content, FileFacts, FileUrls, SaveOptions, SignedUrlOptions, Storage } from './storage.ts'
import { StoredContent } from './stored-content.ts'

export interface MemoryStorageOptions {
  /** Bytes that all files together may have. Default: 67108864 (64 MiB). */
  readonly maxBytes?: number
  readonly urls?: FileUrls
  /** The clock, in milliseconds since 1970. */
  readonly now?: () => number
}

interface Entry {
  readonly facts: FileFacts
  readonly bytes: Uint8Array
}

/** Files in this process, gone with it: for tests, and for sites that keep none. */
export class MemoryStorage implements Storage {
  readonly kind = 'memory'
  readonly maxBytes: number
  readonly #urls: FileUrls | undefined
  readonly #now: () => number
  readonly #entries = new Map<string, Entry>()
  #stored = 0
  /** Bytes of what is being saved. */
  #pending = 0
  #saved = 0

  /** Throws `NUAGES_FILES_BAD_OPTION`. */
  constructor({ maxBytes = 64 * 1024 * 1024, urls, now = () => Date.now() }: MemoryStorageOptions = {}) {
    if (!Number.isSafeInteger(maxBytes) || maxBytes < 0)
      throw filesErrors.BAD_OPTION({ option: 'maxBytes', problem: `${maxBytes} is no number of bytes` })
    this.maxBytes = maxBytes
    this.#urls = urls
    this.#now = now
  }

  /** Bytes that are taken. */
  get usedBytes(): number {
    return this.#stored
  }

  async save(name: string, content: Content, options: SaveOptions = {}): Promise<string> {
    const wanted = safeName(name)
    const { overwrite = false, maxLength } = options
    const chunks: Uint8Array[] = []
    let size = 0
    try {
      for await (const chunk of chunksOf(wanted, content, options)) {
        if (this.#stored + this.#pending + chunk.byteLength > this.maxBytes)
          throw filesErrors.NO_ROOM({ name: wanted, reason: `the storage holds ${this.maxBytes} bytes` })
        this.#pending += chunk.byteLength
        size += chunk.byteLength
        // A copy: who fills one buffer again and again does not change what was saved.
        chunks.push(Uint8Array.from(chunk))
      }
      return await firstFree(wanted, maxLength, (candidate) => {
        if (!overwrite && this.#entries.has(candidate)) return false
        this.#put(candidate, Buffer.concat(chunks), options.type ?? mediaTypeOf(candidate))
        return true
      })
    } finally {
      this.#pending -= size
    }
  }

  #put(name: string, bytes: Uint8Array, type: string): void {
    this.#remove(name)
    this.#saved++
    const facts = { name, size: bytes.byteLength, modified: new Date(this.#now()), type, etag: `m${this.#saved}` }
    this.#entries.set(name, { facts, bytes })
    this.#stored += bytes.byteLength
  }

  #remove(name: string): void {
    this.#stored -= this.#entries.get(name)?.bytes.byteLength ?? 0
    this.#entries.delete(name)
  }

  /** Remembers what is there, for tests that undo what they did: the function puts it back. */
  snapshot(): () => void {
    const entries = new Map(this.#entries)
    const stored = this.#stored
    return () => {
      this.#entries.clear()
      for (const [name, entry] of entries) this.#entries.set(name, entry)
      this.#stored = stored
    }
  }

  #entry(name: string): Entry {
    const found = this.#entries.get(checkedName(name))
    if (found === undefined) throw filesErrors.NOT_FOUND({ name })
    return found
  }

  async open(name: string, range: ByteRange = {}): Promise<StoredContent> {
    const { facts, bytes } = this.#entry(name)
    const part = partOf(name, facts.size, range)
    return new StoredContent(facts, part, {
      async *read() {
        if (part.until > part.start) yield Uint8Array.from(bytes.subarray(part.start, part.until))
      },
      async close() {},
    })
  }

  async exists(name: string): Promise<boolean> {
    return this.#entries.has(checkedName(name))
  }

  async size(name: string): Promise<number> {
    return this.#entry(name).facts.size
  }

  async stat(name: string): Promise<FileFacts> {
    return this.#entry(name).facts
  }

  url(name: string): string {
    checkedName(name)
    if (this.#urls === undefined) throw filesErrors.NO_URL({ storage: this.kind })
    return this.#urls.url(name)
  }

  async signedUrl(name: string, options: SignedUrlOptions = {}): Promise<string> {
    checkedName(name)
    if (this.#urls === undefined) throw filesErrors.NO_URL({ storage: this.kind })
    return this.#urls.signedUrl(name, options)
  }

  async delete(name: string): Promise<void> {
    this.#remove(checkedName(name))
  }

  async deleteMany(names: Iterable<string>): Promise<void> {
    for (const name of [...names].map(checkedName)) this.#remove(name)
  }

  async *list(prefix = ''): AsyncGenerator<FileFacts, void, undefined> {
    const wanted = checkedPrefix(prefix)
    const names = [...this.#entries.keys()].filter((name) => name.startsWith(wanted)).sort(byBytes)
    for (const name of names) {
      const found = this.#entries.get(name)
      if (found !== undefined) yield found.facts
    }
  }

  async close(): Promise<void> {}

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }
}
