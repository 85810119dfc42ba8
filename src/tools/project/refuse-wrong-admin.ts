import type { Project } from './project.ts'

/**
 * Refuses to serve a project one of whose admin sites has wrong registrations. Throws the error of the only one, or
 * `NUAGES_ADMIN_WRONG_REGISTRATIONS` with all of them.
 */
export async function refuseWrongAdmin({ apps, orm, urls }: Pick<Project, 'apps' | 'orm' | 'urls'>): Promise<void> {
  if (!apps.some(({ label }) => label === 'admin')) return
  const { adminErrors, sitesIn } = await import('../../apps/admin/index.ts')
  const problems = sitesIn(urls).flatMap((site) => site.problems(orm.registry, apps))
  const [first, ...others] = problems
  if (first === undefined) return
  throw others.length === 0
    ? first.error
    : adminErrors.WRONG_REGISTRATIONS({ problems: problems.map(({ error }) => error.message) })
}
