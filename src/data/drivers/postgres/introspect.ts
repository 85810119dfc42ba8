import type { Database, Row } from '../driver.ts'
import type {
  CheckDescription,
  ColumnDescription,
  DatabaseDescription,
  ForeignKeyDescription,
  IndexDescription,
} from '../introspection.ts'

/** The tables that are described, as `c`. */
const tables = `pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE c.relkind IN ('r', 'p') AND c.relpersistence <> 't' AND pg_table_is_visible(c.oid)
    AND n.nspname NOT IN ('pg_catalog', 'information_schema')`

const columnsText = `SELECT c.relname, a.attname, format_type(a.atttypid, a.atttypmod), NOT a.attnotnull,
    pg_get_expr(d.adbin, d.adrelid), a.attidentity::text, a.attgenerated::text,
    EXISTS (SELECT 1 FROM pg_index i WHERE i.indrelid = c.oid AND i.indisprimary AND a.attnum = ANY (i.indkey))
  FROM pg_attribute a LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum, ${tables}
    AND a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
  ORDER BY c.relname COLLATE "C", a.attnum`

const indexesText = `SELECT c.relname, x.relname, i.indisunique, pg_get_expr(i.indpred, i.indrelid),
    EXISTS (SELECT 1 FROM pg_constraint r WHERE r.conindid = x.oid AND r.contype IN ('p', 'u', 'x')),
    i.indnkeyatts, a.attname, i.indoption::int2[]
  FROM pg_index i JOIN pg_class x ON x.oid = i.indexrelid
    CROSS JOIN LATERAL unnest(i.indkey::int2[]) WITH ORDINALITY k (attnum, place)
    LEFT JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.attnum AND k.attnum <> 0, ${tables}
    AND i.indrelid = c.oid
  ORDER BY c.relname COLLATE "C", x.relname COLLATE "C", k.place`

const rulesText = `SELECT c.relname, r.conname, r.contype::text, pg_get_expr(r.conbin, r.conrelid), f.relname,
    CASE r.confdeltype WHEN 'a' THEN 'NO ACTION' WHEN 'r' THEN 'RESTRICT' WHEN 'c' THEN 'CASCADE'
      WHEN 'n' THEN 'SET NULL' WHEN 'd' THEN 'SET DEFAULT' END,
    ARRAY(SELECT a.attname::text FROM unnest(r.conkey) WITH ORDINALITY k (n, place)
      JOIN pg_attribute a ON a.attrelid = r.conrelid AND a.attnum = k.n ORDER BY k.place),
    ARRAY(SELECT a.attname::text FROM unnest(r.confkey) WITH ORDINALITY k (n, place)
      JOIN pg_attribute a ON a.attrelid = r.confrelid AND a.attnum = k.n ORDER BY k.place)
  FROM pg_constraint r LEFT JOIN pg_class f ON f.oid = r.confrelid, ${tables}
    AND r.conrelid = c.oid AND r.contype IN ('c', 'f')
  ORDER BY c.relname COLLATE "C", r.conname COLLATE "C"`

/** What a PostgreSQL database holds, from its catalogues. */
export async function describePostgres(database: Database): Promise<DatabaseDescription> {
  const read = (text: string) => database.all({ text, writes: false, wide: false }, [])
  const names = await read(`SELECT c.relname FROM ${tables} ORDER BY c.relname COLLATE "C"`)
  const columns = group(await read(columnsText))
  const indexes = group(await read(indexesText))
  const rules = group(await read(rulesText))
  return {
    tables: names.map(([key]) => {
      const name = String(key)
      const ofTable = rules.get(name) ?? []
      return {
        name,
        sql: null,
        columns: (columns.get(name) ?? []).map(columnOf),
        indexes: [...group(indexes.get(name) ?? [], 1).values()].map(indexOf),
        foreignKeys: ofTable.filter((rule) => rule[2] === 'f').map(foreignKeyOf),
        checks: ofTable.filter((rule) => rule[2] === 'c').map(checkOf),
      }
    }),
  }
}

function columnOf([, name, type, nullable, expression, identity, generated, primaryKey]: Row): ColumnDescription {
  const written = expression === null ? null : String(expression)
  // `serial`: a default that takes the next number of a sequence.
  const serial = written !== null && /^nextval\(/.test(written)
  return {
    name: String(name),
    type: String(type),
    null: nullable === true,
    default: generated === '' ? written : null,
    primaryKey: primaryKey === true,
    identity: identity !== '' || serial,
    generated: generated === 's' ? 'stored' : generated === 'v' ? 'virtual' : null,
  }
}

function indexOf(parts: readonly Row[]): IndexDescription {
  const [, name, unique, condition, implied, count, , options] = parts[0]!
  const names = parts.map((part) => (part[6] === null ? null : String(part[6])))
  const columns = names.slice(0, Number(count))
  return {
    name: String(name),
    columns,
    include: names.slice(Number(count)).map(String),
    // The lowest bit of an option says that the column runs downwards.
    descending: columns.map((_, i) => ((options as readonly number[])[i]! & 1) === 1),
    unique: unique === true,
    condition: condition === null ? null : String(condition),
    implied: implied === true,
  }
}

const foreignKeyOf = ([, name, , , table, onDelete, columns, to]: Row): ForeignKeyDescription => ({
  name: String(name),
  columns: columns as readonly string[],
  table: String(table),
  to: to as readonly string[],
  onDelete: String(onDelete),
})

const checkOf = ([, name, , condition]: Row): CheckDescription => ({ name: String(name), condition: String(condition) })

function group(rows: readonly Row[], by = 0): Map<string, Row[]> {
  return Map.groupBy(rows, (row) => String(row[by]))
}
