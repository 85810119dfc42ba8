import { didYouMean } from '../../../base/errors/index.ts'
import { migrationErrors } from '../errors.ts'
import { isApplied } from '../files/loader.ts'
import { nameOf } from '../files/migration.ts'
import { editOf } from '../history/edited.ts'
import { standingOf } from '../history/records.ts'
import { withOwnFields } from '../own-fields.ts'
import type { MigrateOptions } from './migrate.ts'
import { loadWithHistory, unknownNames } from './plan.ts'

/** One migration of an app as a person asks about it. */
export interface ShownMigration {
  readonly name: string
  /** When it was applied (UTC, as the history has it), or null. */
  readonly applied: string | null
  /** How many migrations it stands for, where it replaces others. */
  readonly replaces: number
  /** Its file was edited after it was applied. */
  readonly edited: boolean
  /** How many of its operations stand, where it was interrupted on its way; null where it is applied whole, or not at all. */
  readonly standing: {
    readonly direction: 'forwards' | 'backwards'
    readonly count: number
    readonly of: number
  } | null
}

interface ShownApp {
  readonly app: string
  readonly migrations: ShownMigration[]
  /** Names in its history for which there is no file. */
  readonly unknown: string[]
}

export interface ShowMigrationsOptions extends Pick<MigrateOptions, 'orm' | 'apps' | 'database'> {
  /** Labels of the apps to show; all of them if left out. */
  readonly only?: readonly string[]
}

/** What is applied and what is not, by app, in the order of application. */
export function showMigrations(options: ShowMigrationsOptions): Promise<ShownApp[]> {
  return withOwnFields(options.orm, () => showNow(options))
}

async function showNow(options: ShowMigrationsOptions): Promise<ShownApp[]> {
  const database = options.orm.database(options.database)
  const { loaded, applied, known } = await loadWithHistory(options.apps, database)
  const labels = options.apps.map(({ label }) => label)
  const { only = labels } = options
  for (const app of only)
    if (!labels.includes(app)) throw migrationErrors.UNKNOWN_APP({ app, near: didYouMean(app, labels) })
  const order = loaded.graph.all()
  const unknown = unknownNames(loaded, applied)
  return labels
    .filter((app) => only.includes(app))
    .map((app) => ({
      app,
      migrations: order
        .filter((key) => key[0] === app)
        .map((key) => {
          const migration = loaded.migrations.get(nameOf(key))!
          const at = applied.get(nameOf(key))?.at ?? applied.get(nameOf(migration.replaces[0] ?? key))?.at ?? null
          const { moving, standing } = standingOf(migration, known)
          return {
            name: key[1],
            applied: isApplied(migration, applied) ? at : null,
            replaces: migration.replaces.length,
            edited: editOf(migration, known) !== null,
            standing: moving === null ? null : { direction: moving, count: standing, of: migration.operations.length },
          }
        }),
      unknown: unknown.filter((name) => name.startsWith(`${app}.`)).map((name) => name.slice(app.length + 1)),
    }))
}
