import { provide, runInScope } from '../../../../src/base/context/index.ts'
import { queries } from '../../../../src/base/events/index.ts'
import { type Database, openDatabase } from '../../../../src/data/drivers/index.ts'
import { createOrm, type Orm, ormService } from '../../../../src/data/orm/orm.ts'
import { buildRegistry } from '../../../../src/data/orm/registry.ts'
import type { DatabaseName, Field, ModelRegistry } from '../../../../src/data/query/index.ts'
import {
  type ColumnSchema,
  plainColumn,
  plainIndex,
  quote,
  type TableSchema,
  tablesSql,
} from '../../../../src/data/sql/index.ts'
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
  await database.script(tables(registry, database.database))
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

/** The tables that hold a registry's models, without indexes that only make things faster. */
export function tables(registry: ModelRegistry, database: DatabaseName = 'sqlite'): string {
  const schemas = registry.models
    .filter((info) => info.managed && info.concrete === info)
    .map((info): TableSchema => {
      const columns = info.columns.map((column): ColumnSchema => {
        const { relation, field } = column
        const type = relation === null ? field.columnType(database) : relatedType(relation.far.field, database)
        const references = relation === null ? null : { table: relation.to.table, column: relation.far.column }
        const counts = column.primaryKey && (field.type === 'auto' || field.type === 'bigAuto')
        const { column: name, primaryKey } = column
        const unique = column.unique && !primaryKey
        return { ...plainColumn, name, type: type!, null: column.null, unique, primaryKey, counts, references }
      })
      const indexes = info.constraints.flatMap((each) => {
        if (each.kind !== 'unique' || each.condition !== undefined) return []
        const names = each.fields.map((name) => quote(info.column(name)!.column))
        return [{ ...plainIndex, name: each.name, columns: names, unique: true }]
      })
      return { name: info.table, columns, indexes, checks: [], comment: null }
    })
  return `${tablesSql(database, schemas).join(';\n')};`
}

function relatedType(key: Field, database: DatabaseName): string | null {
  const { relatedColumnType } = key as { relatedColumnType?: (database: DatabaseName) => string | null }
  return relatedColumnType?.call(key, database) ?? key.columnType(database)
}
