import { type Database, introspectTemporary, type TableDescription } from '../../drivers/index.ts'
import { createIndexSql, createTableSql, quote, schemaFacts, type TableSchema } from '../../sql/index.ts'
import { described } from './described.ts'

/** As many as a server has locks for beside those of everybody else: each table takes one for itself and for each of its indexes. */
const atOnce = 50

/** Ends the transaction in which twins were made, so that nothing of them stays. */
class Enough extends Error {}

/**
 * Tables as the database itself words them: it is asked to make each as a temporary table, which nobody else sees, and
 * nothing of it stays. By name; one that the database does not make (its user may not, it only reads, something that a
 * default calls is not there) is left out. SQLite keeps words as they were given, and is not asked.
 */
export async function wordsOf(
  database: Database,
  tables: readonly TableSchema[],
): Promise<ReadonlyMap<string, TableDescription>> {
  const found = new Map<string, TableDescription>()
  if (database.database === 'sqlite' || tables.length === 0) return found
  for (let from = 0; from < tables.length; from += atOnce) {
    const some = tables.slice(from, from + atOnce)
    for (const twin of (await made(database, some)) ?? (await oneByOne(database, some))) found.set(twin.name, twin)
  }
  return found
}

async function oneByOne(database: Database, tables: readonly TableSchema[]): Promise<readonly TableDescription[]> {
  const twins: TableDescription[] = []
  for (const table of tables) twins.push(...((await made(database, [table])) ?? []))
  return twins
}

/** Null where the database refuses one of them. */
async function made(database: Database, tables: readonly TableSchema[]): Promise<readonly TableDescription[] | null> {
  let twins: readonly TableDescription[] | null = null
  try {
    await database.atomic(async () => {
      twins = await (database.database === 'postgres' ? inTransaction(database, tables) : inTurn(database, tables))
      throw new Enough()
    })
  } catch {
    // Refused, or told all that was asked.
  }
  return twins
}

/** Where the path ends with temporary tables, an index would be built on the lasting table of that name. */
const temporaryFirst = `SELECT set_config('search_path', concat_ws(', ', 'pg_temp', nullif(current_setting('search_path'), '')), true)`

async function inTransaction(database: Database, tables: readonly TableSchema[]): Promise<TableDescription[]> {
  await database.script([temporaryFirst, ...tables.flatMap((table) => statements(database, table))].join(';\n'))
  const twins = await introspectTemporary(
    database,
    tables.map(({ name }) => schemaFacts('postgres').stored(name)),
  )
  return tables.flatMap((table) => {
    const twin = twins.find(({ name }) => name === schemaFacts('postgres').stored(table.name))
    return twin === undefined ? [] : whole(database, table, twin)
  })
}

/** MariaDB does not undo the making of a temporary table. */
async function inTurn(database: Database, tables: readonly TableSchema[]): Promise<TableDescription[]> {
  const twins: TableDescription[] = []
  for (const table of tables) {
    await database.script(statements(database, table).join(';\n'))
    try {
      for (const twin of await introspectTemporary(database, [table.name])) twins.push(whole(database, table, twin))
    } finally {
      await database.script(`DROP TEMPORARY TABLE ${quote(table.name)}`)
    }
  }
  return twins
}

/** Foreign keys are left out: a temporary table has none that point at lasting ones. */
function statements(database: Database, table: TableSchema): string[] {
  const facts = schemaFacts(database.database)
  const alone = { ...table, columns: table.columns.map((column) => ({ ...column, references: null })) }
  const create = createTableSql(facts, alone).replace(/^CREATE TABLE/, 'CREATE TEMPORARY TABLE')
  // On MariaDB an index would end the transaction, and has nothing that is worded anew.
  if (!facts.transactionalDdl) return [create]
  return [create, ...table.indexes.map((index) => createIndexSql(facts, table.name, index))]
}

/** With what the twin cannot have, and what is said to people, which no database words anew. */
function whole(database: Database, table: TableSchema, twin: TableDescription): TableDescription {
  const { foreignKeys, comment, columns, indexes } = described(database.database, table)
  const comments = new Map(columns.map(({ name, comment }) => [schemaFacts(database.database).stored(name), comment]))
  return {
    ...twin,
    name: table.name,
    foreignKeys,
    comment,
    indexes: schemaFacts(database.database).transactionalDdl ? twin.indexes : indexes,
    columns: twin.columns.map((column) => ({
      ...column,
      comment: comments.get(schemaFacts(database.database).stored(column.name)) ?? null,
    })),
  }
}
