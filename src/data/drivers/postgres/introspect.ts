import type { Database, Row } from '../driver.ts'
import type {
  CheckDescription,
  ColumnDescription,
  DatabaseDescription,
  ForeignKeyDescription,
  IndexDescription,
  UniqueDescription,
} from '../introspection.ts'

/** What is described, as `c`: tables (with those of other servers) and views. */
const lasting = `pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE c.relkind IN ('r', 'p', 'f', 'v', 'm') AND NOT c.relispartition AND c.relpersistence <> 't'
    AND pg_table_is_visible(c.oid) AND n.nspname NOT IN ('pg_catalog', 'information_schema')`

/** Those that a connection has made for itself. */
export const temporary = `pg_class c WHERE c.relkind = 'r' AND c.relnamespace = pg_my_temp_schema()`

const namesText = (
  relations: string,
) => `SELECT c.relname, c.relkind IN ('v', 'm'), obj_description(c.oid, 'pg_class') FROM ${relations}
  ORDER BY c.relname COLLATE "C"`

const columnsText = (
  relations: string,
) => `SELECT c.relname, a.attname, format_type(a.atttypid, a.atttypmod), NOT a.attnotnull,
    pg_get_expr(d.adbin, d.adrelid), a.attidentity::text, a.attgenerated::text,
    EXISTS (SELECT 1 FROM pg_index i WHERE i.indrelid = c.oid AND i.indisprimary AND a.attnum = ANY (i.indkey)),
    col_description(c.oid, a.attnum), CASE WHEN a.attcollation <> t.typcollation THEN l.collname END,
    CASE WHEN t.typtype = 'e' THEN ARRAY(SELECT e.enumlabel::text FROM pg_enum e WHERE e.enumtypid = t.oid ORDER BY e.enumsortorder) END
  FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid
    LEFT JOIN pg_collation l ON l.oid = a.attcollation
    LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum, ${relations}
    AND a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
  ORDER BY c.relname COLLATE "C", a.attnum`

/** A row for each column of an index. Servers before 15 do not know of nulls that are alike. */
const indexesText = (
  relations: string,
) => `SELECT c.relname, x.relname, i.indisunique, pg_get_expr(i.indpred, i.indrelid),
    EXISTS (SELECT 1 FROM pg_constraint r WHERE r.conindid = x.oid AND r.contype IN ('p', 'u', 'x')),
    i.indnkeyatts, a.attname, (i.indoption::int2[])[k.place - 1], m.amname, i.indisvalid,
    NOT coalesce((to_jsonb(i) ->> 'indnullsnotdistinct')::boolean, false),
    CASE WHEN a.attname IS NULL THEN pg_get_indexdef(x.oid, k.place::int, false) END,
    CASE WHEN NOT o.opcdefault THEN o.opcname END
  FROM pg_index i JOIN pg_class x ON x.oid = i.indexrelid JOIN pg_am m ON m.oid = x.relam
    CROSS JOIN LATERAL unnest(i.indkey::int2[]) WITH ORDINALITY k (attnum, place)
    LEFT JOIN pg_opclass o ON o.oid = (i.indclass::oid[])[k.place - 1] AND k.place <= i.indnkeyatts
    LEFT JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.attnum AND k.attnum <> 0, ${relations}
    AND i.indrelid = c.oid
  ORDER BY c.relname COLLATE "C", x.relname COLLATE "C", k.place`

const action = (
  column: string,
) => `CASE r.${column} WHEN 'a' THEN 'NO ACTION' WHEN 'r' THEN 'RESTRICT' WHEN 'c' THEN 'CASCADE'
  WHEN 'n' THEN 'SET NULL' WHEN 'd' THEN 'SET DEFAULT' END`

const names = (numbers: string, table: string) => `ARRAY(SELECT a.attname::text
  FROM unnest(r.${numbers}) WITH ORDINALITY k (n, place)
  JOIN pg_attribute a ON a.attrelid = r.${table} AND a.attnum = k.n ORDER BY k.place)`

