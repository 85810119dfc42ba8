import type { Database, Row } from '../driver.ts'
import type { ColumnDescription, DatabaseDescription, IndexDescription } from '../introspection.ts'
import { checksIn } from './checks.ts'

/** What an SQLite database holds, from its schema table and pragmas. */
export async function describeSqlite(database: Database): Promise<DatabaseDescription> {
  const read = (text: string, ...values: string[]) => database.all({ text, writes: false, wide: false }, values)
  const tables = await read(
    `SELECT name, sql FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name`,
  )
  const columns = group(
    await read(`SELECT m.name, c.name, c.type, c."notnull", c.dflt_value, c.pk, c.hidden
      FROM sqlite_schema m, pragma_table_xinfo(m.name) c WHERE m.type = 'table' AND c.hidden <> 1 ORDER BY m.name, c.cid`),
  )
  const indexes = group(
    await read(`SELECT m.name, i.name, i."unique", i.origin, s.sql, c.name, c."desc"
      FROM sqlite_schema m, pragma_index_list(m.name) i
      LEFT JOIN sqlite_schema s ON s.type = 'index' AND s.name = i.name, pragma_index_xinfo(i.name) c
      WHERE m.type = 'table' AND c.key = 1 ORDER BY m.name, i.name, c.seqno`),
  )
  const keys = group(
    await read(`SELECT m.name, k.id, k.[table], k.[from], k.[to], k.on_delete
      FROM sqlite_schema m, pragma_foreign_key_list(m.name) k WHERE m.type = 'table' ORDER BY m.name, k.id, k.seq`),
  )
  return {
    tables: tables.map(([table, sql]) => ({
      name: String(table),
      sql: String(sql),
      columns: (columns.get(String(table)) ?? []).map((column, _, all) => columnOf(column, all)),
      checks: checksIn(String(sql)),
      indexes: [...group(indexes.get(String(table)) ?? [], 1)].map(([name, parts]) => indexOf(name, parts)),
      foreignKeys: [...group(keys.get(String(table)) ?? [], 1).values()].map((parts) => ({
        name: null,
        columns: parts.map((part) => String(part[3])),
        table: String(parts[0]![2]),
        to: parts.flatMap((part) => (part[4] === null ? [] : [String(part[4])])),
        onDelete: String(parts[0]![5]),
      })),
    })),
  }
}

function columnOf([, name, type, notNull, byDefault, key, hidden]: Row, all: readonly Row[]): ColumnDescription {
  const counts =
    key !== 0 && String(type).toUpperCase() === 'INTEGER' && all.every((one) => one[5] === key || one[5] === 0)
  return {
    name: String(name),
    // What is generated has its rule in the type.
    type: String(type).replace(/\s+GENERATED ALWAYS$/i, ''),
    null: notNull === 0,
    default: byDefault === null ? null : String(byDefault),
    primaryKey: key !== 0,
    identity: counts,
    generated: hidden === 2 ? 'virtual' : hidden === 3 ? 'stored' : null,
  }
}

function indexOf(name: string, parts: readonly Row[]): IndexDescription {
  const [, , unique, origin, sql] = parts[0]!
  return {
    name,
    columns: parts.map((part) => (part[5] === null ? null : String(part[5]))),
    include: [],
    descending: parts.map((part) => part[6] === 1),
    unique: unique === 1,
    condition: typeof sql === 'string' ? (/\sWHERE\s+(.+)$/is.exec(sql)?.[1] ?? null) : null,
    implied: origin !== 'c',
  }
}

function group(rows: readonly Row[], by = 0): Map<string, Row[]> {
  return Map.groupBy(rows, (row) => String(row[by]))
}
