import { realpathSync, statSync } from 'node:fs'
import { realpath, stat } from 'node:fs/promises'
import { isAbsolute, join, sep } from 'node:path'
import { type Service, service, use } from '../../base/context/index.ts'
import { httpErrors } from './errors.ts'
import { fileResponse } from './file.ts'
import { defineMiddleware, type Middleware } from './middleware.ts'
import type { HttpRequest } from './request.ts'
import { encodePath } from './urls/reverse.ts'

export interface StaticFilesOptions {
  /** Where the files appear: '/static/'. */
  readonly prefix: string
  /** Absolute directories; of files with one name the first directory's is served. */
  readonly dirs: readonly string[]
  /** Seconds that browsers and proxies may keep a file without asking. Default 0: they ask, and get 304. */
  readonly maxAge?: number
}

/** Middleware that serves files, and their addresses. */
export interface StaticFiles extends Middleware {
  readonly prefix: string
  /** The address of a file: `url('css/site.css')` is '/static/css/site.css'. */
  url(path: string): string
  /** Where a file lies, or null; `path` is relative and may come from a visitor. */
  find(path: string): Promise<string | null>
}

/** How the current project's static files are found by `staticUrl`. */
export const staticFilesService: Service<StaticFiles> = service<StaticFiles>('static files')

/** The address of a static file of the current project (Django's `static`). */
export function staticUrl(path: string): string {
  return use(staticFilesService).url(path)
}

/**
 * Serves files below `dirs` under `prefix`, for GET and HEAD, with conditions and ranges. Hidden files, names with '..', backslashes or
 * zero bytes, and links that lead out of the directories are 404. Throws `NUAGES_HTTP_FILE_OUTSIDE` for a wrong
 * prefix or directory.
 */
export function staticFiles(options: StaticFilesOptions): StaticFiles {
  const { prefix } = options
  if (!prefix.startsWith('/') || !prefix.endsWith('/')) throw httpErrors.FILE_OUTSIDE({ dir: `prefix ${prefix}` })
  const roots = options.dirs.map(checkedRoot)
  const cacheControl = options.maxAge ? `public, max-age=${options.maxAge}` : 'no-cache'

  const find = async (path: string): Promise<string | null> => (await locate(roots, path))?.path ?? null
  const answer = async (request: HttpRequest): Promise<Response | undefined> => {
    const found = await locate(roots, request.path.slice(prefix.length))
    return found === null ? undefined : fileResponse(found.path, found, { cacheControl })
  }
  const serve = defineMiddleware({
    name: 'staticFiles',
    before(request) {
      if (!request.path.startsWith(prefix) || (request.method !== 'GET' && request.method !== 'HEAD')) return undefined
      return answer(request)
    },
  })
  return Object.assign(serve, {
    prefix,
    find,
    url: (path: string) => encodePath(prefix.slice(1) + path.replace(/^\/+/, '')),
  })
}

function checkedRoot(dir: string): string {
  if (!isAbsolute(dir) || !statSync(dir, { throwIfNoEntry: false })?.isDirectory())
    throw httpErrors.FILE_OUTSIDE({ dir })
  return realpathSync(dir)
}

interface Located {
  readonly path: string
  readonly size: number
  readonly mtimeMs: number
}

async function locate(roots: readonly string[], path: string): Promise<Located | null> {
  const names = path.split('/')
  if (names.some((name) => name === '' || name.startsWith('.') || /[\\\0:]/.test(name))) return null
  for (const root of roots) {
    const real = await realpath(join(root, ...names)).catch(() => null)
    if (real === null || !real.startsWith(root + sep)) continue
    const found = await stat(real).catch(() => null)
    if (found?.isFile()) return { path: real, size: found.size, mtimeMs: found.mtimeMs }
  }
  return null
}
