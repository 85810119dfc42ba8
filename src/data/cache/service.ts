import { type Service, service, use } from '../../base/context/index.ts'
import type { Cache } from './cache.ts'
import { cacheErrors } from './errors.ts'

/** The caches of the current project, by name. */
export const cachesService: Service<Readonly<Record<string, Cache>>> =
  service<Readonly<Record<string, Cache>>>('caches')

/** The current project's default cache. Throws `NUAGES_CONTEXT_NO_PROJECT` outside of one. */
export function cache(): Cache {
  return caches('default')
}

/** A cache of the current project by its name in the settings. Throws `NUAGES_CACHE_UNKNOWN_CACHE`. */
export function caches(name: string): Cache {
  const all = use(cachesService)
  if (!Object.hasOwn(all, name)) throw cacheErrors.UNKNOWN_CACHE({ name, known: Object.keys(all) })
  return all[name]!
}
