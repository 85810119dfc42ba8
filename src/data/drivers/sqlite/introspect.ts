import type { Database, Row } from '../driver.ts'
import type {
  ColumnDescription,
  DatabaseDescription,
  ForeignKeyDescription,
  IndexDescription,
  TableDescription,
  ViewDescription,
} from '../introspection.ts'
import { readIndex, readTable, type WrittenTable } from '../written.ts'

type Read = (text: string, ...values: string[]) => Promise<readonly Row[]>

/** Tables of the main schema, without those that a virtual table keeps its own things in. */
const tablesText = `SELECT m.name, m.sql, t.type, t.wr FROM sqlite_schema m JOIN pragma_table_list t
    ON t.schema = 'main' AND t.name = m.name AND t.type IN ('table', 'virtual', 'view')
  WHERE m.type IN ('table', 'view') AND m.name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY m.name`

const columnsOf = (tables: string) => `SELECT m.name, c.name, c.type, c."notnull", c.dflt_value, c.pk, c.hidden
  FROM ${tables} m, pragma_table_xinfo(m.name, 'main') c WHERE c.hidden <> 1 ORDER BY m.name, c.cid`

/** Ordinary tables: a view or a virtual table that cannot be read any more would fail the whole statement. */
const ordinary = `(SELECT name FROM sqlite_schema WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%')`

const indexesText = `SELECT m.name, i.name, i."unique", i.origin, s.sql, c.name, c."desc"
  FROM ${ordinary} m, pragma_index_list(m.name, 'main') i
  LEFT JOIN sqlite_schema s ON s.type = 'index' AND s.name = i.name, pragma_index_xinfo(i.name, 'main') c
  WHERE c.key = 1 ORDER BY m.name, i.name, c.seqno`

/** The last one that is written has the number 0. */
const keysText = `SELECT m.name, k.id, k.[table], k.[from], k.[to], k.on_delete, k.on_update
  FROM ${ordinary} m, pragma_foreign_key_list(m.name, 'main') k ORDER BY m.name, k.id DESC, k.seq`

/** What an SQLite database holds, from its schema table, its pragmas, and the statements that made it. */
export async function describeSqlite(database: Database): Promise<DatabaseDescription> {
  const read: Read = async (text, ...values) => database.all({ text, writes: false, wide: false }, values)
  const all = await read(tablesText)
  const columns = group(await read(columnsOf(ordinary)))
  const indexes = group(await read(indexesText))
  const keys = group(await read(keysText))
  const tables: TableDescription[] = []
  const views: ViewDescription[] = []
  for (const [key, sql, type, withoutRowid] of all) {
    const name = String(key)
    if (type === 'view') {
      views.push({ name, columns: (await columnsAlone(read, name)).map((row) => columnOf(row, [], false, null)) })
      continue
    }
    const rows = type === 'virtual' ? await columnsAlone(read, name) : (columns.get(name) ?? [])
    const written = readTable(String(sql))
    const all = [...group(indexes.get(name) ?? [], 1)].map(([index, parts]) => ({
      origin: parts[0]![3],
      ...indexOf(index, parts),
    }))
    // A key that is the row's own number has no index.
    const numbered = withoutRowid === 0 && !all.some(({ origin }) => origin === 'pk')
    tables.push({
      name,
      sql: String(sql),
      columns: rows.map((row) => columnOf(row, rows, numbered, written)),
      primaryKey: rows
        .filter((row) => row[5] !== 0)
        .sort((a, b) => Number(a[5]) - Number(b[5]))
        .map((row) => String(row[1])),
      uniques: all
        .filter(({ origin }) => origin === 'u')
        .map((index) => ({ name: nameOf(index, written), columns: index.columns.map(String), deferrable: null })),
      indexes: all.map(({ origin: _, ...index }) => index),
      foreignKeys: [...group(keys.get(name) ?? [], 1).values()].map((parts, i) =>
        foreignKeyOf(parts, written.foreignKeys[i]),
      ),
      checks: written.checks.map(({ name, condition }) => ({ name, condition })),
      comment: null,
    })
  }
  return { tables, views }
}

/** The columns of one view or virtual table; none where what it stands on is gone. */
async function columnsAlone(read: Read, name: string): Promise<readonly Row[]> {
  try {
    return await read(columnsOf('(SELECT ? AS name)'), name)
  } catch {
    return []
  }
}

function columnOf(
  [, name, type, notNull, byDefault, key, hidden]: Row,
  all: readonly Row[],
  numbered: boolean,
  written: WrittenTable | null,
): ColumnDescription {
  const alone = all.every((one) => one[5] === key || one[5] === 0)
  const counts = numbered && key !== 0 && String(type).toUpperCase() === 'INTEGER' && alone
  const more = written?.columns.get(String(name).toLowerCase())
  return {
    name: String(name),
    // What is generated has its rule in the type.
    type: String(type).replace(/\s*(?:GENERATED ALWAYS)$/i, ''),
    null: notNull === 0 && !counts,
    default: byDefault === null ? null : String(byDefault),
    primaryKey: key !== 0,
    identity: counts,
    generated: hidden === 2 ? 'virtual' : hidden === 3 ? 'stored' : null,
    expression: hidden === 2 || hidden === 3 ? (more?.expression ?? null) : null,
    comment: null,
    collation: more?.collation ?? null,
    values: null,
  }
}

function indexOf(name: string, parts: readonly Row[]): IndexDescription {
  const [, , unique, origin, sql] = parts[0]!
  const written = typeof sql === 'string' ? readIndex(sql) : null
  const columns = parts.map((part) => (part[5] === null ? null : String(part[5])))
  return {
    name,
    columns,
    expressions: columns.map((column, i) => (column === null ? (written?.parts[i] ?? null) : null)),
    include: [],
    descending: parts.map((part) => part[6] === 1),
    nulls: columns.map(() => null),
    unique: unique === 1,
    nullsDistinct: null,
    condition: written?.condition ?? null,
    method: null,
    opclasses: columns.map(() => null),
    valid: true,
    implied: origin !== 'c',
  }
}

/** The name that is written with a unique rule. */
function nameOf({ columns }: IndexDescription, { uniques }: WrittenTable): string | null {
  const text = (names: readonly unknown[]) => JSON.stringify(names).toLowerCase()
  return uniques.find((unique) => text(unique.columns) === text(columns))?.name ?? null
}

function foreignKeyOf(
  parts: readonly Row[],
  written: WrittenTable['foreignKeys'][number] | undefined,
): ForeignKeyDescription {
  const [, , table, , , onDelete, onUpdate] = parts[0]!
  return {
    name: written?.name ?? null,
    columns: parts.map((part) => String(part[3])),
    table: String(table),
    to: parts.flatMap((part) => (part[4] === null ? [] : [String(part[4])])),
    onDelete: String(onDelete),
    onUpdate: String(onUpdate),
    deferrable: written?.deferrable ?? null,
  }
}

function group(rows: readonly Row[], by = 0): Map<string, Row[]> {
  return Map.groupBy(rows, (row) => String(row[by]))
}
