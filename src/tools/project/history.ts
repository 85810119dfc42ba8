import { runInScope } from '../../base/context/index.ts'
import { createLogger } from '../../base/log/index.ts'
import { subscribe } from '../../data/orm/index.ts'
import type { Project } from './project.ts'

/**
 * Begins to write down the changes of rows that the project's admin shows. A site whose registrations are wrong says so on its pages and in the
 * check of the project; until then nothing of it is written down.
 */
export async function recordHistory({ apps, orm, scope, urls }: Pick<Project, 'apps' | 'orm' | 'scope' | 'urls'>) {
  if (!apps.some(({ label }) => label === 'admin')) return
  const { historyOf } = await import('../../apps/admin/index.ts')
  runInScope(scope, () => {
    try {
      for (const subscription of historyOf(orm.registry, apps, urls)) subscribe(subscription)
    } catch (error) {
      // In one line: the check of the project, which stops the start, says the rest.
      const problem = error instanceof Error ? error.message : String(error)
      createLogger({ name: 'admin' }).error('changes of rows are not written down: a registration is wrong', {
        problem,
      })
    }
  })
}
