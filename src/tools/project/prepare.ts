import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { AppDefinition } from '../../base/settings/index.ts'
import { createMissingTables, type MigratedApp, showMigrations } from '../../data/migrations/index.ts'
import { migrateProject, preparePermissions } from './permissions.ts'
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

/** A migration that is written but not applied. */
export interface Unapplied {
  readonly database: string
  /** 'newsroom.0002_tags'. */
  readonly name: string
}

/** The migrations that the project's databases lack: the default one, and others that its router gives tables. */
export async function unappliedMigrations(project: Project): Promise<readonly Unapplied[]> {
  const { orm } = project
  const unapplied: Unapplied[] = []
  for (const database of databasesWithTables(orm)) {
    const shown = await showMigrations({ orm, apps: migrationApps(project), database })
    for (const { app, migrations } of shown)
      for (const { applied, name } of migrations)
        if (applied === null) unapplied.push({ database, name: `${app}.${name}` })
  }
  return unapplied
}

/** What a developer reads of them; null where nothing is missing. */
export function migrationsNote(unapplied: readonly Unapplied[]): string | null {
  if (unapplied.length === 0) return null
  const names = unapplied.map(({ name, database }) => (database === 'default' ? name : `${name} in '${database}'`))
  const commands = [...new Set(unapplied.map(({ database }) => database))].map((database) =>
    database === 'default' ? 'npx nuages migrate' : `npx nuages migrate --database ${database}`,
  )
  return `The database lacks ${names.length} ${names.length === 1 ? 'migration' : 'migrations'} (${names.join(', ')}); run: ${commands.join(' && ')}`
}

/**
 * In development on SQLite: applies the batteries' own migrations and makes the tables of apps that have no migrations yet, so
 * that a single file runs. Migrations that the project's developer wrote wait for `nuages migrate`; they are what it gives.
 */
export async function prepareDevelopment(project: Project): Promise<readonly Unapplied[]> {
  const { orm } = project
  if (project.mode === 'development')
    for (const name of databasesWithTables(orm))
      if (orm.database(name).database === 'sqlite') await prepareDatabase(project, name)
  return unappliedMigrations(project)
}

/** The databases with tables of their own: the default one, and others where the project's router spreads tables. */
function databasesWithTables(orm: Project['orm']): string[] {
  const keepsAny = (name: string) => orm.registry.models.some((info) => orm.keeps(orm.database(name), info))
  return Object.keys(orm.databases).filter((name) => name === 'default' || (orm.spreadsTables && keepsAny(name)))
}

/** Makes everything that a test's database has: tables, content types, permissions. */
export async function prepareTestDatabase(project: Project, database: string): Promise<void> {
  await migrateProject(project, { database })
  await createMissingTables({ orm: project.orm, apps: migrationApps(project), database })
  await preparePermissions(project, database)
}

async function prepareDatabase(project: Project, database: string): Promise<void> {
  const { orm } = project
  for (const { label } of project.apps.filter((each) => isBattery(each) && hasMigrations(each)))
    await migrateProject(project, { database, target: { app: label } })
  await createMissingTables({ orm, apps: migrationApps(project), database })
  await preparePermissions(project, database)
}
