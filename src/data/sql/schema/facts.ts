import { arrayText } from '../../drivers/index.ts'
import type { DatabaseName, DatabaseValue } from '../../query/index.ts'
import { collation } from '../collation.ts'

/** The facts in which one database's DDL differs from another's. */
export interface SchemaFacts {
  readonly database: DatabaseName
  /** The longest name that is made for an index or a rule. */
  readonly longestName: number
  /** Whether the database takes a name as it is: MariaDB refuses longer ones, PostgreSQL cuts them. */
  fits(name: string): boolean
  /** Names with characters beyond U+FFFF are refused. */
  readonly refusesRareNames: boolean
  /** A column of this type is too long to be a key. */
  isUnbounded(type: string): boolean
  /** A value as SQL text: DDL takes no parameters. */
  literal(value: DatabaseValue): string
  /** What stands behind PRIMARY KEY for a key that the database counts up. */
  readonly counting: string
  /** A foreign key stands in the column, or is a rule of its own that is added once all tables are there. */
  readonly foreignKeys: 'column' | 'rule'
  /** When a foreign key is looked at: at the end of a transaction, or with each statement. */
  readonly deferredKeys: boolean
  /** An index belongs to its table, and is named together with it. */
  readonly indexesOfTables: boolean
  /** Indexes with a condition, and of expressions. */
  readonly partialIndexes: boolean
  readonly expressionIndexes: boolean
  /** A migration's changes of tables are undone with its transaction. */
  readonly transactionalDdl: boolean
  /** A unique rule without condition or expression is a rule of the table, not an index; only such a one can be deferred. */
  readonly uniqueRules: boolean
  /** Kinds of index, operator classes, and columns that an index carries along. */
  readonly richIndexes: boolean
  /** Statements of their own say what people read of tables and columns, or the definitions themselves do. */
  readonly comments: 'none' | 'statements' | 'inline'
  /** What stands behind the columns of a new table. */
  readonly tableOptions: string
  /** How a new table compares texts, where it says so. */
  readonly textCollation: string | null
  /** A column that is computed whenever it is read. */
  readonly virtualColumns: boolean
  /** A computed column says whether it may be null. */
  readonly nullsOfComputed: boolean
  /** What the type of a json column does not check by itself. */
  jsonCheck(column: string): string | null
  /** A query that gives a row where there is a table or view. */
  exists(table: string): string
  /** A query for the names of a table's columns. */
  columns(table: string): string
  /** Lists columns that a table has and that `columns` leaves out: the number that the database gives each row. Null where there is none. */
  readonly unlisted: ((table: string) => string) | null
  /** A name as the database tells it: cut where it is too long, in small letters where their case does not count. */
  stored(name: string): string
}

export const quote = (name: string): string => `"${name.replaceAll('"', '""')}"`

/** At most so many bytes of a text, without a half of a character. */
function cut(name: string, bytes: number): string {
  if (Buffer.byteLength(name) <= bytes) return name
  return Buffer.from(name)
    .subarray(0, bytes)
    .toString()
    .replace(/\ufffd+$/, '')
}

const text = (value: string) => `'${value.replaceAll("'", "''")}'`

function literal(value: DatabaseValue, yes: string, no: string, bytes: (hex: string) => string): string {
  if (value === null) return 'NULL'
  if (typeof value === 'boolean') return value ? yes : no
  if (typeof value === 'number' || typeof value === 'bigint') return String(value)
  if (value instanceof Uint8Array) return bytes(Buffer.from(value).toString('hex'))
  if (value instanceof Date) return text(value.toISOString())
  return text(typeof value === 'string' ? value : arrayText(value))
}

