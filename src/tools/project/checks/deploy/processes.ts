import type { Finding } from '../../../../base/checks/index.ts'
import { cacheSettings } from '../../caches.ts'
import { type DeployFacts, finding } from './facts.ts'

/** What each process keeps for itself where all should share it. */
export const checkProcesses = ({
  options,
  environment,
  processes,
}: Pick<DeployFacts, 'options' | 'environment' | 'processes'>): readonly Finding[] => {
  if (processes < 2) return []
  const findings: Finding[] = []
  const redis = environment.redisUrl ?? options.redis
  const inProcess = Object.entries(cacheSettings(options, environment)).filter(([, { url }]) =>
    url.startsWith('memory:'),
  )
  const own = inProcess.some(([name]) => name === 'default')
  if (redis === undefined && own && (options.rateLimits ?? []).some(({ store }) => store === undefined)) {
    const message = `Each of ${processes} processes counts for itself, so that limits are ${processes} times as high.`
    findings.push(
      finding(
        'warning',
        'deploy.W019',
        'rateLimits',
        message,
        'Set REDIS_URL, or give the project a cache that processes share.',
      ),
    )
  }
  for (const [name] of inProcess) {
    const message = `Each of ${processes} processes has a cache '${name}' of its own: values and parts of pages are made ${processes} times, and what one process deletes or invalidates the others go on showing.`
    const hint =
      "Set CACHE_URL, or `cache`, to 'database:' or 'redis://…' (docs/guides/caching.md), or run one process."
    findings.push(finding('warning', 'deploy.W020', `cache.${name}`, message, hint))
  }
  return findings
}
