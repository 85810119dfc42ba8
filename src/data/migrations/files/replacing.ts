import type { Database } from '../../drivers/index.ts'
import { alone } from '../execution/alone.ts'
import { History } from '../history/history.ts'
import { isApplied, type LoadedMigrations } from './loader.ts'
import { type MigrationKey, nameOf } from './migration.ts'

/**
 * Records a migration by its own name where it counts as applied because all that it replaces are: so that `replaces` can be
 * taken out of its file one day, and the lines of the old names out of the history. Django does it with each `migrate`.
 */
export async function recordReplacing(
  database: Database,
  { migrations }: LoadedMigrations,
  onWait: (() => void) | undefined,
): Promise<void> {
  const history = new History(database)
  const missing = async (): Promise<MigrationKey[]> => {
    const applied = await history.applied()
    return [...migrations.values()]
      .filter((migration) => isApplied(migration, applied) && !applied.has(nameOf([migration.app, migration.name])))
      .map(({ app, name }) => [app, name])
  }
  if ((await missing()).length === 0) return
  const record = async () => {
    for (const key of await missing()) await history.record(key)
  }
  await alone(database, record, { onWait })
}
