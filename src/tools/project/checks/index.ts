import { availableParallelism } from 'node:os'
import { isTask } from '../../../apps/tasks/index.ts'
import type { Finding } from '../../../base/checks/index.ts'
import type { AppDefinition, Environment } from '../../../base/settings/index.ts'
import { checkTables } from '../../../data/orm/index.ts'
import type { ProjectOptions } from '../definition.ts'
import type { Project } from '../project.ts'
import { checkAccounts } from './accounts.ts'
import { checkDeploy, type DeployFacts } from './deploy/index.ts'
import { checkFileFields } from './files.ts'
import { checkLinks } from './links.ts'
import { checkAppsOfPages, checkMounts } from './mounts.ts'
import { checkPackages } from './packages.ts'
import { checkRoutes } from './routes.ts'
import { checkSecondFactor } from './second-factor.ts'
import { readSources } from './sources.ts'
import { checkTasks } from './tasks.ts'
import { checkProjectTemplates } from './templates.ts'

/** How far `check` goes. */
export interface ProjectCheckOptions {
  /** Also say what is only worth a look: values without escaping, addresses that a variable begins. Default: false. */
  readonly notes?: boolean
  /** Follow the contexts that views give to `render` through their templates, with the project's TypeScript. Default: true. */
  readonly types?: boolean
  /** Also say what is wrong for the public: keys, hosts, headers, cookies, databases, static files. Default: false. */
  readonly deploy?: boolean
  /** With `deploy`: how many processes will answer. Default: what `NUAGES_WORKERS` says, else 1. */
  readonly processes?: number
}

/** What a project does not say of itself. */
export type CheckedParts = Pick<DeployFacts, 'options' | 'environment' | 'middleware' | 'databases'>

/**
 * What opening a project does not find by itself: it holds the models against what the databases can do, the links in its modules
 * against its routes, reads every template with the names in it and the contexts that views give to it, and every admin registration of
 * the apps against the models. What the project silences is left out.
 */
export async function checkProject(
  project: Project,
  parts: CheckedParts,
  options: ProjectCheckOptions = {},
): Promise<readonly Finding[]> {
  const { templates, silencedChecks = [] } = parts.options
  const processors = (templates?.contextProcessors ?? []).length > 0
  const { deploy = false, processes = processesOf(parts.environment) } = options
  const sources = await readSources(project.dir)
  const findings = [
    ...checkTables(project.orm),
    ...checkFileFields(project),
    ...checkRoutes(project.urls),
    ...checkMounts(project),
    ...checkAppsOfPages(project),
    ...checkPackages(project),
    ...(project.apps.some(({ label }) => label === 'accounts') ? checkAccounts(parts.options) : []),
    ...checkSecondFactor(project),
    ...(await checkLinks(sources, project.app.router)),
    ...(await checkTasks(sources, listedTasks(project.apps))),
    ...(await checkProjectTemplates(project, sources, processors, options)),
    ...(await checkAsked(project)),
    ...(await checkProviders(project, parts.options)),
    ...(await checkAdmin(project)),
    ...(deploy ? await checkDeploy({ ...parts, project, processes }) : []),
  ]
  return findings.filter(({ id }) => !silencedChecks.includes(id))
}

function processesOf({ workers = 1 }: Environment): number {
  return workers === 'auto' ? availableParallelism() : workers
}

/** What views ask for, in a project with users. */
async function checkAsked(project: Project): Promise<readonly Finding[]> {
  if (!project.apps.some(({ label }) => label === 'auth')) return []
  return (await import('./permissions.ts')).checkPermissions(project)
}

/** Log-in with providers, in a project that has it. */
async function checkProviders(project: Project, options: ProjectOptions): Promise<readonly Finding[]> {
  if (!project.apps.some(({ label }) => label === 'oauth')) return []
  return (await import('./oauth.ts')).checkOAuth(options)
}

/** All that is wrong with the registrations of the mounted sites, and with those of apps that no site shows. */
async function checkAdmin({ apps, orm, urls }: Project): Promise<readonly Finding[]> {
  if (!apps.some(({ label, admin = [] }) => label === 'admin' || admin.length > 0)) return []
  const { adminSite, sitesIn } = await import('../../../apps/admin/index.ts')
  const mounted = sitesIn(urls)
  const seen = new Set<string>()
  return [...mounted, adminSite({ apps })].flatMap((site) =>
    site.problems(orm.registry, apps).flatMap(({ id, error }) => {
      if (seen.has(error.message)) return []
      seen.add(error.message)
      return { id, level: 'error' as const, message: error.message, hint: error.hint, where: 'admin' }
    }),
  )
}

function listedTasks(apps: readonly AppDefinition[]): ReadonlySet<string> {
  const members = apps.flatMap(({ tasks = {} }) => Object.values(tasks) as unknown[])
  return new Set(members.filter(isTask).map(({ name }) => name))
}
