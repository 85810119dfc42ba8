import { provide } from '../../base/context/index.ts'
import type { AppDefinition } from '../../base/settings/index.ts'
import { type DoneOperation, type MigrateOptions, type MigrateResult, migrate } from '../../data/migrations/index.ts'
import type { ModelRegistry } from '../../data/query/index.ts'
import type { Brought } from './brought.ts'
import { migrationApps } from './prepare.ts'
import type { Project } from './project.ts'

/** `migrate` for a project: content types and permissions of a model that a migration renames go with it, in its transaction. */
export function migrateProject(
  project: Project,
  options: Omit<MigrateOptions, 'orm' | 'apps' | 'afterOperation'> = {},
): Promise<MigrateResult> {
  const { orm } = project
  const rename = async ({ app, operation, direction, database }: DoneOperation) => {
    if (operation.kind !== 'renameModel') return
    const { from, to } = operation.arguments as { readonly from: string; readonly to: string }
    const { renamePermissions } = await import('../../apps/auth/index.ts')
    const names = direction === 'forwards' ? { from, to } : { from: to, to: from }
    await project.run(() => renamePermissions({ orm, database, app, ...names }))
  }
  const has = project.apps.some(({ label }) => label === 'auth')
  return migrate({ orm, apps: migrationApps(project), ...options, ...(has && { afterOperation: rename }) })
}

/** Makes the content types and permissions that a database lacks; gives the names of the permissions. */
export async function preparePermissions(project: Project, database: string): Promise<readonly string[]> {
  if (!project.apps.some(({ label }) => label === 'auth')) return []
  const { createPermissions } = await import('../../apps/auth/index.ts')
  const made = await project.run(() => createPermissions({ orm: project.orm, database }))
  return made.permissions
}

/** The rules of the apps. Throws where one of them is about no model of the project. */
export async function projectPermissions(apps: readonly AppDefinition[], registry: ModelRegistry): Promise<Brought> {
  if (!apps.some(({ label }) => label === 'auth')) return {}
  const { permissionVariables, RuleBook, rulesService } = await import('../../apps/auth/index.ts')
  const rules = new RuleBook(apps.flatMap((app) => app.rules ?? []))
  rules.check(registry)
  return {
    services: [provide(rulesService, rules)],
    templates: { contextProcessors: [permissionVariables] },
  }
}
