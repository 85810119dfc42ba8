import type { Finding } from '../../../../base/checks/index.ts'
import { readEnvironment, secretKeyFor } from '../../../../base/settings/index.ts'
import { databaseUrls } from '../../databases.ts'
import type { ProjectDefinition } from '../../definition.ts'
import { hostsOf } from '../../middleware.ts'
import { findingOf } from '../finding-of.ts'

/**
 * The settings without which production does not open a project at all, so that nothing else can be checked: all that are missing or
 * wrong, where opening stops at the first. `env` is `process.env` by default.
 */
export async function missingSettings(
  { options }: ProjectDefinition,
  dir: string,
  env?: Readonly<Record<string, string | undefined>>,
): Promise<readonly Finding[]> {
  const environment = readEnvironment(env)
  if (environment.mode !== 'production') return []
  const settings: readonly [where: string, read: () => unknown][] = [
    ['SECRET_KEY', () => secretKeyFor('production', dir, environment.secretKey ?? options.secretKey)],
    ['ALLOWED_HOSTS', () => hostsOf(options, environment)],
    ['DATABASE_URL', () => databaseUrls(options, environment, dir)],
  ]
  const findings: Finding[] = []
  for (const [where, read] of settings) {
    try {
      await read()
    } catch (error) {
      findings.push(findingOf(error, where))
    }
  }
  return findings
}
