import { use } from '../../base/context/index.ts'
import { sequenceSql } from '../sql/index.ts'
import type { AnyModelClass } from './class.ts'
import { ormService } from './orm.ts'

/**
 * Lets the database count keys on from the greatest that is there: after rows were written with keys of their own, as a
 * fixture has them. PostgreSQL would else give them out a second time; SQLite and MariaDB have seen them, and nothing is sent.
 * Django's `sqlsequencereset`.
 */
export async function resetSequences(
  models: readonly AnyModelClass[],
  options: { readonly using?: string } = {},
): Promise<void> {
  const orm = use(ormService)
  const database = orm.database(options.using ?? null)
  for (const model of models) {
    const text = sequenceSql(database.database, orm.registry.of(model))
    if (text !== null) await database.all({ text, writes: true, wide: false }, [])
  }
}
