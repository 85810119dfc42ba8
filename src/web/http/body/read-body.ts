import { httpErrors } from '../errors.ts'

/** All of a body as one buffer. Throws `NUAGES_HTTP_BODY_TOO_LARGE` as soon as `limit` bytes are passed. */
export async function readBody(chunks: AsyncIterable<Uint8Array>, limit: number): Promise<Buffer> {
  const kept: Uint8Array[] = []
  let size = 0
  for await (const chunk of chunks) {
    size += chunk.length
    if (size > limit) throw httpErrors.BODY_TOO_LARGE({ what: 'The request body', limit })
    kept.push(chunk)
  }
  const first = kept[0]
  if (kept.length === 1 && Buffer.isBuffer(first)) return first
  return Buffer.concat(kept, size)
}

/** The media type of a `Content-Type` header, lower case, and its charset where it says one. */
export function parseContentType(header: string | null): { type: string; charset: string | null } {
  if (header === null) return { type: '', charset: null }
  const semicolon = header.indexOf(';')
  const type = (semicolon === -1 ? header : header.slice(0, semicolon)).trim().toLowerCase()
  const charset = semicolon === -1 ? null : (/;\s*charset=(?:"([^"]*)"|([^\s;]*))/i.exec(header) ?? null)
  return { type, charset: charset === null ? null : (charset[1] ?? charset[2] ?? null) }
}
