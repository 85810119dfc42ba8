import type { Finding } from '../../../../base/checks/index.ts'
import { cacheSettings } from '../../caches.ts'
import { type DeployFacts, finding } from './facts.ts'

/** KiB and KiB × passes of the cheapest argon2id that OWASP recommends: https://cheatsheetseries.owasp.org/cheatsheets/Password_Storage_Cheat_Sheet.html */
const leastMemory = 7168
const leastWork = 35_000

/** How people log in by name and password, where the project has users. */
export const checkLogins = ({
  project,
  options,
  environment,
  processes,
}: Pick<DeployFacts, 'options' | 'environment' | 'processes'> & {
  readonly project: Pick<DeployFacts['project'], 'apps'>
}): readonly Finding[] => {
  if (!project.apps.some(({ label }) => label === 'auth')) return []
  const { throttle, passwords } = options.auth ?? {}
  const findings: Finding[] = []
  const { memoryCost = 102_400, timeCost = 2 } = passwords?.argon2 ?? {}
  if (memoryCost < leastMemory || memoryCost * timeCost < leastWork) {
    const message = `New hashes cost ${memoryCost} KiB and ${timeCost} passes: whoever gets the table tries out passwords quickly.`
    const hint = 'Leave it out, or say { memoryCost: 19456, timeCost: 2, parallelism: 1 } or more.'
    findings.push(finding('warning', 'deploy.W030', 'auth.passwords.argon2', message, hint))
  }
  if (throttle === false) {
    const message =
      'Attempts to log in are not held back, so that passwords can be guessed as fast as the server checks them.'
    findings.push(finding('warning', 'deploy.W031', 'auth.throttle', message, 'Leave it out, or say what is free.'))
  } else if (processes > 1 && countsAlone(options, environment)) {
    const message = `Each of ${processes} processes counts attempts to log in for itself, so that ${processes} times as many are free.`
    const hint = 'Set REDIS_URL, or give the project a cache that processes share.'
    findings.push(finding('warning', 'deploy.W032', 'auth.throttle', message, hint))
  }
  return findings
}

function countsAlone(options: DeployFacts['options'], environment: DeployFacts['environment']): boolean {
  const { default: cache } = cacheSettings(options, environment)
  return (environment.redisUrl ?? options.redis) === undefined && /^(memory|dummy):/.test(cache?.url ?? 'memory:')
}