/** https://sqlite.org/lang_createtable.html */
const sqlite: SchemaFacts = {
  database: 'sqlite',
  longestName: 200,
  fits: () => true,
  refusesRareNames: false,
  isUnbounded: () => false,
  literal: (value) => literal(value, '1', '0', (hex) => `X'${hex}'`),
  counting: ' AUTOINCREMENT',
  foreignKeys: 'column',
  deferredKeys: true,
  indexesOfTables: false,
  partialIndexes: true,
  expressionIndexes: true,
  transactionalDdl: true,
  uniqueRules: false,
  richIndexes: false,
  comments: 'none',
  tableOptions: '',
  textCollation: null,
  virtualColumns: true,
  nullsOfComputed: true,
  jsonCheck: (column) => `(JSON_VALID(${quote(column)}) OR ${quote(column)} IS NULL)`,
  exists: (table) =>
    `SELECT 1 FROM sqlite_schema WHERE type IN ('table', 'view') AND lower(name) = lower(${text(table)})`,
  columns: (table) => `SELECT name FROM pragma_table_xinfo(${text(table)}) WHERE hidden <> 1`,
  unlisted: (table) =>
    `SELECT 'rowid' FROM pragma_table_list(${text(table)}) WHERE schema = 'main' AND type = 'table' AND NOT wr`,
  stored: (name) => name.toLowerCase(),
}

/** https://www.postgresql.org/docs/15/sql-createtable.html */
const postgres: SchemaFacts = {
  database: 'postgres',
  longestName: 63,
  fits: (name) => Buffer.byteLength(name) <= 63,
  refusesRareNames: false,
  isUnbounded: () => false,
  literal: (value) => literal(value, 'true', 'false', (hex) => `'\\x${hex}'::bytea`),
  counting: ' GENERATED BY DEFAULT AS IDENTITY',
  foreignKeys: 'rule',
  deferredKeys: true,
  indexesOfTables: false,
  partialIndexes: true,
  expressionIndexes: true,
  transactionalDdl: true,
  uniqueRules: true,
  richIndexes: true,
  comments: 'statements',
  tableOptions: '',
  textCollation: null,
  virtualColumns: false,
  nullsOfComputed: true,
  jsonCheck: () => null,
  exists: (table) =>
    `SELECT 1 FROM pg_class WHERE relname = ${text(table)} AND relkind IN ('r', 'p', 'v', 'm', 'f') AND pg_table_is_visible(oid)`,
  columns: (table) =>
    `SELECT attname::text FROM pg_attribute WHERE attrelid = to_regclass(${text(quote(table))}) AND attnum > 0 AND NOT attisdropped`,
  unlisted: null,
  stored: (name) => cut(name, 63),
}

/** https://mariadb.com/kb/en/create-table/ in the mode that the driver sets: names in double quotes, no `\\` in texts. */
const mysql: SchemaFacts = {
  database: 'mysql',
  longestName: 64,
  fits: (name) => [...name].length <= 64,
  refusesRareNames: true,
  // 3072 bytes, of which a character takes four.
  isUnbounded: (type) => /^(?:long)?(?:text|blob)/.test(type) || Number(/^varchar\((\d+)\)/.exec(type)?.[1] ?? 0) > 768,
  literal: (value) => literal(value, '1', '0', (hex) => `X'${hex}'`),
  // The type says it, as Django writes it.
  counting: '',
  foreignKeys: 'rule',
  deferredKeys: false,
  indexesOfTables: true,
  partialIndexes: false,
  expressionIndexes: false,
  transactionalDdl: false,
  uniqueRules: false,
  richIndexes: false,
  comments: 'inline',
  tableOptions: ` ENGINE=InnoDB CHARACTER SET utf8mb4 COLLATE ${collation}`,
  textCollation: collation,
  virtualColumns: true,
  nullsOfComputed: false,
  // The type 'json' is a text with this check.
  jsonCheck: () => null,
  exists: (table) =>
    `SELECT 1 FROM information_schema.tables WHERE table_schema = DATABASE() AND table_name = ${text(table)}`,
  columns: (table) =>
    `SELECT column_name FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = ${text(table)}`,
  unlisted: null,
  stored: (name) => name.toLowerCase(),
}

const all: Readonly<Record<DatabaseName, SchemaFacts>> = { sqlite, postgres, mysql }

export function schemaFacts(database: DatabaseName): SchemaFacts {
  return all[database]
}
