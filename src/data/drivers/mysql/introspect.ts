import type { Database, Row } from '../driver.ts'
import type {
  CheckDescription,
  ColumnDescription,
  DatabaseDescription,
  ForeignKeyDescription,
  IndexDescription,
  TableDescription,
  UniqueDescription,
} from '../introspection.ts'
import { readTable } from '../written.ts'

const tablesText = `SELECT table_name, table_type, table_comment FROM information_schema.tables
  WHERE table_schema = DATABASE() AND table_type IN ('BASE TABLE', 'SYSTEM VERSIONED', 'VIEW') ORDER BY BINARY table_name`

const columnsText = `SELECT table_name, column_name, column_type, is_nullable, column_default, extra,
    generation_expression, column_comment, collation_name
  FROM information_schema.columns WHERE table_schema = DATABASE() ORDER BY table_name, ordinal_position`

const indexesText = `SELECT table_name, index_name, column_name, non_unique, collation, sub_part, index_type
  FROM information_schema.statistics WHERE table_schema = DATABASE()
  ORDER BY table_name, BINARY index_name, seq_in_index`

const keysText = `SELECT k.table_name, k.constraint_name, k.column_name, k.referenced_column_name, r.delete_rule, r.update_rule,
    IF(k.referenced_table_schema = DATABASE(), k.referenced_table_name,
      CONCAT(k.referenced_table_schema, '.', k.referenced_table_name))
  FROM information_schema.key_column_usage k JOIN information_schema.referential_constraints r
    ON r.constraint_schema = k.constraint_schema AND r.constraint_name = k.constraint_name AND r.table_name = k.table_name
  WHERE k.table_schema = DATABASE() AND k.referenced_table_name IS NOT NULL
  ORDER BY k.table_name, BINARY k.constraint_name, k.ordinal_position`

const checksText = `SELECT table_name, constraint_name, check_clause FROM information_schema.check_constraints
  WHERE constraint_schema = DATABASE() ORDER BY table_name, BINARY constraint_name`

/** What a MariaDB database holds, from its information schema. */
export async function describeMysql(database: Database): Promise<DatabaseDescription> {
  const read = (text: string) => database.all({ text, writes: false, wide: false }, [])
  const all = await read(tablesText)
  const columns = group(await read(columnsText))
  const indexes = group(await read(indexesText))
  const keys = group(await read(keysText))
  const checks = group(await read(checksText))
  return {
    tables: all
      .filter(([, type]) => type !== 'VIEW')
      .map(([key, , comment]) => {
        const name = String(key)
        const of = (rows: ReadonlyMap<string, readonly Row[]>) => rows.get(name) ?? []
        return tableOf(name, comment === '' ? null : String(comment), of(columns), of(indexes), of(keys), of(checks))
      }),
    views: all
      .filter(([, type]) => type === 'VIEW')
      .map(([name]) => ({
        name: String(name),
        columns: (columns.get(String(name)) ?? []).map((row) => columnOf(row, new Set(), [])),
      })),
  }
}

/**
 * Temporary tables of the connection, of which the information schema does not tell: without foreign keys, which they
 * cannot have, and without their comment.
 */
export async function describeTemporary(database: Database, names: readonly string[]): Promise<TableDescription[]> {
  const read = (text: string) => database.all({ text, writes: false, wide: false }, [])
  const found: TableDescription[] = []
  for (const name of names) {
    const written = readTable(String((await read(`SHOW CREATE TABLE ${quote(name)}`))[0]![1]), true)
    const columns = (await read(`SHOW FULL COLUMNS FROM ${quote(name)}`)).map((row): Row => {
      const [column, type, collation, nullable, , , extra, , comment] = row
      const more = written.columns.get(String(column).toLowerCase())
      return [
        name,
        column!,
        type!,
        nullable!,
        more?.default ?? null,
        extra!,
        more?.expression ?? null,
        comment!,
        collation!,
      ]
    })
    const indexes = (await read(`SHOW INDEX FROM ${quote(name)}`)).map(
      ([table, nonUnique, index, , column, collation, , part, , , method]): Row => [
        table!,
        index!,
        column!,
        nonUnique!,
        collation!,
        part!,
        method!,
      ],
    )
    // A rule of a column alone bears its name.
    const checks = written.checks.map((check): Row => [name, check.name ?? check.column, check.condition])
    found.push(tableOf(name, null, columns, indexes, [], checks))
  }
  return found
}

