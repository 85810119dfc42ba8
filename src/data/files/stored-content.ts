import { ReadableStream as WebStream } from 'node:stream/web'
import { filesErrors } from './errors.ts'
import type { FileFacts } from './storage.ts'

/** What an opened file reads from. */
export interface ContentSource {
  /** The chunks of the part that was asked for; called at most once. */
  read(): AsyncIterable<Uint8Array>
  /** Lets go of what was not read; may be called again. */
  close(): Promise<void>
}

/** The content of a stored file, or a part of it, to be read once. */
export class StoredContent implements FileFacts, AsyncIterable<Uint8Array>, AsyncDisposable {
  readonly name: string
  /** Of the whole file, in bytes. */
  readonly size: number
  readonly modified: Date
  readonly type: string
  readonly etag: string
  /** The first byte of the part. */
  readonly start: number
  /** The byte after the last one of the part. */
  readonly until: number
  readonly #source: ContentSource
  #taken = false

  constructor(facts: FileFacts, part: { readonly start: number; readonly until: number }, source: ContentSource) {
    this.name = facts.name
    this.size = facts.size
    this.modified = facts.modified
    this.type = facts.type
    this.etag = facts.etag
    this.start = part.start
    this.until = part.until
    this.#source = source
  }

  /** Bytes in the part. */
  get length(): number {
    return this.until - this.start
  }

  [Symbol.asyncIterator](): AsyncIterableIterator<Uint8Array, void, undefined> {
    const chunks = this.#chunks()
    return {
      next: () => chunks.next(),
      // A generator that was never asked for a chunk does not run its end, and one that waits for a chunk not before it came.
      return: async () => {
        chunks.return().catch(() => {})
        await this.close()
        return { done: true, value: undefined }
      },
      [Symbol.asyncIterator]() {
        return this
      },
    }
  }

  async *#chunks(): AsyncGenerator<Uint8Array, void, undefined> {
    if (this.#taken) throw filesErrors.CANNOT_READ({ name: this.name, reason: 'it was read or closed before' })
    this.#taken = true
    try {
      yield* this.#source.read()
    } finally {
      await this.#source.close()
    }
  }

  stream(): ReadableStream<Uint8Array> {
    return WebStream.from(this) as ReadableStream<Uint8Array>
  }

  async bytes(): Promise<Uint8Array> {
    const chunks: Uint8Array[] = []
    for await (const chunk of this) chunks.push(chunk)
    return new Uint8Array(Buffer.concat(chunks))
  }

  /** As UTF-8. */
  async text(): Promise<string> {
    return new TextDecoder().decode(await this.bytes())
  }

  /** Lets go of it, read or unread. Leaving a loop over it does so too. */
  async close(): Promise<void> {
    this.#taken = true
    await this.#source.close()
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }
}
