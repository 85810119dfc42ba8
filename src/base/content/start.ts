/** Something that can be read from its beginning: a `Blob`, an upload, a stored file. */
export interface Readable {
  readonly size: number
  bytes(): Promise<Uint8Array>
  stream?(): AsyncIterable<string | Uint8Array> | ReadableStream<Uint8Array>
}

/** The first `length` bytes, or all there are; no more is read than that takes, where the content comes as a stream. */
export async function startOf(content: Readable, length: number): Promise<Uint8Array> {
  if (content instanceof Blob) return content.slice(0, length).bytes()
  if (content.size <= length || content.stream === undefined) return (await content.bytes()).subarray(0, length)
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of content.stream() as AsyncIterable<string | Uint8Array>) {
    const bytes = typeof chunk === 'string' ? Buffer.from(chunk) : chunk
    chunks.push(bytes)
    size += bytes.byteLength
    if (size >= length) break
  }
  return Buffer.concat(chunks).subarray(0, length)
}
