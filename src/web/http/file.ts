import { type FileHandle, realpath, stat } from 'node:fs/promises'
import { basename } from 'node:path'
import { fileURLToPath } from 'node:url'
import { contentDisposition, mediaTypeOf } from '../../base/text/index.ts'
import { quoteEtag } from './conditional.ts'
import { httpErrors } from './errors.ts'
import type { RangedContent } from './file-body.ts'
import { FileBody, LightResponse } from './response.ts'
import { isStaticPath, locateIn } from './static/locate.ts'

export interface FileOptions {
  /** The media type; by default from the name, the path or the blob. */
  readonly type?: string
  /** Offer it for saving: under its own name (true), or another. */
  readonly download?: boolean | string
  /** What it is called, where it has no path or should be called otherwise: for its type, and for who saves it though it is shown. */
  readonly name?: string
  /** The `Cache-Control` header. */
  readonly cacheControl?: string
  /**
   * The folder in which `path` is looked up. Then the path may come from a visitor: what leads out of the folder, also by links, and hidden
   * files are not found.
   */
  readonly root?: string
  /** A text that changes with every change. Files on disk have one already. */
  readonly etag?: string
  /** When it was changed last. Files on disk know. */
  readonly modified?: Date
}

/** What `file` sends: a path, bytes, a blob, an open file (which is closed), what can be asked for in parts, or chunks whose length nobody knows. */
export type FileContent =
  | string
  | URL
  | Uint8Array
  | Blob
  | FileHandle
  | RangedContent
  | AsyncIterable<string | Uint8Array>

interface Facts {
  readonly size: number
  readonly mtimeMs: number
}

/**
 * A file, with ETag and Last-Modified where it lies on disk; the application answers conditions, and ranges of everything whose length is known. Of several
 * ranges at once it sends the whole, as RFC 9110, 14.2, allows. A path without `root` is trusted. Throws `NUAGES_HTTP_NOT_FOUND` where no
 * regular file lies there.
 */
export async function file(content: FileContent, options: FileOptions = {}): Promise<Response> {
  if (typeof content === 'string' || content instanceof URL) return fileAt(content, options)
  if (content instanceof Uint8Array) return contentResponse(new FileBody(content, content.byteLength), options)
  if (content instanceof Blob) {
    const type = options.type ?? (content.type === '' ? undefined : content.type)
    const name = options.name ?? (content instanceof File ? content.name : undefined)
    return contentResponse(new FileBody(content, content.size), { ...options, ...definedOf({ type, name }) })
  }
  if (isHandle(content)) {
    const facts = await content.stat()
    const response = contentResponse(new FileBody(content, facts.size), options)
    validate(response, facts, options)
    return response
  }
  if ('size' in content) return contentResponse(new FileBody(content, content.size), options)
  return contentResponse(content, options)
}

async function fileAt(place: string | URL, options: FileOptions): Promise<Response> {
  const path = place instanceof URL ? fileURLToPath(place) : place
  const found = options.root === undefined ? await located(path) : await locatedIn(options.root, path)
  if (found === null) throw httpErrors.NOT_FOUND({ what: `the file ${basename(path)}` })
  return fileResponse(found.path, found, options)
}

async function located(path: string): Promise<(Facts & { readonly path: string }) | null> {
  const found = await stat(path).catch(() => null)
  return found?.isFile() ? { path, size: found.size, mtimeMs: found.mtimeMs } : null
}

async function locatedIn(root: string, path: string) {
  const dir = isStaticPath(path) ? await realpath(root).catch(() => null) : null
  return dir === null ? null : locateIn({ dir, prefix: '' }, path)
}

/** The response for a file whose facts are known. */
export function fileResponse(path: string, facts: Facts, options: FileOptions): LightResponse {
  const response = contentResponse(new FileBody(path, facts.size), options, basename(path))
  validate(response, facts, options)
  return response
}

function contentResponse(
  body: FileBody | AsyncIterable<string | Uint8Array>,
  options: FileOptions,
  own = 'download',
): LightResponse {
  const { download = false, name } = options
  const response = new LightResponse(body)
  const { headers } = response
  headers.set('content-type', options.type ?? mediaTypeOf(name ?? own))
  if (body instanceof FileBody) headers.put('content-length', String(body.size))
  if (options.cacheControl !== undefined) headers.set('cache-control', options.cacheControl)
  if (options.etag !== undefined) headers.set('etag', quoteEtag(options.etag))
  if (options.modified !== undefined) headers.put('last-modified', options.modified.toUTCString())
  const called = typeof download === 'string' ? download : (name ?? own)
  if (download !== false && download !== '')
    headers.put('content-disposition', contentDisposition('attachment', called))
  else if (name !== undefined) headers.put('content-disposition', contentDisposition('inline', name))
  return response
}

function validate({ headers }: LightResponse, facts: Facts, options: FileOptions): void {
  if (options.modified === undefined) headers.put('last-modified', new Date(facts.mtimeMs).toUTCString())
  if (options.etag !== undefined) return
  headers.put('etag', `"${Math.trunc(facts.mtimeMs).toString(36)}-${facts.size.toString(36)}"`)
}

function isHandle(content: object): content is FileHandle {
  return 'createReadStream' in content && 'fd' in content
}

/** The options that say something. */
function definedOf(options: { type: string | undefined; name: string | undefined }): FileOptions {
  return {
    ...(options.type !== undefined && { type: options.type }),
    ...(options.name !== undefined && { name: options.name }),
  }
}
