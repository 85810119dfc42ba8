import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { version } from '../../../base/settings/index.ts'
import { migrationErrors } from '../errors.ts'
import { emptyState, type ProjectState } from '../state.ts'
import { MigrationGraph } from './graph.ts'
import {
  isMigration,
  type Migration,
  type MigrationDefinition,
  type MigrationKey,
  nameOf,
  type WrittenMigration,
} from './migration.ts'
import { withRolesResolved } from './roles.ts'

/** An app as migrations know it. */
export interface MigratedApp {
  readonly label: string
  /** Where `migrations/` lies; without it the app has none. */
  readonly dir?: string
}

/** The migrations of a project, read from their files. */
export interface LoadedMigrations {
  /** By 'app.name'. */
  readonly migrations: ReadonlyMap<string, Migration>
  readonly graph: MigrationGraph
  /** Apps that have a folder `migrations`, even an empty one. */
  readonly apps: ReadonlySet<string>
  /** What the files say, by 'app.name': also of those that give way to others, and with roles where they name roles. */
  readonly written: ReadonlyMap<string, WrittenMigration>
  /** The files, by 'app.name'. */
  readonly files: ReadonlyMap<string, string>
}

/** What a database says of migrations, by 'app.name'. */
export interface Recorded {
  /** The history has it. */
  has(name: string): boolean
  /** Those of which a part stands. */
  readonly moving?: ReadonlySet<string>
}

/** Where an app's migrations are, or would be written; null for an app that has no folder of its own. */
export function migrationsFolder(app: MigratedApp): string | null {
  return app.dir === undefined ? null : join(app.dir, 'migrations')
}

/** Whether an app's tables come from migrations. */
export function hasMigrations(app: MigratedApp): boolean {
  const folder = migrationsFolder(app)
  return folder !== null && existsSync(folder)
}

/**
 * Imports `migrations/*.ts` (or `.js`) of every app and joins them to a graph. `recorded` decides, where a migration
 * replaces others that are still there, which side counts: the others, where some of them are applied, or one is in part.
 */
export async function loadMigrations(
  apps: readonly MigratedApp[],
  recorded: Recorded = new Set<string>(),
): Promise<LoadedMigrations> {
  const found = new Map<string, WrittenMigration>()
  const files = new Map<string, string>()
  const withFolder = new Set<string>()
  for (const app of apps) {
    const folder = migrationsFolder(app)
    if (folder === null || !existsSync(folder)) continue
    withFolder.add(app.label)
    for (const [name, file] of migrationFiles(folder)) {
      found.set(nameOf([app.label, name]), written(app.label, name, await imported(file)))
      files.set(nameOf([app.label, name]), file)
    }
  }
  const resolved = withRolesResolved([...found.values()])
  return { ...joined(resolved, recorded), apps: withFolder, written: found, files }
}

/** The names of the migrations that an app has files for. */
export function migrationNames(app: MigratedApp): string[] {
  const folder = migrationsFolder(app)
  return folder === null || !existsSync(folder) ? [] : migrationFiles(folder).map(([name]) => name)
}

/** Names with their files: `.ts` before `.js` where a build left both. */
export function migrationFiles(folder: string): [string, string][] {
  const files = new Map<string, string>()
  for (const file of readdirSync(folder).sort()) {
    const name = /^([A-Za-z0-9]\w*)\.(?:ts|js|mjs)$/.exec(file)?.[1]
    if (name !== undefined) files.set(name, join(folder, file))
    else if (/^\d.*(?<!\.d)\.(?:ts|js|mjs)$/.test(file))
      throw migrationErrors.BAD_FILE({
        file: join(folder, file),
        problem: 'its name has more in it than letters, digits and underscores',
      })
  }
  return [...files]
}

async function imported(file: string): Promise<MigrationDefinition> {
  let module: { default?: unknown }
  try {
    module = await import(pathToFileURL(file).href)
  } catch (cause) {
    throw migrationErrors.BAD_FILE({ file, problem: `importing it failed: ${(cause as Error).message}` }, { cause })
  }
  if (!isMigration(module.default))
    throw migrationErrors.BAD_FILE({ file, problem: 'its default export is no `migration(…)`' })
  const { version: needed } = module.default
  if (needed !== undefined && isNewer(needed, version()))
    throw migrationErrors.NEWER_FILE({ file, needed, running: version() })
  return module.default
}

/** A definition with its place: app and file name. */
export function written(app: string, name: string, definition: MigrationDefinition): WrittenMigration {
  const { dependencies = [], replaces = [] } = definition
  return { ...definition, app, name, dependencies, replaces }
}

