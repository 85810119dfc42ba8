import type { ContentCoding } from './accept-encoding.ts'
import { type Coder, type CoderStream, coders } from './coders.ts'
import { brotliPadding, paddedGzip } from './padding.ts'

type Chunk = string | Uint8Array

/** Compressed bytes that are handed on though nobody waits for them. */
const enough = 16 * 1024

/**
 * Chunks in a content coding, as they come: whenever the source pauses, all that it gave so far is flushed, so that an event or the top of a
 * page is seen at once; while it gives without pause nothing is, which would cost size. It is read one chunk ahead, no further.
 * Written as an iterator, because `return` of a generator waits for the chunk that may never come.
 */
export class CompressedChunks implements AsyncIterableIterator<Uint8Array> {
  readonly #coding: ContentCoding
  readonly #coder: Coder
  readonly #stream: CoderStream
  readonly #source: AsyncIterator<Chunk>
  #ahead: Promise<IteratorResult<Chunk>> | null = null
  /** Until the padding is in: at the first flush of Brotli, behind the header of gzip. */
  #bare = true
  #ended = false
  #out: Buffer[] = []
  #size = 0
  #failed: (error: unknown) => void = () => {}

  constructor(chunks: AsyncIterable<Chunk>, coding: ContentCoding) {
    this.#coding = coding
    this.#coder = coders[coding]
    this.#source = chunks[Symbol.asyncIterator]()
    this.#stream = this.#coder.stream()
    this.#stream.on('data', (bytes: Buffer) => {
      this.#out.push(bytes)
      this.#size += bytes.length
    })
    this.#stream.on('error', (error) => this.#failed(error))
  }

  [Symbol.asyncIterator](): this {
    return this
  }

  async next(): Promise<IteratorResult<Uint8Array>> {
    while (!this.#ended) {
      const step = await (this.#ahead ?? this.#source.next())
      this.#ahead = null
      if (this.#ended) break
      if (step.done) {
        this.#ended = true
        await this.#run((done) => this.#stream.once('end', done).end())
        return { done: false, value: this.#take() }
      }
      if (this.#bare && this.#coding === 'br') {
        this.#bare = false
        await this.#flush()
        this.#out.push(brotliPadding())
      }
      await this.#run((done) => this.#stream.write(step.value, done))
      this.#ahead = this.#source.next()
      if (await pauses(this.#ahead)) {
        if (this.#ended) break
        await this.#flush()
        if (this.#out.length > 0) return { done: false, value: this.#take() }
      } else if (this.#size >= enough) return { done: false, value: this.#take() }
    }
    return { done: true, value: undefined }
  }

  async return(): Promise<IteratorResult<Uint8Array>> {
    this.#ended = true
    this.#stream.destroy()
    await this.#source.return?.()
    return { done: true, value: undefined }
  }

  #flush(): Promise<void> {
    return this.#run((done) => this.#stream.flush(this.#coder.flush, done))
  }

  /** Waits for a step of the compressor, or for its failure. */
  #run(step: (done: () => void) => void): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#failed = reject
      step(resolve)
    })
  }

  #take(): Buffer {
    const bytes = this.#out.length === 1 ? this.#out[0]! : Buffer.concat(this.#out)
    this.#out = []
    this.#size = 0
    if (!this.#bare || this.#coding !== 'gzip') return bytes
    this.#bare = false
    return paddedGzip(bytes)
  }
}

/** Whether a promise is still waiting after everything that was ready has run. */
function pauses(promise: Promise<unknown>): Promise<boolean> {
  return new Promise((resolve) => {
    const later = setImmediate(resolve, true)
    const ready = () => {
      clearImmediate(later)
      resolve(false)
    }
    promise.then(ready, ready)
  })
}
