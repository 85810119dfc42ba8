import { stat } from 'node:fs/promises'
import { basename } from 'node:path'
import { httpErrors } from './errors.ts'
import { mediaTypeOf } from './media-types.ts'
import { FileBody, LightResponse } from './response.ts'

export interface FileOptions {
  /** The media type; by default from the file's name. */
  readonly type?: string
  /** Offer it for saving: under its own name (true), or another. */
  readonly download?: boolean | string
  /** The `Cache-Control` header. */
  readonly cacheControl?: string
}

/**
 * A file from disk, with ETag and Last-Modified; conditions and ranges of the request are answered by the application.
 * `path` is trusted: never build it from what a visitor sent (`staticFiles` does that safely).
 * Throws `NUAGES_HTTP_NOT_FOUND` where no regular file lies there.
 */
export async function file(path: string, options: FileOptions = {}): Promise<Response> {
  const found = await stat(path).catch(() => null)
  if (found === null || !found.isFile()) throw httpErrors.NOT_FOUND({ what: `the file ${basename(path)}` })
  return fileResponse(path, found, options)
}

/** The same for a file whose facts are known. */
export function fileResponse(
  path: string,
  facts: { readonly size: number; readonly mtimeMs: number },
  options: FileOptions,
): LightResponse {
  const response = new LightResponse(new FileBody(path, facts.size))
  const headers = response.headers
  headers.set('content-type', options.type ?? mediaTypeOf(path))
  headers.put('content-length', String(facts.size))
  headers.put('last-modified', new Date(facts.mtimeMs).toUTCString())
  headers.put('etag', `"${Math.trunc(facts.mtimeMs).toString(36)}-${facts.size.toString(36)}"`)
  if (options.cacheControl !== undefined) headers.set('cache-control', options.cacheControl)
  if (options.download) {
    headers.put('content-disposition', attachment(options.download === true ? basename(path) : options.download))
  }
  return response
}

/** `Content-Disposition` with a name in ASCII and, where it differs, in UTF-8 (RFC 6266). */
function attachment(name: string): string {
  const plain = name.replace(/[^\x20-\x7e]|["\\%]/g, '_')
  const full = encodeURIComponent(name.toWellFormed()).replace(
    /['()*]/g,
    (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`,
  )
  return `attachment; filename="${plain}"${plain === name ? '' : `; filename*=UTF-8''${full}`}`
}
