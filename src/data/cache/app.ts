import type { AppDefinition } from '../../base/settings/index.ts'
import { CacheEntry } from './models.ts'

/** The table of caches in the database: for a project with `cache: 'database:'`. */
export const cacheApp: AppDefinition = {
  label: 'nuages_cache',
  dir: import.meta.dirname,
  models: { CacheEntry },
  admin: [],
}
