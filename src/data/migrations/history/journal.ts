import type { Database, Row } from '../../drivers/index.ts'
import type { DatabaseName } from '../../query/index.ts'
import { type ColumnSchema, createTableSql, plainColumn, schemaFacts } from '../../sql/index.ts'
import type { Direction } from '../execution/direction.ts'
import { type MigrationKey, nameOf } from '../files/migration.ts'
import { digestText, readDigests } from './digest.ts'
import { ownTableFacts, reading, journalTable as table, writing } from './own-tables.ts'

/** What the journal remembers of a migration beside its line in the history. */
export interface JournalEntry {
  /** What its operations said when they were applied here, a digest each; null where that cannot be compared. */
  readonly digests: readonly string[] | null
  /** Where it is on its way, step by step, to being applied or undone; null where it is applied whole. */
  readonly moving: Direction | null
  /** How many of its operations stand, from the first one on. */
  readonly standing: number
  /** The next one in the direction of travel was begun, and nobody has said that it is done. */
  readonly begun: boolean
}

function statements(database: DatabaseName) {
  const { key, number, longText } = ownTableFacts[database]
  const columns: ColumnSchema[] = [
    { ...plainColumn, name: 'id', type: key, primaryKey: true, counts: true },
    { ...plainColumn, name: 'app', type: 'varchar(255)' },
    { ...plainColumn, name: 'name', type: 'varchar(255)' },
    { ...plainColumn, name: 'digests', type: longText },
    { ...plainColumn, name: 'moving', type: 'varchar(9)', null: true },
    { ...plainColumn, name: 'standing', type: number },
    { ...plainColumn, name: 'begun', type: number },
  ]
  const dialect = schemaFacts(database)
  const where = 'WHERE "app" = ? AND "name" = ?'
  const values = ['digests', 'moving', 'standing', 'begun']
  return {
    create: createTableSql(dialect, { name: table, columns, indexes: [], checks: [], comment: null }),
    exists: reading(dialect.exists(table)),
    read: reading(`SELECT "app", "name", "digests", "moving", "standing", "begun" FROM "${table}"`),
    insert: writing(
      database,
      `INSERT INTO "${table}" (${values.map((name) => `"${name}"`).join(', ')}, "app", "name") VALUES (?, ?, ?, ?, ?, ?)`,
    ),
    update: writing(database, `UPDATE "${table}" SET ${values.map((name) => `"${name}" = ?`).join(', ')} ${where}`),
    remove: writing(database, `DELETE FROM "${table}" ${where}`),
  }
}

/**
 * What the history, which is Django's, has no place for: what the operations of a migration said when it was applied, and how
 * far one has come that is no transaction. A table of our own, `nuages_migrations`, which the first write makes.
 */
export class Journal {
  readonly #database: Database
  readonly #statements: ReturnType<typeof statements>

  constructor(database: Database) {
    this.#database = database
    this.#statements = statements(database.database)
  }

  /** By 'app.name'. Empty where there is no table yet. */
  async entries(): Promise<ReadonlyMap<string, JournalEntry>> {
    if (!(await this.#exists())) return new Map()
    const rows = await this.#database.all(this.#statements.read, [])
    return new Map(rows.map((row) => [nameOf([String(row[0]), String(row[1])]), entryOf(row)]))
  }

  /** Makes the table where there is none. */
  async ensure(): Promise<void> {
    if (!(await this.#exists())) await this.#database.script(this.#statements.create)
  }

  /** Puts the entry in the place of the one that is there. */
  async write([app, name]: MigrationKey, entry: JournalEntry & { digests: readonly string[] }): Promise<void> {
    const { digests, moving, standing, begun } = entry
    const values = [digestText(digests), moving, standing, begun ? 1 : 0, app, name]
    const { changes } = await this.#database.run(this.#statements.update, values)
    if (changes === 0) await this.#database.run(this.#statements.insert, values)
  }

  async remove([app, name]: MigrationKey): Promise<void> {
    await this.#database.run(this.#statements.remove, [app, name])
  }

  async #exists(): Promise<boolean> {
    return (await this.#database.all(this.#statements.exists, [])).length > 0
  }
}

function entryOf([, , digests, moving, standing, begun]: Row): JournalEntry {
  return {
    digests: readDigests(String(digests)),
    moving: moving === null ? null : (moving as Direction),
    standing: Number(standing),
    begun: Number(begun) === 1,
  }
}
