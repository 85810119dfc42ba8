import { provide, runInScope } from '../../../../src/base/context/index.ts'
import { queries } from '../../../../src/base/events/index.ts'
import { type Database, openDatabase } from '../../../../src/data/drivers/index.ts'
import { stateFromRegistry } from '../../../../src/data/migrations/making/from-registry.ts'
import { withOwnFields } from '../../../../src/data/migrations/own-fields.ts'
import { tablesOf } from '../../../../src/data/migrations/tables/table-of.ts'
import { createOrm, type Orm, ormService } from '../../../../src/data/orm/orm.ts'
import { buildRegistry } from '../../../../src/data/orm/registry.ts'
import type { DatabaseName, ModelRegistry } from '../../../../src/data/query/index.ts'
import { tablesSql } from '../../../../src/data/sql/index.ts'
import { models } from './models.ts'

export interface World {
  readonly orm: Orm
  readonly database: Database
  /** Runs `work` with the project as the current one. */
  run<R>(work: () => Promise<R>): Promise<R>
  /** Runs `work` and gives the SQL of the statements that it sent, without transactions. */
  sent(work: () => Promise<unknown>): Promise<string[]>
  close(): Promise<void>
}

/** A project on an empty database: in memory, or the one at `url`. */
export async function world(
  given: object = models,
  wrap = (database: Database) => database,
  url = 'sqlite::memory:',
): Promise<World> {
  const registry = buildRegistry([{ label: 'lib', models: given }])
  const database = await openDatabase(url)
  const orm = createOrm({ registry, databases: { default: wrap(database) } })
  await database.script(tables(registry, database.database))
  const scope = { services: new Map<symbol, unknown>([provide(ormService, orm)]) }
  return {
    orm,
    database,
    run: (work) => runInScope(scope, work),
    async sent(work) {
      const sql: string[] = []
      const stop = queries.subscribe((event) => {
        if (!/^(BEGIN|COMMIT|ROLLBACK|SAVEPOINT|RELEASE)/i.test(event.sql)) sql.push(event.sql)
      })
      try {
        await runInScope(scope, work)
      } finally {
        stop()
      }
      return sql
    },
    close: () => database.close(),
  }
}

/** The tables that hold a registry's models, as migrations make them. */
export function tables(registry: ModelRegistry, database: DatabaseName = 'sqlite'): string {
  return withOwnFields({ registry }, () => {
    const state = stateFromRegistry(registry)
    const schemas = [...state.models.values()].flatMap((model) => [...tablesOf(state, model, database).values()])
    return `${tablesSql(database, schemas).join(';\n')};`
  })
}
