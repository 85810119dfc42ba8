import { didYouMean } from '../../../base/errors/index.ts'
import { migrationErrors } from '../errors.ts'
import { alone } from '../execution/alone.ts'
import type { MigrateOptions } from '../execution/migrate.ts'
import { loadWithHistory } from '../execution/plan.ts'
import { migrationNames } from '../files/loader.ts'
import { keyFrom, nameOf } from '../files/migration.ts'
import { withOwnFields } from '../own-fields.ts'
import { movingIn, Records } from './records.ts'

export interface PruneMigrationsOptions extends Pick<MigrateOptions, 'orm' | 'apps' | 'database'> {
  readonly app: string
}

/**
 * Takes the lines out of an app's history, and out of the journal, whose files are gone; gives their names. Refuses where a migration still stands
 * for one of them (`replaces`): it would count as not applied. Django's `migrate --prune`.
 */
export function pruneMigrations(options: PruneMigrationsOptions): Promise<readonly string[]> {
  return withOwnFields(options.orm, () => pruneNow(options))
}

async function pruneNow(options: PruneMigrationsOptions): Promise<readonly string[]> {
  const { orm, apps, app } = options
  const database = orm.database(options.database)
  const { loaded, applied, known } = await loadWithHistory(apps, database)
  if (!loaded.apps.has(app)) throw migrationErrors.UNKNOWN_APP({ app, near: didYouMean(app, loaded.apps) })
  const files = new Set(migrationNames(apps.find(({ label }) => label === app)!))
  const keys = new Map([...applied].map(([name, { key }]) => [name, key]))
  for (const name of movingIn(known)) keys.set(name, keyFrom(name))
  const gone = [...keys.values()].filter(([label, name]) => label === app && !files.has(name))
  const names = new Set(gone.map(nameOf))
  for (const migration of loaded.migrations.values()) {
    const replaced = migration.replaces.map(nameOf).filter((name) => names.has(name))
    if (replaced.length > 0)
      throw migrationErrors.STILL_REPLACED({ migration: nameOf([migration.app, migration.name]), replaced })
  }
  if (gone.length > 0)
    await alone(database, async () => {
      const records = new Records(database)
      await records.ensure()
      await database.atomic(() => records.forget(gone))
    })
  return gone.map(nameOf)
}
