import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { AppDefinition } from '../../base/settings/index.ts'
import { createMissingTables, type MigratedApp, migrate, showMigrations } from '../../data/migrations/index.ts'
import type { Project } from './project.ts'

/** True for an app whose migrations are written. */
export function hasMigrations(app: AppDefinition): boolean {
  return app.dir !== undefined && existsSync(join(app.dir, 'migrations'))
}

const packageRoot = join(import.meta.dirname, '..', '..')

/** True for the apps that come with the framework. */
export function isBattery(app: AppDefinition): boolean {
  return app.dir?.startsWith(packageRoot) ?? false
}

/** What the migrations battery takes. */
export function migrationApps(project: Project): readonly MigratedApp[] {
  return project.apps.map((app) => ({ label: app.label, ...(app.dir !== undefined && { dir: app.dir }) }))
}

/** The names of migrations that are written but not applied: 'newsroom.0002_tags'. */
export async function unappliedMigrations(project: Project): Promise<readonly string[]> {
  const shown = await showMigrations({ orm: project.orm, apps: migrationApps(project) })
  return shown.flatMap(({ app, migrations }) =>
    migrations.filter(({ applied }) => applied === null).map(({ name }) => `${app}.${name}`),
  )
}

export interface Prepared {
  /** Migrations that the developer has to apply. */
  readonly missing: readonly string[]
}

/**
 * In development on SQLite: applies the batteries' own migrations and makes the tables of apps that have no migrations yet, so
 * that a single file runs. Migrations that the project's developer wrote wait for `nuages migrate`.
 */
export async function prepareDevelopment(project: Project): Promise<Prepared> {
  if (project.mode === 'development') for (const name of ownTables(project.orm)) await prepareDatabase(project, name)
  return { missing: await unappliedMigrations(project) }
}

/** The SQLite databases with tables of their own: the default one, and others where the project's router spreads tables. */
function ownTables({ databases, spreadsTables }: Project['orm']): string[] {
  return Object.keys(databases).filter(
    (name) => databases[name]!.database === 'sqlite' && (name === 'default' || spreadsTables),
  )
}

async function prepareDatabase(project: Project, database: string): Promise<void> {
  const { orm } = project
  const apps = migrationApps(project)
  for (const { label } of project.apps.filter((each) => isBattery(each) && hasMigrations(each)))
    await migrate({ orm, apps, database, target: { app: label } })
  await createMissingTables({ orm, apps, database })
}
