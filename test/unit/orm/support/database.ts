import { provide, runInScope } from '../../../../src/base/context/index.ts'
import { queries } from '../../../../src/base/events/index.ts'
import { type Database, openDatabase } from '../../../../src/data/drivers/index.ts'
import { createOrm, type Orm, ormService } from '../../../../src/data/orm/orm.ts'
import { buildRegistry } from '../../../../src/data/orm/registry.ts'
import type { ModelRegistry } from '../../../../src/data/query/index.ts'
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

/** A project on an empty database in memory. */
export async function world(given: object = models, wrap = (database: Database) => database): Promise<World> {
  const registry = buildRegistry([{ label: 'lib', models: given }])
  const database = await openDatabase('sqlite::memory:')
  await database.script(tables(registry))
  const orm = createOrm({ registry, databases: { default: wrap(database) } })
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

/** The simplest tables that hold a registry's models. */
export function tables(registry: ModelRegistry): string {
  return registry.models
    .map((info) => {
      const columns = info.columns.map((column) => {
        const reference =
          column.relation === null
            ? ''
            : ` REFERENCES "${column.relation.to.table}" ("${column.relation.far.column}") DEFERRABLE INITIALLY DEFERRED`
        const rules = `${column.null ? '' : ' NOT NULL'}${column.unique && !column.primaryKey ? ' UNIQUE' : ''}`
        const counted = column === info.key && column.field.describe().kind === 'integer'
        const type = counted
          ? 'integer PRIMARY KEY AUTOINCREMENT'
          : `${column.field.columnType('sqlite')}${column === info.key ? ' PRIMARY KEY' : ''}`
        return `"${column.column}" ${type}${rules}${reference}`
      })
      const unique = info.constraints.flatMap((each) =>
        each.kind === 'unique'
          ? [`UNIQUE (${each.fields.map((name) => `"${info.column(name)!.column}"`).join(', ')})`]
          : [],
      )
      return `CREATE TABLE "${info.table}" (${[...columns, ...unique].join(', ')});`
    })
    .join('\n')
}
