import type { Database } from '../drivers/index.ts'
import { createTableSql } from '../sql/index.ts'
import { type MigrationKey, nameOf } from './migration.ts'

const table = 'django_migrations'
const column = { null: false, unique: false, primaryKey: false, counts: false, references: null, check: null }
const create = createTableSql({
  name: table,
  columns: [
    { ...column, name: 'id', type: 'integer', primaryKey: true, counts: true },
    { ...column, name: 'app', type: 'varchar(255)' },
    { ...column, name: 'name', type: 'varchar(255)' },
    { ...column, name: 'applied', type: 'datetime' },
  ],
  indexes: [],
  checks: [],
}).replace('CREATE TABLE', 'CREATE TABLE IF NOT EXISTS')

const exists = { text: `SELECT 1 FROM sqlite_schema WHERE name = '${table}'`, writes: false, wide: false }
const read = { text: `SELECT "app", "name", "applied" FROM "${table}" ORDER BY "id"`, writes: false, wide: false }
const insert = { text: `INSERT INTO "${table}" ("app", "name", "applied") VALUES (?, ?, ?)`, writes: true, wide: false }
const remove = { text: `DELETE FROM "${table}" WHERE "app" = ? AND "name" = ?`, writes: true, wide: false }

/** What was applied to a database and when: Django's table `django_migrations`. */
export class History {
  readonly #database: Database

  constructor(database: Database) {
    this.#database = database
  }

  /** Migrations by 'app.name' with the moment of applying, as the table has it. Empty where there is no table yet. */
  async applied(): Promise<ReadonlyMap<string, { readonly key: MigrationKey; readonly at: string }>> {
    if ((await this.#database.all(exists, [])).length === 0) return new Map()
    const rows = (await this.#database.all(read, [])) as readonly (readonly string[])[]
    return new Map(rows.map(([app, name, at]) => [nameOf([app!, name!]), { key: [app!, name!], at: at! }]))
  }

  async record([app, name]: MigrationKey): Promise<void> {
    await this.#database.script(create)
    const now = new Date().toISOString().replace('T', ' ').replace('Z', '000')
    await this.#database.run(insert, [app, name, now])
  }

  async forget([app, name]: MigrationKey): Promise<void> {
    await this.#database.run(remove, [app, name])
  }
}
