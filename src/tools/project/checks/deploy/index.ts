import type { Finding } from '../../../../base/checks/index.ts'
import { checkAnswers } from './answers.ts'
import { checkDatabases } from './databases.ts'
import type { DeployCheck, DeployFacts } from './facts.ts'
import { checkFiles } from './files.ts'
import { checkHosts } from './hosts.ts'
import { checkLogins } from './logins.ts'
import { checkMail } from './mail.ts'
import { checkProcesses } from './processes.ts'
import { checkRuntime } from './runtime.ts'
import { checkSecrets } from './secrets.ts'
import { checkSessions } from './sessions.ts'
import { checkStatic } from './static.ts'
import { checkTasksDeployed } from './tasks.ts'

const groups: readonly DeployCheck[] = [
  checkRuntime,
  checkSecrets,
  checkHosts,
  checkAnswers,
  checkDatabases,
  checkStatic,
  checkFiles,
  checkProcesses,
  checkSessions,
  checkLogins,
  checkTasksDeployed,
  checkMail,
]

/**
 * What is right in development and wrong for the public. Ids are Django's (`security.W004`) where Django has the check
 * (https://docs.djangoproject.com/en/stable/ref/checks/#security), else `deploy.…`.
 */
export async function checkDeploy(facts: DeployFacts): Promise<readonly Finding[]> {
  const findings: Finding[] = []
  for (const check of groups) findings.push(...(await check(facts)))
  return findings
}

export type { DeployFacts } from './facts.ts'
