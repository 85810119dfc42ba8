import { join } from 'node:path'
import { didYouMean } from '../../../base/errors/index.ts'
import { version } from '../../../base/settings/index.ts'
import type { ModelRegistry } from '../../query/index.ts'
import { autodetect, type Draft } from '../autodetector/index.ts'
import { migrationErrors } from '../errors.ts'
import {
  checkConflicts,
  type LoadedMigrations,
  latestState,
  loadMigrations,
  type MigratedApp,
  migrationsFolder,
  namesOf,
  written,
} from '../files/loader.ts'
import { type MigrationKey, nameOf, type WrittenMigration } from '../files/migration.ts'
import { checkName, nextNumber, suggestName } from '../files/naming.ts'
import { creates } from '../files/roles.ts'
import { isSwappable, type Roles, swappable, withoutSwapped } from '../files/swappable.ts'
import { writeFiles } from '../files/write-files.ts'
import { writeMigration } from '../files/writer.ts'
import { withOwnFields } from '../own-fields.ts'
import { stateFromRegistry } from './from-registry.ts'
import { answered, type Questions } from './questions.ts'

export interface MakeMigrationsOptions {
  readonly orm: { readonly registry: ModelRegistry }
  readonly apps: readonly MigratedApp[]
  /** Only these apps, and what they need of others. Without it: all that have a folder outside of `node_modules`. */
  readonly only?: readonly string[]
  /** Who answers; by default nobody, and a question is a coded error. */
  readonly questions?: Questions
  /** The name of the new migrations, without number. */
  readonly name?: string
  /** Says what would be written, and writes nothing. */
  readonly dryRun?: boolean
  /** A migration without operations for each of `only`, to be filled by hand. */
  readonly empty?: boolean
}

/** A migration that was written, or would be. */
export interface MadeMigration {
  readonly app: string
  readonly name: string
  readonly file: string
  /** The file's text. */
  readonly source: string
  /** What it does, a line for each operation. */
  readonly operations: readonly string[]
  readonly migration: WrittenMigration
}

/**
 * Compares the models with what the written migrations add up to, and writes the difference as new files. Nothing is
 * written where a question stays unanswered, or where any of the files cannot be.
 */
export function makeMigrations(
  options: MakeMigrationsOptions,
): Promise<{ readonly migrations: readonly MadeMigration[] }> {
  return withOwnFields(options.orm, () => made(options))
}

async function made(options: MakeMigrationsOptions): Promise<{ readonly migrations: readonly MadeMigration[] }> {
  const { orm, apps, questions = answered({}), name } = options
  checkName(name)
  const labels = chosen(options)
  const loaded = await loadMigrations(apps)
  checkConflicts(loaded)
  const after = stateFromRegistry(orm.registry)
  const { roles } = orm.registry
  const before = withoutSwapped(latestState(loaded), roles)
  const drafts = options.empty
    ? [...labels].map((app): Draft => ({ app, number: 1, operations: [], drafts: [], apps: [], roles: [] }))
    : withNeeded(await autodetect(before, after, questions, after.fields, roles), labels)
  for (const draft of drafts) checkRoles(draft, loaded, roles)
  const migrations = named(drafts, loaded, apps, options.empty ? (name ?? 'custom') : name)
  if (options.dryRun !== true) writeFiles(migrations)
  return { migrations }
}

/**
 * A model that takes a role is created before whatever points at the role: an app that points at it already cannot create it. Django
 * wants it in the first migration of its app for the same reason.
 */
function checkRoles(draft: Draft, { written: files }: LoadedMigrations, roles: Roles): void {
  for (const [role, model] of roles) {
    if (!draft.operations.some((each) => creates(each, draft.app, model))) continue
    const pointing = [...files.values()].find(
      ({ app, dependencies }) =>
        app === draft.app && dependencies.some((each) => isSwappable(each) && each.swappable === role),
    )
    if (pointing !== undefined)
      throw migrationErrors.ROLE_TOO_LATE({ role, model, migration: nameOf([pointing.app, pointing.name]) })
  }
}

function chosen({ apps, only }: MakeMigrationsOptions): ReadonlySet<string> {
  if (only === undefined || only.length === 0)
    return new Set(
      apps.filter(({ dir }) => dir !== undefined && !/[\\/]node_modules[\\/]/.test(dir)).map((app) => app.label),
    )
  const known = apps.map(({ label }) => label)
  for (const label of only) {
    const app = apps.find((each) => each.label === label)
    if (app === undefined) throw migrationErrors.UNKNOWN_APP({ app: label, near: didYouMean(label, known) })
    if (app.dir === undefined) throw migrationErrors.NO_FOLDER({ app: label })
  }
  return new Set(only)
}

/** The drafts of the chosen apps, and those that they cannot do without. */
function withNeeded(drafts: readonly Draft[], labels: ReadonlySet<string>): Draft[] {
  const kept = new Set<Draft>()
  const keep = (draft: Draft): void => {
    if (kept.has(draft)) return
    kept.add(draft)
    for (const other of drafts) {
      const before = other.app === draft.app && other.number < draft.number
      if (before || draft.drafts.some(([app, number]) => app === other.app && number === other.number)) keep(other)
    }
  }
  for (const draft of drafts) if (labels.has(draft.app)) keep(draft)
  return drafts.filter((draft) => kept.has(draft))
}

function named(
  drafts: readonly Draft[],
  loaded: LoadedMigrations,
  apps: readonly MigratedApp[],
  name: string | undefined,
): MadeMigration[] {
  const { graph } = loaded
  const keys = new Map<Draft, MigrationKey>()
  const last = new Map<string, MigrationKey | undefined>()
  const latest = (app: string) => (last.has(app) ? last.get(app) : graph.leaves(app)[0])
  const previous = new Map<Draft, MigrationKey | undefined>()
  for (const draft of drafts) {
    const before = latest(draft.app)
    const number = nextNumber([...namesOf(loaded, draft.app), ...(before === undefined ? [] : [before[1]])])
    const key: MigrationKey = [
      draft.app,
      `${number}_${name ?? (before === undefined ? 'initial' : suggestName(draft.operations))}`,
    ]
    previous.set(draft, before)
    keys.set(draft, key)
    last.set(draft.app, key)
  }
  return drafts.map((draft) => {
    const own = previous.get(draft)
    const drafted = draft.drafts.map(
      ([app, number]) => keys.get(drafts.find((other) => other.app === app && other.number === number)!)!,
    )
    const earlier = draft.apps.flatMap((app) => graph.leaves(app))
    const roles = draft.roles.map(swappable)
    const dependencies = [...(own === undefined ? [] : [own]), ...roles, ...drafted, ...earlier]
    const [app, full] = keys.get(draft)!
    const migration = written(app, full, { dependencies, operations: draft.operations, version: version() })
    const folder = migrationsFolder(apps.find(({ label }) => label === app)!)
    if (folder === null) throw migrationErrors.NO_FOLDER({ app })
    return {
      app,
      name: full,
      file: join(folder, `${full}.ts`),
      source: writeMigration(migration),
      operations: draft.operations.map((operation) => operation.description),
      migration,
    }
  })
}
