import { join } from 'node:path'
import { didYouMean } from '../../../base/errors/index.ts'
import { version } from '../../../base/settings/index.ts'
import type { ModelRegistry } from '../../query/index.ts'
import { migrationErrors } from '../errors.ts'
import {
  joined,
  type LoadedMigrations,
  latestState,
  loadMigrations,
  type MigratedApp,
  migrationsFolder,
  namesOf,
  written,
} from '../files/loader.ts'
import { type MigrationKey, nameOf } from '../files/migration.ts'
import { checkName, mergeName, nextNumber } from '../files/naming.ts'
import { withRolesResolved } from '../files/roles.ts'
import { writeFiles } from '../files/write-files.ts'
import { writeMigration } from '../files/writer.ts'
import type { Operation } from '../operations/index.ts'
import { commute } from '../optimizer/touches.ts'
import { withOwnFields } from '../own-fields.ts'
import type { MadeMigration } from './make-migrations.ts'
import { answered, type Clash, type MergeQuestion, type Questions } from './questions.ts'

export interface MergeMigrationsOptions {
  readonly orm?: { readonly registry?: ModelRegistry }
  readonly apps: readonly MigratedApp[]
  /** Only these apps. */
  readonly only?: readonly string[]
  /** Who decides; by default branches that touch the same things are a coded error. */
  readonly questions?: Questions
  /** The name of the new migrations, without number. */
  readonly name?: string
  /** Says what would be written, and writes nothing. */
  readonly dryRun?: boolean
}

/** What was found, and what was written of it. */
export interface MergedMigrations {
  /** Apps with several latest migrations. */
  readonly conflicts: readonly MergeQuestion[]
  readonly migrations: readonly MadeMigration[]
}

/**
 * Joins the latest migrations of an app, where two branches each added one, by a migration without operations that comes
 * after all of them. Where the branches touch the same things somebody has to say that their order does not matter.
 * Django's `makemigrations --merge`.
 */
export function mergeMigrations(options: MergeMigrationsOptions): Promise<MergedMigrations> {
  return withOwnFields(options.orm ?? {}, () => merged(options))
}

async function merged(options: MergeMigrationsOptions): Promise<MergedMigrations> {
  const { apps, only = [], questions = answered({}), name } = options
  checkName(name)
  const loaded = await loadMigrations(apps)
  const labels = apps.map(({ label }) => label)
  for (const app of only)
    if (!labels.includes(app)) throw migrationErrors.UNKNOWN_APP({ app, near: didYouMean(app, labels) })
  const conflicts = (only.length > 0 ? only : labels)
    .filter((app) => loaded.graph.leaves(app).length > 1)
    .map((app) => conflictOf(loaded, app))
  const migrations: MadeMigration[] = []
  for (const conflict of conflicts)
    if (await questions.merge?.(conflict)) migrations.push(mergeOf(loaded, apps, conflict.app, name))
  // Whether the branches fit together at all: both may have added the same field.
  const added = migrations.map(({ migration }) => migration)
  if (added.length > 0) latestState(joined(withRolesResolved([...loaded.written.values(), ...added])))
  if (options.dryRun !== true) writeFiles(migrations)
  return { conflicts, migrations }
}

function mergeOf(loaded: LoadedMigrations, apps: readonly MigratedApp[], app: string, name?: string): MadeMigration {
  const leaves = loaded.graph.leaves(app)
  const full = `${nextNumber(namesOf(loaded, app))}_${name ?? mergeName(leaves.map(([, leaf]) => leaf))}`
  const migration = written(app, full, { dependencies: leaves, operations: [], version: version() })
  const file = join(migrationsFolder(apps.find(({ label }) => label === app)!)!, `${full}.ts`)
  return { app, name: full, file, source: writeMigration(migration), operations: [], migration }
}

function conflictOf({ graph, migrations }: LoadedMigrations, app: string): MergeQuestion {
  const leaves = graph.leaves(app)
  const paths = leaves.map((leaf) => graph.forwards(leaf).filter((key) => key[0] === app))
  const names = paths.map((path) => new Set(path.map(nameOf)))
  const shared = paths[0]!.filter((key) => names.every((each) => each.has(nameOf(key))))
  const own = paths.map((path) => path.filter((key) => !shared.includes(key)))
  const operationsOf = (key: MigrationKey) => migrations.get(nameOf(key))!.operations
  return {
    app,
    key: `${app}.${leaves.map(([, leaf]) => leaf).join('+')}`,
    since: shared.at(-1)?.[1] ?? null,
    branches: own.map((path, i) => ({
      leaf: leaves[i]![1],
      migrations: path.map((key) => ({ name: key[1], operations: operationsOf(key).map((each) => each.description) })),
    })),
    clashes: clashesOf(
      app,
      own.map((path) => path.flatMap((key) => operationsOf(key).map((operation) => ({ name: key[1], operation })))),
    ),
  }
}

/** Pairs of operations of different branches that may not change places. */
function clashesOf(app: string, branches: readonly (readonly Placed[])[]): Clash[] {
  const clashes: Clash[] = []
  const said = ({ name, operation }: Placed) => `${name}: ${operation.description}`
  for (const [i, branch] of branches.entries())
    for (const first of branch)
      for (const second of branches.slice(i + 1).flat())
        if (first.name !== second.name && !commute(first.operation, second.operation, app))
          clashes.push({ first: said(first), second: said(second) })
  return clashes
}

interface Placed {
  readonly name: string
  readonly operation: Operation
}
