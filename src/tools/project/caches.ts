import { provide } from '../../base/context/index.ts'
import { createLogger, type LogSettings } from '../../base/log/index.ts'
import type { AppDefinition, Environment } from '../../base/settings/index.ts'
import { type Cache, cacheErrors, cachesService, openCache, readAddress } from '../../data/cache/index.ts'
import type { Database } from '../../data/drivers/index.ts'
import type { Redis } from '../../data/redis/index.ts'
import { personalMarks, tryCurrentRequest } from '../../web/http/index.ts'
import type { FragmentCache } from '../../web/templates/index.ts'
import type { Brought } from './brought.ts'
import { fromFolder } from './databases.ts'
import type { ProjectCache, ProjectOptions } from './definition.ts'

/** The settings of every cache by name, `CACHE_URL` before what the configuration says. */
export function cacheSettings(
  options: ProjectOptions,
  environment: Environment,
): Readonly<Record<string, ProjectCache>> {
  const given = typeof options.cache === 'string' ? { default: options.cache } : { ...options.cache }
  const settings: Record<string, ProjectCache> = {}
  for (const [name, each] of Object.entries({ default: 'memory:', ...given }))
    settings[name] = typeof each === 'string' ? { url: each } : each
  const url = environment.cacheUrl
  if (url !== undefined) settings['default'] = { ...settings['default'], url }
  return settings
}

export interface CachesParts {
  readonly options: ProjectOptions
  readonly environment: Environment
  readonly dir: string
  readonly apps: readonly AppDefinition[]
  readonly databases: Readonly<Record<string, Database>>
  readonly redis: Redis | null
  readonly log: LogSettings
}

/** The project's caches, opened. */
export interface ProjectCaches extends Brought {
  readonly default: Cache
}

/** Opens the project's caches; where one cannot be, closes the others and rejects. */
export async function projectCaches(parts: CachesParts): Promise<ProjectCaches> {
  const { options, environment, dir, apps, databases, redis, log } = parts
  const logger = createLogger({ name: 'cache', ...log })
  const caches: Record<string, Cache> = {}
  const close = async () => {
    await Promise.allSettled(Object.values(caches).map((cache) => cache.close()))
  }
  try {
    for (const [name, { url, ...settings }] of Object.entries(cacheSettings(options, environment))) {
      const address = readAddress(url, name)
      const inProject = address.kind === 'database' && !address.rest.includes(':')
      if (inProject && !apps.some(({ label }) => label === 'nuages_cache')) throw cacheErrors.NO_APP({ cache: name })
      const found = url.replace(/^database:(?=.*:)(.*)$/, (_all, rest: string) => `database:${fromFolder(rest, dir)}`)
      caches[name] = await openCache(found, { ...settings, name, databases, redis, logger })
    }
  } catch (error) {
    await close()
    throw error
  }
  return {
    default: caches['default']!,
    templates: {
      fragmentCaches: Object.fromEntries(Object.entries(caches).map(([name, cache]) => [name, fragmentsIn(cache)])),
    },
    services: [provide(cachesService, caches)],
    close,
  }
}

/** Parts of pages among everything else: an entry is found by `fragmentKey`, and no other thing is taken for one. */
function fragmentsIn(cache: Cache): FragmentCache {
  return {
    async get(key) {
      const found = await cache.get(key)
      return typeof found === 'string' ? found : null
    },
    set: (key, value, seconds) => cache.set(key, value, { timeout: seconds }),
    marks() {
      const request = tryCurrentRequest()
      return request === undefined ? 0 : personalMarks(request)
    },
  }
}
