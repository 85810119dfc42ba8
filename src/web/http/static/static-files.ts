import { type Service, service, use } from '../../../base/context/index.ts'
import { httpErrors } from '../errors.ts'
import { fileResponse } from '../file.ts'
import { defineMiddleware, type Middleware } from '../middleware.ts'
import type { HttpRequest } from '../request.ts'
import { encodePath } from '../urls/reverse.ts'
import { ImmutableFiles } from './immutable-files.ts'
import { locate, rootOf, type StaticDir } from './locate.ts'
import { readManifest, type StaticManifest } from './manifest.ts'

export interface StaticFilesOptions {
  /** Where the files appear: '/static/'. */
  readonly prefix: string
  /** Absolute directories; of files with one name the first directory's is served. */
  readonly dirs: readonly StaticDir[]
  /** Seconds that browsers and proxies may keep a file without asking. Default 0: they ask, and get 304. */
  readonly maxAge?: number
  /**
   * The absolute directory that `nuages collectstatic` has filled. Where its manifest lies there, addresses have hashed names, and files
   * are served from there alone; else from `dirs`.
   */
  readonly root?: string
  /** With a manifest: an address of a file that is not in it is an error (Django's `manifest_strict`). Default true; else it is the plain one. */
  readonly strict?: boolean
  /** Stands before the prefix in addresses: 'https://cdn.example.org', which fetches from here. */
  readonly origin?: string
}

/** Middleware that serves files, and their addresses. */
export interface StaticFiles extends Middleware {
  readonly prefix: string
  /** True where files are served from what `collectstatic` made. */
  readonly collected: boolean
  /**
   * The address of a file: `url('css/site.css')` is '/static/css/site.css', or '/static/css/site.3f2a1b4c5d6e.css' where files are collected.
   * What follows a '#' or '?' stays. Throws `NUAGES_HTTP_STATIC_NOT_COLLECTED`.
   */
  url(path: string): string
  /** Where a file lies, or null; `path` is relative and may come from a visitor. */
  find(path: string): Promise<string | null>
}

/** How the current project's static files are found by `staticUrl`. */
export const staticFilesService: Service<StaticFiles> = service<StaticFiles>('static files')

/** The address of a static file of the current project (Django's `static`). Throws `NUAGES_HTTP_STATIC_NOT_COLLECTED`. */
export function staticUrl(path: string): string {
  return use(staticFilesService).url(path)
}

const year = 365 * 24 * 3600
/** Scripts and styles of most sites fit as a whole. */
const kept = 16 * 2 ** 20
/** A file in memory costs the server a quarter of one that is read, at any size; none should take the room of many. */
const keptFile = 512 * 2 ** 10

/**
 * Serves files below `dirs` under `prefix`, for GET and HEAD, with conditions and ranges. Where `root` has a manifest: from there, names with
 * a hash for good (`immutable`) and in the coding that the client likes best. Hidden files, names with '..', backslashes or zero bytes,
 * names of Windows' devices, and links that lead out of the directories are 404. Throws `NUAGES_HTTP_FILE_OUTSIDE` for a wrong
 * prefix or directory, and `NUAGES_HTTP_STATIC_MANIFEST`.
 */
export function staticFiles(options: StaticFilesOptions): StaticFiles {
  const { prefix, origin = '', root, strict = true } = options
  if (!prefix.startsWith('/') || !prefix.endsWith('/')) throw httpErrors.FILE_OUTSIDE({ dir: `prefix ${prefix}` })
  const manifest = root === undefined ? null : readManifest(root)
  const roots = manifest === null ? options.dirs.map(rootOf) : [rootOf(root!)]
  const common: [string, string][] = [['x-content-type-options', 'nosniff']]
  // Fonts and modules from another origin are refused by browsers without it.
  if (origin !== '') common.push(['access-control-allow-origin', '*'])
  const cacheControl = options.maxAge ? `public, max-age=${options.maxAge}` : 'no-cache'
  const immutable = new ImmutableFiles({
    kept,
    keptFile,
    headers: [['cache-control', `public, max-age=${year}, immutable`], ...common],
  })

  const look = async (request: HttpRequest, name: string): Promise<Response | undefined> => {
    const found = await locate(roots, name)
    if (found === null) return undefined
    const hash = manifest === null ? null : manifest.hashOf(name)
    if (hash !== null) return immutable.first(request, name, { ...found, hash })
    const response = fileResponse(found.path, found, { cacheControl })
    for (const [header, value] of common) response.headers.put(header, value)
    return response
  }
  const serve = defineMiddleware({
    name: 'staticFiles',
    before(request) {
      if (!request.path.startsWith(prefix) || (request.method !== 'GET' && request.method !== 'HEAD')) return undefined
      const name = request.path.slice(prefix.length)
      const known = manifest === null ? undefined : immutable.answer(request, name)
      if (known instanceof Promise) return known.then((answer) => answer ?? look(request, name))
      return known ?? look(request, name)
    },
  })
  return Object.assign(serve, {
    prefix,
    collected: manifest !== null,
    find: async (path: string) => (await locate(roots, path))?.path ?? null,
    url: (path: string) => {
      const [, name = '', rest = ''] = /^\/*([^?#]*)(.*)$/s.exec(path)!
      return origin + encodePath(prefix.slice(1) + nameIn(manifest, name, strict)) + rest.replace(unsafe, encode)
    },
  })
}

const unsafe = /[^A-Za-z0-9\-._~!$&'()*+,;=/:@?#%]+/g
const encode = (text: string): string => encodeURIComponent(text.toWellFormed())

/** The name under which a file is served. Folders have no hash. */
function nameIn(manifest: StaticManifest | null, name: string, strict: boolean): string {
  if (manifest === null || name === '' || name.endsWith('/')) return name
  const hashed = manifest.paths.get(name)
  if (hashed === undefined && strict) throw httpErrors.STATIC_NOT_COLLECTED({ path: name })
  return hashed ?? name
}