/** Without the rules that stand behind others: a key that points at a table with partitions has one for each of them. */
const rulesText = (
  relations: string,
) => `SELECT c.relname, r.conname, r.contype::text, pg_get_expr(r.conbin, r.conrelid),
    CASE WHEN pg_table_is_visible(f.oid) THEN f.relname::text ELSE f.relnamespace::regnamespace::text || '.' || f.relname END,
    ${action('confdeltype')}, ${names('conkey', 'conrelid')}, ${names('confkey', 'confrelid')}, ${action('confupdtype')},
    CASE WHEN r.condeferred THEN 'deferred' WHEN r.condeferrable THEN 'immediate' END
  FROM pg_constraint r LEFT JOIN pg_class f ON f.oid = r.confrelid, ${relations}
    AND r.conrelid = c.oid AND r.contype IN ('c', 'f', 'p', 'u') AND r.conparentid = 0
  ORDER BY c.relname COLLATE "C", r.conname COLLATE "C"`

/** What a PostgreSQL database holds, from its catalogues; or the connection's temporary tables instead. */
export async function describePostgres(database: Database, relations = lasting): Promise<DatabaseDescription> {
  const read = (text: string) => database.all({ text, writes: false, wide: false }, [])
  const all = await read(namesText(relations))
  const columns = group(await read(columnsText(relations)))
  const indexes = group(await read(indexesText(relations)))
  const rules = group(await read(rulesText(relations)))
  const columnsOf = (name: string) => (columns.get(name) ?? []).map(columnOf)
  return {
    tables: all
      .filter(([, isView]) => !isView)
      .map(([key, , comment]) => {
        const name = String(key)
        const ofKind = (kind: string) => (rules.get(name) ?? []).filter((rule) => rule[2] === kind)
        return {
          name,
          sql: null,
          columns: columnsOf(name),
          primaryKey: ofKind('p').flatMap((rule) => rule[6] as readonly string[]),
          uniques: ofKind('u').map(uniqueOf),
          indexes: [...group(indexes.get(name) ?? [], 1).values()].map(indexOf),
          foreignKeys: ofKind('f').map(foreignKeyOf),
          checks: ofKind('c').map(checkOf),
          comment: comment as string | null,
        }
      }),
    views: all
      .filter(([, isView]) => isView)
      .map(([name]) => ({ name: String(name), columns: columnsOf(String(name)) })),
  }
}

function columnOf(row: Row): ColumnDescription {
  const [, name, type, nullable, sql, identity, generated, primaryKey, comment, collation, values] = row
  const written = sql === null ? null : String(sql)
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
    expression: generated === '' ? null : written,
    comment: comment as string | null,
    collation: collation as string | null,
    values: values as readonly string[] | null,
  }
}

function indexOf(parts: readonly Row[]): IndexDescription {
  const [, name, unique, condition, implied, count, , , method, valid, nullsDistinct] = parts[0]!
  const keys = parts.slice(0, Number(count))
  const text = (value: Row[number] | undefined) => (value === null || value === undefined ? null : String(value))
  // The lowest bit of an option says that the column runs downwards, the next one that nulls stand first.
  const options = keys.map((part) => Number(part[7]))
  const descending = options.map((option) => (option & 1) === 1)
  return {
    name: String(name),
    columns: keys.map((part) => text(part[6])),
    expressions: keys.map((part) => text(part[11])),
    include: parts.slice(Number(count)).map((part) => String(part[6])),
    descending,
    nulls: options.map((option, i) => {
      const first = (option & 2) === 2
      return first === descending[i] ? null : first ? 'first' : 'last'
    }),
    unique: unique === true,
    nullsDistinct: unique === true ? nullsDistinct === true : null,
    condition: text(condition),
    method: text(method),
    opclasses: keys.map((part) => text(part[12])),
    valid: valid === true,
    implied: implied === true,
  }
}

const deferrableOf = (value: Row[number] | undefined) => value as 'deferred' | 'immediate' | null

const uniqueOf = (rule: Row): UniqueDescription => ({
  name: String(rule[1]),
  columns: rule[6] as readonly string[],
  deferrable: deferrableOf(rule[9]),
})

const foreignKeyOf = ([
  ,
  name,
  ,
  ,
  table,
  onDelete,
  columns,
  to,
  onUpdate,
  deferrable,
]: Row): ForeignKeyDescription => ({
  name: String(name),
  columns: columns as readonly string[],
  table: String(table),
  to: to as readonly string[],
  onDelete: String(onDelete),
  onUpdate: String(onUpdate),
  deferrable: deferrableOf(deferrable),
})

const checkOf = ([, name, , condition]: Row): CheckDescription => ({ name: String(name), condition: String(condition) })

function group(rows: readonly Row[], by = 0): Map<string, Row[]> {
  return Map.groupBy(rows, (row) => String(row[by]))
}
