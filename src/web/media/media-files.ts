import { NuagesError } from '../../base/errors/index.ts'
import type { Storage } from '../../data/files/index.ts'
import { defineMiddleware, type Middleware } from '../http/index.ts'
import { mediaErrors } from './errors.ts'
import { type ServeFilesOptions, serveFiles } from './serve-files.ts'

/**
 * Middleware that answers with the files below `prefix` ('/media/') as `serveFiles` does, and lets all else pass: also what is not there, so that views may
 * live below the prefix. Throws `NUAGES_MEDIA_BAD_PREFIX`.
 */
export function mediaFiles(prefix: string, storage: Storage | string, options: ServeFilesOptions = {}): Middleware {
  if (!/^\/(?:.*\/)?$/.test(prefix) || prefix.startsWith('//')) throw mediaErrors.BAD_PREFIX({ prefix })
  const view = serveFiles(storage, options)
  return defineMiddleware({
    name: 'mediaFiles',
    async before(request) {
      if (!request.path.startsWith(prefix) || (request.method !== 'GET' && request.method !== 'HEAD')) return undefined
      const name = request.path.slice(prefix.length)
      if (name === '') return undefined
      try {
        return await view(request, { name })
      } catch (error) {
        if (error instanceof NuagesError && error.status === 404) return undefined
        throw error
      }
    },
  })
}
