import type { Finding } from '../../../../base/checks/index.ts'
import { worksInProcess } from '../../tasks.ts'
import { type DeployFacts, finding } from './facts.ts'

/** How background jobs are run for the public. */
export const checkTasksDeployed = ({ project, options, processes }: DeployFacts): readonly Finding[] => {
  if (!project.apps.some((app) => app.tasks !== undefined)) return []
  const findings: Finding[] = []
  const { immediate = false, concurrency = 10 } = options.tasks ?? {}
  if (immediate) {
    const message = 'Jobs run in the request that enqueues them, which waits for them.'
    findings.push(
      finding('error', 'tasks.E001', 'tasks.immediate', message, 'Leave it to tests, and run `nuages worker`.'),
    )
  }
  if (processes > 1 && worksInProcess(options, 'production', project.apps)) {
    const message = `Each of ${processes} processes that answer requests also runs up to ${concurrency} jobs, on the same processor time.`
    const hint = 'Run `nuages worker` beside them, and leave `inProcess` out.'
    findings.push(finding('warning', 'tasks.W002', 'tasks.inProcess', message, hint))
  }
  return findings
}
