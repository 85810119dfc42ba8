/** What is done with the server's messages. A body begins in `buffer` at `at`, and lies there until the call returns. */
export type OnMessage = (type: number, buffer: Buffer, at: number) => void

/** Cuts what arrives into messages of PostgreSQL's protocol: a byte that names the type, a length, a body. */
export class MessageReader {
  readonly #onMessage: OnMessage
  #kept = Buffer.alloc(0)
  #end = 0

  constructor(onMessage: OnMessage) {
    this.#onMessage = onMessage
  }

  push(chunk: Buffer): void {
    let buffer = chunk
    let end = chunk.length
    if (this.#end > 0) {
      this.#append(chunk)
      buffer = this.#kept
      end = this.#end
    }
    let at = 0
    while (end - at >= 5) {
      const next = at + 1 + buffer.readInt32BE(at + 1)
      if (next > end) break
      this.#onMessage(buffer[at]!, buffer, at + 5)
      at = next
    }
    this.#keep(buffer, at, end)
  }

  #append(chunk: Buffer): void {
    const needed = this.#end + chunk.length
    if (needed > this.#kept.length) {
      // A message that is still incomplete says how long it will be: no need to grow by doubling up to there.
      const whole = this.#end >= 5 ? 1 + this.#kept.readInt32BE(1) : 0
      const larger = Buffer.allocUnsafe(Math.max(needed, Math.min(whole, needed * 2)))
      this.#kept.copy(larger, 0, 0, this.#end)
      this.#kept = larger
    }
    chunk.copy(this.#kept, this.#end)
    this.#end = needed
  }

  #keep(buffer: Buffer, at: number, end: number): void {
    if (at === end) {
      this.#kept = nothing
      this.#end = 0
    } else if (buffer === this.#kept) {
      if (at === 0) return
      this.#kept.copyWithin(0, at, end)
      this.#end = end - at
    } else {
      this.#kept = Buffer.from(buffer.subarray(at, end))
      this.#end = end - at
    }
  }
}

const nothing = Buffer.alloc(0)

/** A text that ends with a NUL byte, and where the next field begins. */
export function cstring(buffer: Buffer, at: number): readonly [string, number] {
  const end = buffer.indexOf(0, at)
  return [buffer.toString('utf8', at, end), end + 1]
}
