import { createReadStream } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import { Readable } from 'node:stream'
import type { ReadableStream } from 'node:stream/web'

/** Content somewhere else whose length is known, and of which parts can be asked for. */
export interface RangedContent {
  /** In bytes. */
  readonly size: number
  /** The bytes `start` to `end`, both included; called once, when they are sent, and not for an empty part. */
  read(start: number, end: number): AsyncIterable<Uint8Array>
}

/** What has a length and can be read from anywhere in it: the path of a file, an open one, a blob, bytes, what a storage keeps. */
export type FileSource = string | FileHandle | Blob | Uint8Array | RangedContent

const isRanged = (source: object): source is RangedContent => 'read' in source && 'size' in source && !('fd' in source)

/** A part of a file, or of what can be read like one: bytes `start` to `end`, both included. */
export class FileBody {
  readonly source: FileSource
  readonly size: number
  readonly start: number
  readonly end: number

  constructor(source: FileSource, size: number, start = 0, end = size - 1) {
    this.source = source
    this.size = size
    this.start = start
    this.end = end
  }

  get length(): number {
    return this.end - this.start + 1
  }

  /** The path where it has one, to name it in messages. */
  get path(): string {
    return typeof this.source === 'string' ? this.source : 'that was given open'
  }

  part(start: number, end: number): FileBody {
    return new FileBody(this.source, this.size, start, end)
  }

  /** Its bytes; a file that was given open is closed at their end. */
  open(): Readable {
    const { source, start, end } = this
    if (this.length <= 0) {
      this.close()
      return Readable.from([])
    }
    if (typeof source === 'string') return createReadStream(source, { start, end })
    if (source instanceof Uint8Array) return Readable.from([source.subarray(start, end + 1)])
    if (isRanged(source)) return Readable.from(source.read(start, end), { objectMode: false })
    if (source instanceof Blob) return Readable.fromWeb(source.slice(start, end + 1).stream() as ReadableStream)
    return source.createReadStream({ start, end })
  }

  /** Its bytes at once: cheaper than a stream where they are few, and fewer than `length` where the file became shorter. A file that was given open is closed. */
  async bytes(): Promise<Uint8Array> {
    const { source, start, end, length } = this
    if (length <= 0) {
      this.close()
      return new Uint8Array()
    }
    if (source instanceof Uint8Array) return source.subarray(start, end + 1)
    if (typeof source === 'object' && isRanged(source)) return await whole(source.read(start, end))
    if (source instanceof Blob) return new Uint8Array(await source.slice(start, end + 1).arrayBuffer())
    const handle = typeof source === 'string' ? await open(source) : source
    try {
      const bytes = Buffer.allocUnsafe(length)
      let filled = 0
      while (filled < length) {
        const { bytesRead } = await handle.read(bytes, filled, length - filled, start + filled)
        if (bytesRead === 0) break
        filled += bytesRead
      }
      return bytes.subarray(0, filled)
    } finally {
      await handle.close()
    }
  }

  /** Lets go of what will not be read. */
  close(): void {
    const { source } = this
    if (typeof source === 'object' && 'fd' in source) source.close().catch(() => {})
  }
}

async function whole(chunks: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const all: Uint8Array[] = []
  for await (const chunk of chunks) all.push(chunk)
  return all.length === 1 ? all[0]! : Buffer.concat(all)
}
