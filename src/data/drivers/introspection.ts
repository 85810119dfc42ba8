import type { Database, Row } from './driver.ts'

/** What a database really holds. Names are the database's own. */
export interface DatabaseDescription {
  /** Tables in order of name, without the database's own. */
  readonly tables: readonly TableDescription[]
}

export interface TableDescription {
  readonly name: string
  readonly columns: readonly ColumnDescription[]
  readonly indexes: readonly IndexDescription[]
  readonly foreignKeys: readonly ForeignKeyDescription[]
  /** The statement that made it. */
  readonly sql: string
}

export interface ColumnDescription {
  readonly name: string
  /** As declared: 'varchar(50)'. */
  readonly type: string
  readonly null: boolean
  /** The default in the database, as SQL; null where there is none. */
  readonly default: string | null
  readonly primaryKey: boolean
}

export interface IndexDescription {
  readonly name: string
  /** `null` stands for an expression. */
  readonly columns: readonly (string | null)[]
  readonly descending: readonly boolean[]
  readonly unique: boolean
  /** A partial index's condition, as SQL. */
  readonly condition: string | null
  /** Made by a rule of the table itself (`UNIQUE`, `PRIMARY KEY`), not by `CREATE INDEX`. */
  readonly implied: boolean
}

export interface ForeignKeyDescription {
  readonly columns: readonly string[]
  readonly table: string
  /** Empty where the key of the other table is meant without being named. */
  readonly to: readonly string[]
  readonly onDelete: string
}

/** Reads what a database holds: tables, columns, indexes and foreign keys. */
export async function introspect(database: Database): Promise<DatabaseDescription> {
  const read = (text: string, ...values: string[]) => database.all({ text, writes: false, wide: false }, values)
  const tables = await read(
    `SELECT name, sql FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name`,
  )
  const columns = group(
    await read(`SELECT m.name, c.name, c.type, c."notnull", c.dflt_value, c.pk
      FROM sqlite_schema m, pragma_table_info(m.name) c WHERE m.type = 'table' ORDER BY m.name, c.cid`),
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
      columns: (columns.get(String(table)) ?? []).map(([, name, type, notNull, byDefault, key]) => ({
        name: String(name),
        type: String(type),
        null: notNull === 0,
        default: byDefault === null ? null : String(byDefault),
        primaryKey: key !== 0,
      })),
      indexes: [...group(indexes.get(String(table)) ?? [], 1)].map(([name, parts]) => indexOf(name, parts)),
      foreignKeys: [...group(keys.get(String(table)) ?? [], 1).values()].map((parts) => ({
        columns: parts.map((part) => String(part[3])),
        table: String(parts[0]![2]),
        to: parts.flatMap((part) => (part[4] === null ? [] : [String(part[4])])),
        onDelete: String(parts[0]![5]),
      })),
    })),
  }
}

function indexOf(name: string, parts: readonly Row[]): IndexDescription {
  const [, , unique, origin, sql] = parts[0]!
  return {
    name,
    columns: parts.map((part) => (part[5] === null ? null : String(part[5]))),
    descending: parts.map((part) => part[6] === 1),
    unique: unique === 1,
    condition: typeof sql === 'string' ? (/\sWHERE\s+(.+)$/is.exec(sql)?.[1] ?? null) : null,
    implied: origin !== 'c',
  }
}

function group(rows: readonly Row[], by = 0): Map<string, Row[]> {
  return Map.groupBy(rows, (row) => String(row[by]))
}
