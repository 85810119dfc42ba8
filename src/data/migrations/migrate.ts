import { didYouMean } from '../../base/errors/index.ts'
import type { Database } from '../drivers/index.ts'
import type { RoutedModel } from '../orm/index.ts'
import type { DatabaseName, ModelRegistry } from '../query/index.ts'
import { schemaEditor } from '../sql/index.ts'
import { migrationErrors } from './errors.ts'
import { checkReversible, Executor } from './executor.ts'
import { History } from './history.ts'
import {
  checkConflicts,
  isApplied,
  type LoadedMigrations,
  loadMigrations,
  type MigratedApp,
  stateAfter,
} from './loader.ts'
import { type Migration, type MigrationKey, nameOf } from './migration.ts'
import { withOwnFields } from './own-fields.ts'
import { emptyState, type ProjectState } from './state.ts'

/** The part of an ORM that migrations need. */
export interface MigratedOrm {
  database(name?: string): Database
  /** The models as they are written now: where kinds of fields that the project adds are found. */
  readonly registry?: ModelRegistry
  /** Whether a database has the table of a model; it has every one where this is left out. */
  keeps?(database: Database, model: RoutedModel): boolean
}

export interface MigrateOptions {
  readonly orm: MigratedOrm
  readonly apps: readonly MigratedApp[]
  /** The database's name in the settings; 'default' if left out. */
  readonly database?: string
  /** One app only, up to `name` (the beginning of it is enough), or back to nothing with 'zero'. */
  readonly target?: MigrationTarget
  /** Changes the history and nothing else. */
  readonly fake?: boolean
  readonly onProgress?: (event: MigrateProgress) => void
}

/** Where to go: the latest migration of an app, or the named one; 'zero' is before the first. */
export interface MigrationTarget {
  readonly app: string
  readonly name?: string
}

/** Told after each migration. */
export interface MigrateProgress {
  readonly app: string
  readonly name: string
  readonly direction: 'forwards' | 'backwards'
  /** Counted from 1. */
  readonly step: number
  readonly steps: number
}

export interface MigrateResult {
  /** In the order in which it happened. Names such as 'news.0001_initial'. */
  readonly applied: readonly string[]
  readonly undone: readonly string[]
  /** Names in the history of these apps for which there is no file. */
  readonly unknown: readonly string[]
}

/**
 * Applies what is not yet applied, or goes to `target`, forwards or backwards. Rejects with a coded error, at the first
 * migration that fails: that one is undone whole, those before it stay.
 */
export function migrate(options: MigrateOptions): Promise<MigrateResult> {
  return withOwnFields(options.orm, () => migrateNow(options))
}

async function migrateNow(options: MigrateOptions): Promise<MigrateResult> {
  const database = options.orm.database(options.database)
  const { loaded, applied } = await loadWithHistory(options.apps, database)
  checkConflicts(loaded)
  checkHistory(loaded, applied, database.name)
  const { forwards, backwards } = planOf(loaded, applied, options.target)
  const done = { applied: [] as string[], undone: [] as string[] }
  const executor = new Executor(database, (model) => options.orm.keeps?.(database, model) ?? true)
  const steps = forwards.length + backwards.length
  let step = 0
  const tell = (direction: MigrateProgress['direction'], { app, name }: Migration, happened: boolean) => {
    step++
    if (!happened) return
    const list = direction === 'forwards' ? done.applied : done.undone
    list.push(nameOf([app, name]))
    options.onProgress?.({ app, name, direction, step, steps })
  }
  const fake = options.fake ?? false
  const states = statesBefore(loaded)
  if (!fake) for (const migration of backwards) checkReversible(migration)
  for (const migration of backwards)
    tell('backwards', migration, await executor.undo(migration, states(migration, applied), fake))
  for (const migration of forwards)
    tell('forwards', migration, await executor.apply(migration, states(migration, null), fake))
  return { ...done, unknown: unknownNames(loaded, applied) }
}

/** One migration of an app as a person asks about it. */
export interface ShownMigration {
  readonly name: string
  /** When it was applied (UTC, as the history has it), or null. */
  readonly applied: string | null
  /** How many migrations it stands for, where it replaces others. */
  readonly replaces: number
}

/** What is applied and what is not, by app, in the order of application. */
export function showMigrations(
  options: Pick<MigrateOptions, 'orm' | 'apps' | 'database'>,
): Promise<{ app: string; migrations: ShownMigration[]; unknown: string[] }[]> {
  return withOwnFields(options.orm, () => shown(options))
}

async function shown(options: Pick<MigrateOptions, 'orm' | 'apps' | 'database'>): ReturnType<typeof showMigrations> {
  const database = options.orm.database(options.database)
  const { loaded, applied } = await loadWithHistory(options.apps, database)
  const order = loaded.graph.all()
  const unknown = unknownNames(loaded, applied)
  return options.apps.map(({ label: app }) => ({
    app,
    migrations: order
      .filter((key) => key[0] === app)
      .map((key) => {
        const migration = loaded.migrations.get(nameOf(key))!
        const at = applied.get(nameOf(key))?.at ?? applied.get(nameOf(migration.replaces[0] ?? key))?.at ?? null
        return { name: key[1], applied: isApplied(migration, applied) ? at : null, replaces: migration.replaces.length }
      }),
    unknown: unknown.filter((name) => name.startsWith(`${app}.`)).map((name) => name.slice(app.length + 1)),
  }))
}

/** The SQL of one migration, a statement each; changes nothing. Data migrations are functions and are not in it. */
export function sqlMigrate(options: SqlMigrateOptions): Promise<string[]> {
  return withOwnFields(options.orm ?? {}, () => sqlOf(options))
}

