import type { Finding } from '../../../../base/checks/index.ts'
import { type DeployFacts, finding } from './facts.ts'

const many = 'Take a shared one, or run one process.'

/** What each process keeps for itself where all should share it. */
export const checkProcesses = ({
  options,
  environment,
  processes,
}: Pick<DeployFacts, 'options' | 'environment' | 'processes'>): readonly Finding[] => {
  if (processes < 2) return []
  const findings: Finding[] = []
  const redis = environment.redisUrl ?? options.redis
  if (redis === undefined && (options.rateLimits ?? []).some(({ store }) => store === undefined)) {
    const message = `Each of ${processes} processes counts for itself, so that limits are ${processes} times as high.`
    findings.push(finding('warning', 'deploy.W019', 'rateLimits', message, 'Set REDIS_URL, or `redis`.'))
  }
  if (options.templates?.fragmentCaches === undefined) {
    const message = `Each of ${processes} processes keeps the parts of pages of {% cache %} for itself: they are made ${processes} times, and differ for a while.`
    findings.push(finding('warning', 'deploy.W020', 'templates.fragmentCaches', message, many))
  }
  return findings
}
