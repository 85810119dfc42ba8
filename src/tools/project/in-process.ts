import type { Environment } from '../../base/settings/index.ts'
import type { ProjectOptions } from './definition.ts'

/** What a project keeps in its process, so that each of several processes has its own: sentences for who starts several. */
export function keptInProcess(options: ProjectOptions, environment: Environment): readonly string[] {
  const shared = environment.redisUrl ?? options.redis
  const kept: string[] = []
  if (shared === undefined && (options.rateLimits ?? []).length > 0)
    kept.push('rate limits (each worker counts for itself; set REDIS_URL)')
  if (options.templates?.fragmentCaches === undefined)
    kept.push('{% cache %} (each worker fills its own; set `templates.fragmentCaches`)')
  return kept
}
