import type { Database, Row } from '../driver.ts'
import type {
  CheckDescription,
  ColumnDescription,
  DatabaseDescription,
  ForeignKeyDescription,
  IndexDescription,
} from '../introspection.ts'

const tablesText = `SELECT table_name FROM information_schema.tables
  WHERE table_schema = DATABASE() AND table_type = 'BASE TABLE' ORDER BY BINARY table_name`

const columnsText = `SELECT table_name, column_name, column_type, is_nullable, column_default, column_key, extra
  FROM information_schema.columns WHERE table_schema = DATABASE() ORDER BY table_name, ordinal_position`

const indexesText = `SELECT table_name, index_name, column_name, non_unique, collation
  FROM information_schema.statistics WHERE table_schema = DATABASE()
  ORDER BY table_name, BINARY index_name, seq_in_index`

const keysText = `SELECT k.table_name, k.constraint_name, k.column_name, k.referenced_table_name, k.referenced_column_name,
    r.delete_rule
  FROM information_schema.key_column_usage k JOIN information_schema.referential_constraints r
    ON r.constraint_schema = k.constraint_schema AND r.constraint_name = k.constraint_name AND r.table_name = k.table_name
  WHERE k.table_schema = DATABASE() ORDER BY k.table_name, BINARY k.constraint_name, k.ordinal_position`

const checksText = `SELECT table_name, constraint_name, check_clause FROM information_schema.check_constraints
  WHERE constraint_schema = DATABASE() ORDER BY table_name, BINARY constraint_name`

/** What a MariaDB database holds, from its information schema. */
export async function describeMysql(database: Database): Promise<DatabaseDescription> {
  const read = (text: string) => database.all({ text, writes: false, wide: false }, [])
  const names = await read(tablesText)
  const columns = group(await read(columnsText))
  const indexes = group(await read(indexesText))
  const keys = group(await read(keysText))
  const checks = group(await read(checksText))
  return {
    tables: names.map(([key]) => {
      const name = String(key)
      const rules = checks.get(name) ?? []
      // A column of JSON is declared as one, and kept as a text with a rule.
      const json = new Set(rules.filter(isJsonRule).map(([, column]) => String(column)))
      return {
        name,
        sql: null,
        columns: (columns.get(name) ?? []).map((column) => columnOf(column, json)),
        indexes: [...group(indexes.get(name) ?? [], 1).values()].map(indexOf),
        foreignKeys: [...group(keys.get(name) ?? [], 1).values()].map(foreignKeyOf),
        checks: rules.filter((rule) => !isJsonRule(rule)).map(checkOf),
      }
    }),
  }
}

const isJsonRule = ([, name, condition]: Row) => condition === `json_valid("${name}")`

function columnOf([, name, type, nullable, written, key, extra]: Row, json: ReadonlySet<string>): ColumnDescription {
  const more = String(extra).toUpperCase()
  return {
    name: String(name),
    type: json.has(String(name)) ? 'json' : String(type),
    null: nullable === 'YES',
    // A text has quotes: this is the word.
    default: written === null || written === 'NULL' ? null : String(written),
    primaryKey: key === 'PRI',
    identity: more.includes('AUTO_INCREMENT'),
    generated: more.includes('STORED GENERATED') ? 'stored' : more.includes('VIRTUAL GENERATED') ? 'virtual' : null,
  }
}

/** The server does not tell a `UNIQUE` rule from a unique index: only the primary key is known to be one. */
function indexOf(parts: readonly Row[]): IndexDescription {
  const [, name, , nonUnique] = parts[0]!
  return {
    name: String(name),
    columns: parts.map(([, , column]) => (column === null ? null : String(column))),
    include: [],
    descending: parts.map(([, , , , collation]) => collation === 'D'),
    unique: nonUnique === 0,
    condition: null,
    implied: name === 'PRIMARY',
  }
}

function foreignKeyOf(parts: readonly Row[]): ForeignKeyDescription {
  const [, name, , table, , onDelete] = parts[0]!
  return {
    name: String(name),
    columns: parts.map(([, , column]) => String(column)),
    table: String(table),
    to: parts.map(([, , , , column]) => String(column)),
    onDelete: String(onDelete),
  }
}

const checkOf = ([, name, condition]: Row): CheckDescription => ({ name: String(name), condition: String(condition) })

function group(rows: readonly Row[], by = 0): Map<string, Row[]> {
  return Map.groupBy(rows, (row) => String(row[by]))
}
