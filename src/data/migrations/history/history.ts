import type { Database } from '../../drivers/index.ts'
import type { DatabaseName } from '../../query/index.ts'
import { type ColumnSchema, createTableSql, plainColumn, schemaFacts } from '../../sql/index.ts'
import { type MigrationKey, nameOf } from '../files/migration.ts'
import { ownTableFacts, reading, historyTable as table, writing } from './own-tables.ts'

function statements(database: DatabaseName) {
  const { key, moment, text } = ownTableFacts[database]
  const columns: ColumnSchema[] = [
    { ...plainColumn, name: 'id', type: key, primaryKey: true, counts: true },
    { ...plainColumn, name: 'app', type: 'varchar(255)' },
    { ...plainColumn, name: 'name', type: 'varchar(255)' },
    { ...plainColumn, name: 'applied', type: moment },
  ]
  const dialect = schemaFacts(database)
  return {
    create: createTableSql(dialect, { name: table, columns, indexes: [], checks: [], comment: null }),
    exists: reading(dialect.exists(table)),
    read: reading(`SELECT "app", "name", CAST("applied" AS ${text}) FROM "${table}" ORDER BY "id"`),
    insert: writing(database, `INSERT INTO "${table}" ("app", "name", "applied") VALUES (?, ?, ?)`),
    remove: writing(database, `DELETE FROM "${table}" WHERE "app" = ? AND "name" = ?`),
  }
}

/** What was applied to a database and when: Django's table `django_migrations`. */
export class History {
  readonly #database: Database
  readonly #statements: ReturnType<typeof statements>

  constructor(database: Database) {
    this.#database = database
    this.#statements = statements(database.database)
  }

  /** Migrations by 'app.name' with the moment of applying, as the table has it. Empty where there is no table yet. */
  async applied(): Promise<ReadonlyMap<string, { readonly key: MigrationKey; readonly at: string }>> {
    if (!(await this.#exists())) return new Map()
    const rows = (await this.#database.all(this.#statements.read, [])) as readonly (readonly string[])[]
    return new Map(rows.map(([app, name, at]) => [nameOf([app!, name!]), { key: [app!, name!], at: at! }]))
  }

  /** Makes the table where there is none. */
  async ensure(): Promise<void> {
    if (!(await this.#exists())) await this.#database.script(this.#statements.create)
  }

  async record([app, name]: MigrationKey): Promise<void> {
    const now = new Date().toISOString().replace('T', ' ').replace('Z', '000')
    const at = `${now}${ownTableFacts[this.#database.database].zone}`
    await this.#database.run(this.#statements.insert, [app, name, at])
  }

  async forget([app, name]: MigrationKey): Promise<void> {
    await this.#database.run(this.#statements.remove, [app, name])
  }

  async #exists(): Promise<boolean> {
    return (await this.#database.all(this.#statements.exists, [])).length > 0
  }
}