/** A table from what the information schema has of it: rows of columns, of indexes, of foreign keys, of checks. */
function tableOf(
  name: string,
  comment: string | null,
  columns: readonly Row[],
  indexes: readonly Row[],
  keys: readonly Row[],
  checks: readonly Row[],
): TableDescription {
  // A column of JSON is declared as one, and kept as a text with a rule.
  const json = new Set(checks.filter(isJsonRule).map(([, column]) => String(column)))
  const parts = group(indexes, 1)
  const primaryKey = (parts.get('PRIMARY') ?? []).map(([, , column]) => String(column))
  const found = [...parts.values()].map(indexOf)
  return {
    name,
    sql: null,
    columns: columns.map((column) => columnOf(column, json, primaryKey)),
    primaryKey,
    uniques: found.filter(isRule).map(uniqueOf),
    indexes: found,
    foreignKeys: [...group(keys, 1).values()].map(foreignKeyOf),
    checks: checks.filter((rule) => !isJsonRule(rule)).map(checkOf),
    comment,
  }
}

const isJsonRule = ([, name, condition]: Row) => condition === `json_valid(${quote(String(name))})`

const quote = (name: string) => `"${name.replaceAll('"', '""')}"`

function columnOf(row: Row, json: ReadonlySet<string>, primaryKey: readonly string[]): ColumnDescription {
  const [, name, type, nullable, written, extra, expression, comment, collation] = row
  const more = String(extra).toUpperCase()
  const isJson = json.has(String(name))
  return {
    name: String(name),
    type: isJson ? 'json' : String(type),
    null: nullable === 'YES',
    // A text has quotes: this is the word.
    default: written === null || written === 'NULL' ? null : String(written),
    primaryKey: primaryKey.includes(String(name)),
    identity: more.includes('AUTO_INCREMENT'),
    generated: more.includes('STORED GENERATED') ? 'stored' : more.includes('VIRTUAL GENERATED') ? 'virtual' : null,
    expression: expression === null ? null : String(expression),
    comment: comment === '' || comment === null ? null : String(comment),
    // That of JSON is the type's.
    collation: isJson || collation === null ? null : String(collation),
    values: valuesOf(String(type)),
  }
}

/** The words of `enum('a','b')`. */
function valuesOf(type: string): readonly string[] | null {
  if (!type.startsWith('enum(')) return null
  return [...type.matchAll(/'((?:[^']|'')*)'/g)].map((match) => match[1]!.replaceAll("''", "'"))
}

/** The server does not tell a `UNIQUE` rule from a unique index: only the primary key is known to be one. */
function indexOf(parts: readonly Row[]): IndexDescription {
  const [, name, , nonUnique, , , method] = parts[0]!
  const columns = parts.map(([, , column, , , length]) => (column === null || length !== null ? null : String(column)))
  return {
    name: String(name),
    columns,
    expressions: parts.map(([, , column, , , length]) =>
      length === null ? null : `${quote(String(column))}(${length})`,
    ),
    include: [],
    descending: parts.map(([, , , , collation]) => collation === 'D'),
    nulls: columns.map(() => null),
    unique: nonUnique === 0,
    nullsDistinct: null,
    condition: null,
    method: String(method).toLowerCase(),
    opclasses: columns.map(() => null),
    valid: true,
    implied: name === 'PRIMARY',
  }
}

const isRule = ({ unique, implied, columns }: IndexDescription) => unique && !implied && !columns.includes(null)

const uniqueOf = ({ name, columns }: IndexDescription): UniqueDescription => ({
  name,
  columns: columns.map(String),
  deferrable: null,
})

function foreignKeyOf(parts: readonly Row[]): ForeignKeyDescription {
  const [, name, , , onDelete, onUpdate, table] = parts[0]!
  return {
    name: String(name),
    columns: parts.map(([, , column]) => String(column)),
    table: String(table),
    to: parts.map(([, , , column]) => String(column)),
    onDelete: String(onDelete),
    onUpdate: String(onUpdate),
    deferrable: null,
  }
}

const checkOf = ([, name, condition]: Row): CheckDescription => ({ name: String(name), condition: String(condition) })

function group(rows: readonly Row[], by = 0): Map<string, Row[]> {
  return Map.groupBy(rows, (row) => String(row[by]))
}
