import { didYouMean, NuagesError } from '../../../base/errors/index.ts'
import type { Database } from '../../drivers/index.ts'
import { migrationErrors } from '../errors.ts'
import { isApplied, type LoadedMigrations, loadMigrations, type MigratedApp, stateAfter } from '../files/loader.ts'
import { type Migration, type MigrationKey, nameOf } from '../files/migration.ts'
import { isThere, type Known, movingIn, Records, standingOf } from '../history/records.ts'
import { emptyState, type ProjectState } from '../state.ts'
import type { Direction } from './direction.ts'

/** Where to go: the latest migration of an app, or the named one; 'zero' is before the first. */
export interface MigrationTarget {
  readonly app: string
  readonly name?: string
}

/** What is to be applied, or to be undone, in order; never both. */
export interface Plan {
  readonly forwards: readonly Migration[]
  readonly backwards: readonly Migration[]
}

/** What the history says, by 'app.name'. */
export type Applied = Known['applied']

/** The files and the history, read together: which of two sides of a `replaces` counts depends on both. */
export async function loadWithHistory(
  apps: readonly MigratedApp[],
  database: Database,
): Promise<{ loaded: LoadedMigrations; applied: Applied; known: Known }> {
  const known = await new Records(database).known()
  const { applied } = known
  try {
    const recorded = { has: (name: string) => applied.has(name), moving: movingIn(known) }
    return { loaded: await loadMigrations(apps, recorded), applied, known }
  } catch (cause) {
    if (!(cause instanceof NuagesError) || cause.code !== 'NUAGES_MIGRATIONS_MISSING_DEPENDENCY') throw cause
    const told = cause.data as { readonly migration: string; readonly dependency: string }
    const at = applied.get(told.dependency)?.at
    throw at === undefined ? cause : migrationErrors.MISSING_FILE({ ...told, database: database.name, at }, { cause })
  }
}

/**
 * A migration that is applied needs everything under it applied, or about to be recorded without being run, and one of which a part stands needs its
 * file.
 */
export function checkHistory(
  { graph, migrations, apps }: LoadedMigrations,
  known: Known,
  database: string,
  recorded: readonly Migration[] = [],
): void {
  const { applied } = known
  for (const name of movingIn(known))
    if (apps.has(name.split('.')[0]!) && !migrations.has(name))
      throw migrationErrors.HALF_WITHOUT_FILE({ database, migration: name })
  for (const [name, migration] of migrations) {
    const { replaces } = migration
    const missing = replaces.map(nameOf).filter((each) => !applied.has(each))
    const others = replaces.some((key) => applied.has(nameOf(key)))
    if (others && missing.length > 0) throw migrationErrors.PARTLY_REPLACED({ database, migration: name, missing })
    if (!isApplied(migration, applied)) continue
    for (const parent of graph.parents([migration.app, migration.name])) {
      const needed = migrations.get(nameOf(parent))!
      if (!isApplied(needed, applied) && !recorded.includes(needed))
        throw migrationErrors.INCONSISTENT_HISTORY({ database, migration: name, dependency: nameOf(parent) })
    }
  }
}

/** The way to a target; without one, everything that is not applied. What was interrupted is on the way in either direction. */
export function planOf(loaded: LoadedMigrations, known: Known, target: MigrationTarget | undefined): Plan {
  const { graph, migrations, apps } = loaded
  const isAt = (migration: Migration, direction: Direction) => isThere(standingOf(migration, known), direction)
  const read = (keys: Iterable<MigrationKey>) => [...keys].map((key) => migrations.get(nameOf(key))!)
  const unapplied = (keys: readonly MigrationKey[]) => read(keys).filter((each) => !isAt(each, 'forwards'))
  const all = (keys: readonly MigrationKey[]) => {
    const order = new Map(keys.flatMap((key) => graph.forwards(key)).map((key) => [nameOf(key), key]))
    return unapplied([...order.values()])
  }
  if (target === undefined) return { forwards: all(graph.leaves()), backwards: [] }
  if (!apps.has(target.app)) throw migrationErrors.UNKNOWN_APP({ app: target.app, near: didYouMean(target.app, apps) })
  if (target.name === undefined) return { forwards: all(graph.leaves(target.app)), backwards: [] }
  const key = target.name === 'zero' ? null : keyOfTarget(loaded, target.app, target.name)
  if (key !== null && !isAt(migrations.get(nameOf(key))!, 'forwards')) return { forwards: all([key]), backwards: [] }
  const from = key === null ? graph.roots(target.app) : graph.children(key).filter(([app]) => app === target.app)
  const order = new Map(from.flatMap((each) => graph.backwards(each)).map((each) => [nameOf(each), each]))
  return { forwards: [], backwards: read(order.values()).filter((each) => !isAt(each, 'backwards')) }
}

/** The migrations whose files have to be as they were applied: all, or those on the way to a target and under it. */
export function migrationsUnder(
  { graph, migrations }: LoadedMigrations,
  target: MigrationTarget | undefined,
  planned: readonly Migration[],
): Iterable<Migration> {
  if (target === undefined) return migrations.values()
  const ends = [...graph.leaves(target.app), ...planned.map(({ app, name }): MigrationKey => [app, name])]
  const names = new Set(ends.flatMap((key) => graph.forwards(key)).map(nameOf))
  return [...names].map((name) => migrations.get(name)!)
}

/** The migration whose name begins so. Throws a coded error where there is none, more than one, or where others stand for it. */
export function keyOfTarget(
  { graph, apps, written, migrations }: Pick<LoadedMigrations, 'graph' | 'apps' | 'written' | 'migrations'>,
  app: string,
  name: string,
): MigrationKey {
  if (!apps.has(app)) throw migrationErrors.UNKNOWN_APP({ app, near: didYouMean(app, apps) })
  const file = written.get(nameOf([app, name]))
  if (file !== undefined && !graph.has([app, name])) {
    const covering = [...migrations.values()].filter(({ replaces }) =>
      replaces.some((key) => nameOf(key) === nameOf([app, name])),
    )
    const others = [...covering.map((each): MigrationKey => [each.app, each.name]), ...file.replaces].map(nameOf)
    throw migrationErrors.REPLACED_TARGET({ migration: nameOf([app, name]), others })
  }
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
export function statesBefore({ graph, migrations }: LoadedMigrations) {
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

/** Names in the history of these apps for which there is no file. */
export function unknownNames({ migrations, apps }: LoadedMigrations, applied: Applied): string[] {
  const known = new Set(
    [...migrations.values()].flatMap((each) => [nameOf([each.app, each.name]), ...each.replaces.map(nameOf)]),
  )
  return [...applied.values()]
    .filter(({ key }) => apps.has(key[0]) && !known.has(nameOf(key)))
    .map(({ key }) => nameOf(key))
}
