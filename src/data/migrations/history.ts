import type { Database, Statement } from '../drivers/index.ts'
import type { DatabaseName } from '../query/index.ts'
import { type ColumnSchema, createTableSql, plainColumn, schemaFacts } from '../sql/index.ts'
import { type MigrationKey, nameOf } from './migration.ts'

const table = 'django_migrations'

/** Types of Django's columns, and how a statement names its values. */
const facts: Readonly<Record<DatabaseName, HistoryFacts>> = {
  sqlite: { key: 'integer', moment: 'datetime', text: 'text', values: ['?', '?', '?'], zone: '' },
  postgres: {
    key: 'bigint',
    moment: 'timestamp with time zone',
    text: 'text',
    values: ['$1', '$2', '$3'],
    zone: '+00',
  },
  mysql: { key: 'bigint AUTO_INCREMENT', moment: 'datetime(6)', text: 'char', values: ['?', '?', '?'], zone: '' },
}

interface HistoryFacts {
  readonly key: string
  readonly moment: string
  /** What CAST calls a text. */
  readonly text: string
  readonly values: readonly string[]
  /** What a moment in UTC ends with. */
  readonly zone: string
}

function statements(database: DatabaseName) {
  const { key, moment, text, values } = facts[database]
  const [a, b, c] = values
  const columns: ColumnSchema[] = [
    { ...plainColumn, name: 'id', type: key, primaryKey: true, counts: true },
    { ...plainColumn, name: 'app', type: 'varchar(255)' },
    { ...plainColumn, name: 'name', type: 'varchar(255)' },
    { ...plainColumn, name: 'applied', type: moment },
  ]
  const dialect = schemaFacts(database)
  const create = createTableSql(dialect, { name: table, columns, indexes: [], checks: [], comment: null })
  const reads = (sql: string): Statement => ({ text: sql, writes: false, wide: false })
  const writes = (sql: string): Statement => ({ text: sql, writes: true, wide: false })
  return {
    create: create.replace('CREATE TABLE', 'CREATE TABLE IF NOT EXISTS'),
    exists: reads(dialect.exists(table)),
    read: reads(`SELECT "app", "name", CAST("applied" AS ${text}) FROM "${table}" ORDER BY "id"`),
    insert: writes(`INSERT INTO "${table}" ("app", "name", "applied") VALUES (${a}, ${b}, ${c})`),
    remove: writes(`DELETE FROM "${table}" WHERE "app" = ${a} AND "name" = ${b}`),
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
    if ((await this.#database.all(this.#statements.exists, [])).length === 0) return new Map()
    const rows = (await this.#database.all(this.#statements.read, [])) as readonly (readonly string[])[]
    return new Map(rows.map(([app, name, at]) => [nameOf([app!, name!]), { key: [app!, name!], at: at! }]))
  }

  async record([app, name]: MigrationKey): Promise<void> {
    await this.#database.script(this.#statements.create)
    const now = new Date().toISOString().replace('T', ' ').replace('Z', '000')
    const at = `${now}${facts[this.#database.database].zone}`
    await this.#database.run(this.#statements.insert, [app, name, at])
  }

  async forget([app, name]: MigrationKey): Promise<void> {
    await this.#database.run(this.#statements.remove, [app, name])
  }
}
