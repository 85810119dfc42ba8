import { NuagesError } from '../../base/errors/index.ts'
import { BadSignature, SignatureExpired } from '../../base/signing/index.ts'
import {
  type FileFacts,
  type SignedGrant,
  type SignedUrls,
  type Storage,
  type StoredContent,
  storage as storageOfProject,
} from '../../data/files/index.ts'
import { file, type HttpRequest, httpErrors, redirect } from '../http/index.ts'
import { mediaErrors } from './errors.ts'
import { isShown, servedType } from './media-type.ts'

export interface ServeFilesOptions {
  /** Only signed addresses are answered, and these verify them. */
  readonly signed?: SignedUrls
  /** Media types that are shown although a browser may run something in them: `['image/svg+xml']`. None by default: they are offered for saving. */
  readonly inline?: readonly string[]
  /** Everything is offered for saving. Default: false. */
  readonly download?: boolean
  /** `Cache-Control`. Default: 'no-cache' (ask each time, and get 304); of signed addresses 'private, max-age=' until they expire. */
  readonly cacheControl?: string
  /**
   * Instead of the content a redirection to an address that the storage signs for so many seconds: for S3, behind a view of one's own that
   * looks who asks. By default the content goes through this process.
   */
  readonly redirect?: number
}

/** A view of one file. `name` may come from a visitor. */
export type FileView = (request: HttpRequest, params: { readonly name: string }) => Promise<Response>

/**
 * What is served is nobody's page: no script, no form, no frame, an origin of its own. Browsers' own viewers (pictures, films) need no more than this.
 */
const sandbox = "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; media-src 'self'; sandbox"
/** The viewer of PDFs does not start in a sandbox. */
const withoutSandbox = "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; object-src 'self'"

/**
 * A view that answers with a stored file: `path('media/<path:name>', serveFiles('default'), { name: 'media' })`. With ETag, conditions, ranges of bytes, a
 * Content-Type that browsers may not guess beyond, and a policy that lets nothing run in it. What can run scripts (HTML, SVG, XML), and what is
 * not known, is offered for saving. A name under which nothing is stored is 404, as is one that no file can have; signatures that are missing
 * or wrong are `NUAGES_MEDIA_BAD_SIGNATURE`, old ones `NUAGES_MEDIA_EXPIRED` (both 403), whether the file exists or not.
 */
export function serveFiles(storage: Storage | string = 'default', options: ServeFilesOptions = {}): FileView {
  return async (request, { name }) => {
    if (request.method !== 'GET' && request.method !== 'HEAD')
      throw httpErrors.METHOD_NOT_ALLOWED({ method: request.method, allowed: ['GET', 'HEAD'] })
    const grant = options.signed === undefined ? null : granted(options.signed, name, request)
    const place = typeof storage === 'string' ? storageOfProject(storage) : storage
    const facts = await factsOf(place, name)
    if (options.redirect !== undefined) {
      const response = redirect(
        await place.signedUrl(name, { expires: options.redirect, download: options.download ?? false }),
      )
      response.headers.set('cache-control', 'no-store')
      return response
    }
    return await answer(place, facts, grant, options)
  }
}

function granted(signed: SignedUrls, name: string, request: HttpRequest): SignedGrant {
  try {
    return signed.verify(name, new URL(request.url).searchParams)
  } catch (error) {
    if (error instanceof SignatureExpired) throw mediaErrors.EXPIRED()
    if (error instanceof BadSignature) throw mediaErrors.BAD_SIGNATURE()
    throw error
  }
}

async function factsOf(storage: Storage, name: string): Promise<FileFacts> {
  try {
    return await storage.stat(name)
  } catch (cause) {
    const missing = ['NUAGES_FILES_NOT_FOUND', 'NUAGES_FILES_UNSAFE_NAME', 'NUAGES_FILES_NAME_TOO_LONG']
    if (!(cause instanceof NuagesError) || !missing.includes(cause.code)) throw cause
    throw httpErrors.NOT_FOUND({ what: `the file ${name.slice(0, 200)}` }, { cause })
  }
}

async function answer(
  storage: Storage,
  facts: FileFacts,
  grant: SignedGrant | null,
  options: ServeFilesOptions,
): Promise<Response> {
  const { name, size, modified, etag } = facts
  const type = await servedType(storage, facts)
  const own = name.slice(name.lastIndexOf('/') + 1)
  const called = grant?.download ?? own
  const download =
    options.download === true || (grant !== null && grant.download !== null) || !isShown(type, options.inline)
  const response = await file(
    (await storage.path?.(name)) ?? { size, read: (start: number, end: number) => partOf(storage, name, start, end) },
    {
      type,
      etag,
      modified,
      cacheControl: options.cacheControl ?? cacheControlOf(grant),
      name: own,
      download: download ? called : false,
    },
  )
  const { headers } = response
  headers.set('x-content-type-options', 'nosniff')
  headers.set('content-security-policy', type === 'application/pdf' ? withoutSandbox : sandbox)
  if (!download) headers.delete('content-disposition')
  return response
}

/** A part that is opened when its first chunk is asked for, and let go at once by who leaves, even while a chunk is awaited. */
function partOf(storage: Storage, name: string, start: number, end: number): AsyncIterable<Uint8Array> {
  return {
    [Symbol.asyncIterator]() {
      let opening: Promise<StoredContent> | undefined
      let chunks: AsyncIterator<Uint8Array> | undefined
      return {
        async next() {
          opening ??= storage.open(name, { start, end })
          chunks ??= (await opening)[Symbol.asyncIterator]()
          return await chunks.next()
        },
        async return() {
          opening?.then((content) => content.close()).catch(() => {})
          return { done: true, value: undefined }
        },
      }
    },
  }
}

function cacheControlOf(grant: SignedGrant | null): string {
  if (grant === null) return 'no-cache'
  return `private, max-age=${Math.max(0, Math.floor((grant.expires.getTime() - Date.now()) / 1000))}`
}