/** The same of a definition that names no roles. */
export function placed(
  app: string,
  name: string,
  definition: MigrationDefinition & Partial<Pick<Migration, 'dependencies'>>,
): Migration {
  return { ...written(app, name, definition), dependencies: definition.dependencies ?? [] }
}

/** Whether one version comes after another; a pre-release comes before its release, and counts as it here. */
function isNewer(needed: string, running: string): boolean {
  const [a, b] = [needed, running].map((text) => text.split('-')[0]!.split('.').map(Number))
  const at = [0, 1, 2].find((i) => (a![i] ?? 0) !== (b![i] ?? 0))
  return at !== undefined && (a![at] ?? 0) > (b![at] ?? 0)
}

/** Joins migrations to a graph and checks it. Replaced migrations give way to what replaces them, and the other way round. */
export function joined(
  found: readonly Migration[],
  recorded: Recorded = new Set<string>(),
): Pick<LoadedMigrations, 'migrations' | 'graph'> {
  const migrations = new Map(found.map((each) => [nameOf([each.app, each.name]), each]))
  const stands = new Map<string, MigrationKey>()
  // The one that stands for most first: it stands for those that stand for a part of the same.
  for (const each of [...found].sort((a, b) => b.replaces.length - a.replaces.length)) {
    const own = nameOf([each.app, each.name])
    const others = replacedBy(each, found)
    if (others.length === 0 || !migrations.has(own)) continue
    const there = others.some((name) => migrations.has(name))
    const known = each.replaces.map((key) => recorded.has(nameOf(key)))
    const isPart = known.some(Boolean) && !known.every(Boolean)
    if (there && (isPart || others.some((name) => recorded.moving?.has(name)))) {
      migrations.delete(own)
      stands.set(own, each.replaces.at(-1)!)
    } else {
      for (const name of others) {
        migrations.delete(name)
        stands.set(name, [each.app, each.name])
      }
    }
  }
  const graph = new MigrationGraph()
  for (const each of migrations.values()) graph.add([each.app, each.name])
  for (const each of migrations.values()) {
    for (const dependency of each.dependencies) {
      let parent = dependency
      while (stands.has(nameOf(parent))) parent = stands.get(nameOf(parent))!
      if (nameOf(parent) !== nameOf([each.app, each.name])) graph.depend([each.app, each.name], parent)
    }
  }
  graph.check()
  return { migrations, graph }
}

/** The names that a migration stands for: those that it says, and migrations that stand for no others than these. */
function replacedBy(migration: Migration, found: readonly Migration[]): string[] {
  const own = nameOf([migration.app, migration.name])
  const names = new Set(migration.replaces.map(nameOf))
  for (const { app, name, replaces } of found)
    if (replaces.length > 0 && replaces.length < names.size && replaces.every((key) => names.has(nameOf(key))))
      names.add(nameOf([app, name]))
  return [...names].filter((name) => name !== own)
}

/** The names of an app's files. */
export function namesOf({ written }: Pick<LoadedMigrations, 'written'>, app: string): string[] {
  return [...written.values()].flatMap((each) => (each.app === app ? [each.name] : []))
}

/** Throws `NUAGES_MIGRATIONS_CONFLICT` where an app has more than one latest migration. */
export function checkConflicts({ graph, apps }: LoadedMigrations): void {
  for (const app of apps) {
    const leaves = graph.leaves(app)
    if (leaves.length > 1) throw migrationErrors.CONFLICT({ app, names: leaves.map(([, name]) => name) })
  }
}

/** The state that a migration leads to from the one before it. */
export function stateAfter(state: ProjectState, { app, operations }: Migration): ProjectState {
  return operations.reduce((before, operation) => {
    operation.check?.(before, app)
    return operation.changeState(before, app)
  }, state)
}

/** The state that all migrations add up to. */
export function latestState({ graph, migrations }: Pick<LoadedMigrations, 'graph' | 'migrations'>): ProjectState {
  return graph.all().reduce((state, key) => stateAfter(state, migrations.get(nameOf(key))!), emptyState)
}

/** Whether the history says that a migration is applied: by its own name, or by all the names that it stands for. */
export function isApplied(migration: Migration, applied: { has(name: string): boolean }): boolean {
  const { app, name, replaces } = migration
  if (replaces.length > 0) return replaces.every((key) => applied.has(nameOf(key)))
  return applied.has(nameOf([app, name]))
}
