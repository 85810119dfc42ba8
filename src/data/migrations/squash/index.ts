import { join } from 'node:path'
import { version } from '../../../base/settings/index.ts'
import type { ModelRegistry } from '../../query/index.ts'
import { migrationErrors } from '../errors.ts'
import { keyOfTarget } from '../execution/plan.ts'
import {
  joined,
  type LoadedMigrations,
  loadMigrations,
  type MigratedApp,
  migrationsFolder,
  written,
} from '../files/loader.ts'
import { type MigrationDependency, type MigrationKey, nameOf, type WrittenMigration } from '../files/migration.ts'
import { checkName, numberOf } from '../files/naming.ts'
import { chosenRoles, declaredRoles, withRolesResolved } from '../files/roles.ts'
import { isSwappable, withRoles } from '../files/swappable.ts'
import { writeFiles } from '../files/write-files.ts'
import { writeMigration } from '../files/writer.ts'
import { optimize } from '../optimizer/index.ts'
import { withOwnFields } from '../own-fields.ts'
import { carried, type Placed } from './carry.ts'

export interface SquashOptions {
  readonly orm?: { readonly registry?: ModelRegistry }
  readonly apps: readonly MigratedApp[]
  readonly app: string
  /** The first migration to squash; the app's first one if left out. The beginning of a name is enough. */
  readonly from?: string
  /** The last one. */
  readonly to: string
  /** The name of the new migration, without number. */
  readonly name?: string
  /** False leaves the operations as they are, one after the other, elidable ones too. */
  readonly optimize?: boolean
  /** Says what would be written, and writes nothing. */
  readonly dryRun?: boolean
}

/** A migration that takes the place of others. */
export interface SquashedMigration {
  readonly app: string
  readonly name: string
  readonly file: string
  readonly source: string
  /** The names that it stands for, in the order of their application. */
  readonly replaces: readonly string[]
  /** How many operations the others have together, and how many it has. */
  readonly before: number
  readonly after: number
  /** How many functions were copied from the others: what somebody has to look at. */
  readonly functions: number
}

/**
 * Writes one migration for several that follow each other. It replaces them: a database that has all of them counts it as
 * applied, one that has none applies it, one that has a part goes on with the old files, which stay until no database
 * needs them. Operations that are elidable are left out. Semantics: Django's `squashmigrations`.
 */
export function squashMigrations(options: SquashOptions): Promise<SquashedMigration> {
  return withOwnFields(options.orm ?? {}, () => squashed(options))
}

async function squashed(options: SquashOptions): Promise<SquashedMigration> {
  const { apps, app, name } = options
  checkName(name)
  const loaded = await loadMigrations(apps)
  const keys = rangeOf(loaded, options)
  const last = keys.at(-1)![1]
  const parts = keys.map((key) => loaded.written.get(nameOf(key))!)
  const replaces = parts.flatMap((each) =>
    each.replaces.length > 0 ? each.replaces : [[each.app, each.name] as const],
  )

  const placed = placedOperations(loaded, keys)
  const kept = options.optimize === false ? placed : placed.filter(({ operation }) => operation.elidable !== true)
  const plain = kept.map(({ operation }) => operation)
  const roles = new Map([...declaredRoles([...loaded.written.values()]), ...chosenRoles()])
  const operations = (options.optimize === false ? plain : optimize(plain, app)).map((each) => withRoles(each, roles))

  const number = String(numberOf(keys[0]![1])).padStart(4, '0')
  const full = `${number}_${name ?? `squashed_${last}`}`
  // One that a database refuses in a transaction may be in a new model now.
  const atomic =
    parts.every((each) => each.atomic !== false) || operations.every((each) => each.transactional !== false)
  const dependencies = dependenciesOf(parts, keys)
  const accepts = [...new Set(parts.flatMap((each) => each.accepts ?? []))].sort()
  const definition = {
    dependencies,
    operations,
    replaces,
    version: version(),
    ...(!atomic && { atomic }),
    ...(accepts.length > 0 && { accepts }),
  }
  const file = join(migrationsFolder(apps.find(({ label }) => label === app)!)!, `${full}.ts`)
  // Whether the project has a place for it: a dependency of another app in between would go in a circle.
  joined(withRolesResolved([...loaded.written.values(), written(app, full, definition)]))
  const source = writeMigration(definition, carried(kept))
  if (options.dryRun !== true) writeFiles([{ file, source }])
  return {
    app,
    name: full,
    file,
    source,
    replaces: replaces.map(nameOf),
    before: placed.length,
    after: operations.length,
    functions: operations.filter(({ kind }) => kind === 'run').length,
  }
}

/** The migrations from the first to the last, in the order of application. */
function rangeOf(loaded: LoadedMigrations, { app, from, to }: SquashOptions): MigrationKey[] {
  const last = keyOfTarget(loaded, app, to)
  const all = loaded.graph.forwards(last).filter((key) => key[0] === app)
  const first = from === undefined ? all[0]! : keyOfTarget(loaded, app, from)
  const at = all.findIndex((key) => nameOf(key) === nameOf(first))
  if (at < 0 || at === all.length - 1) throw migrationErrors.SQUASH_RANGE({ app, from: first[1], to: last[1] })
  return all.slice(at)
}

function placedOperations({ migrations, files }: LoadedMigrations, keys: readonly MigrationKey[]): Placed[] {
  return keys.flatMap((key) =>
    migrations.get(nameOf(key))!.operations.map((operation) => ({ operation, file: files.get(nameOf(key))! })),
  )
}

/** What the migrations need that is not among them, each once. */
function dependenciesOf(parts: readonly WrittenMigration[], keys: readonly MigrationKey[]): MigrationDependency[] {
  const inside = new Set([...keys, ...parts.flatMap(({ replaces }) => replaces)].map(nameOf))
  const found = new Map<string, MigrationDependency>()
  for (const dependency of parts.flatMap(({ dependencies }) => dependencies)) {
    const name = isSwappable(dependency) ? `role ${dependency.swappable}` : nameOf(dependency)
    if (!inside.has(name)) found.set(name, dependency)
  }
  return [...found.values()]
}