export interface SqlMigrateOptions extends Pick<MigrateOptions, 'apps'> {
  /** Needed where migrations name kinds of fields that the project adds. */
  readonly orm?: Pick<MigratedOrm, 'registry'>
  readonly app: string
  readonly name: string
  /** Whose SQL; SQLite's where nothing is said. */
  readonly dialect?: DatabaseName
}

async function sqlOf(options: SqlMigrateOptions): Promise<string[]> {
  const loaded = await loadMigrations(options.apps)
  const migration = loaded.migrations.get(nameOf(keyOfTarget(loaded, options.app, options.name)))!
  const script: string[] = []
  const editor = schemaEditor(script, options.dialect ?? 'sqlite')
  let before = statesBefore(loaded)(migration, null)
  for (const operation of migration.operations) {
    const after = operation.changeState(before, migration.app)
    await operation.forwards({ app: migration.app, before, after, editor, database: null, keeps: () => true })
    before = after
  }
  return script
}

type Applied = Awaited<ReturnType<History['applied']>>

/** The files and the history, read together: which of two sides of a `replaces` counts depends on both. */
export async function loadWithHistory(
  apps: readonly MigratedApp[],
  database: Database,
): Promise<{ loaded: LoadedMigrations; applied: Applied }> {
  const applied = await new History(database).applied()
  return { loaded: await loadMigrations(apps, applied), applied }
}

/** A migration that is applied needs everything under it applied. */
function checkHistory({ graph, migrations }: LoadedMigrations, applied: Applied, database: string): void {
  for (const [name, migration] of migrations) {
    const { replaces } = migration
    const missing = replaces.map(nameOf).filter((each) => !applied.has(each))
    const others = replaces.some((key) => applied.has(nameOf(key)))
    if (others && missing.length > 0) throw migrationErrors.PARTLY_REPLACED({ database, migration: name, missing })
    if (!isApplied(migration, applied)) continue
    for (const parent of graph.parents([migration.app, migration.name])) {
      if (!isApplied(migrations.get(nameOf(parent))!, applied))
        throw migrationErrors.INCONSISTENT_HISTORY({ database, migration: name, dependency: nameOf(parent) })
    }
  }
}

function planOf({ graph, migrations, apps }: LoadedMigrations, applied: Applied, target: MigrateOptions['target']) {
  const read = (keys: Iterable<MigrationKey>) => [...keys].map((key) => migrations.get(nameOf(key))!)
  const unapplied = (keys: readonly MigrationKey[]) => read(keys).filter((each) => !isApplied(each, applied))
  const all = (keys: readonly MigrationKey[]) => {
    const order = new Map(keys.flatMap((key) => graph.forwards(key)).map((key) => [nameOf(key), key]))
    return unapplied([...order.values()])
  }
  if (target === undefined) return { forwards: all(graph.leaves()), backwards: [] }
  if (!apps.has(target.app)) throw migrationErrors.UNKNOWN_APP({ app: target.app, near: didYouMean(target.app, apps) })
  if (target.name === undefined) return { forwards: all(graph.leaves(target.app)), backwards: [] }
  const key = target.name === 'zero' ? null : keyOfTarget({ graph, apps }, target.app, target.name)
  if (key !== null && !isApplied(migrations.get(nameOf(key))!, applied)) return { forwards: all([key]), backwards: [] }
  const from = key === null ? graph.roots(target.app) : graph.children(key).filter(([app]) => app === target.app)
  const order = new Map(from.flatMap((each) => graph.backwards(each)).map((each) => [nameOf(each), each]))
  return { forwards: [], backwards: read(order.values()).filter((each) => isApplied(each, applied)) }
}

/** The migration of an app whose name begins so, or a coded error that says what is near. */
export function keyOfTarget(
  { graph, apps }: Pick<LoadedMigrations, 'graph' | 'apps'>,
  app: string,
  name: string,
): MigrationKey {
  if (!apps.has(app)) throw migrationErrors.UNKNOWN_APP({ app, near: didYouMean(app, apps) })
  const names = graph.names(app)
  const found = names.includes(name) ? [name] : names.filter((each) => each.startsWith(name))
  if (found.length === 0) throw migrationErrors.UNKNOWN_MIGRATION({ app, name, near: didYouMean(name, names) })
  if (found.length > 1) throw migrationErrors.AMBIGUOUS_MIGRATION({ app, name, names: found })
  return [app, found[0]!]
}

/**
 * The state before a migration. Forwards that is everything before it in the order of all; backwards only what is
 * applied counts, so that a migration of another branch that never ran is not taken for tables that are there.
 */
function statesBefore({ graph, migrations }: LoadedMigrations) {
  const order = graph.all().map((key) => migrations.get(nameOf(key))!)
  const seen = new Map<Applied | null, Map<Migration, ProjectState>>()
  return (migration: Migration, applied: Applied | null): ProjectState => {
    let states = seen.get(applied)
    if (states === undefined) {
      states = new Map()
      let state = emptyState
      for (const each of order) {
        states.set(each, state)
        if (applied === null || isApplied(each, applied)) state = stateAfter(state, each)
      }
      seen.set(applied, states)
    }
    return states.get(migration)!
  }
}

function unknownNames({ migrations, apps }: LoadedMigrations, applied: Applied): string[] {
  const known = new Set(
    [...migrations.values()].flatMap((each) => [nameOf([each.app, each.name]), ...each.replaces.map(nameOf)]),
  )
  return [...applied.values()]
    .filter(({ key }) => apps.has(key[0]) && !known.has(nameOf(key)))
    .map(({ key }) => nameOf(key))
}
