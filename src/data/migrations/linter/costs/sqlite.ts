import { type Clause, isUnderstood, type Statement } from '../statements/clauses.ts'
import type { Appraiser, StatementCost, TableCost } from './cost.ts'

/** SQLite has one lock for all: who writes keeps all other writers of the file out until the end of the transaction. */
export const sqliteLock = 'writers of the whole database'

const cost = (table: string, work: 'nothing' | 'scan' | 'rewrite'): TableCost => ({
  table,
  lock: sqliteLock,
  blocks: 'writes',
  rewrites: work === 'rewrite',
  scans: work !== 'nothing',
})

/** Says what statements cost on SQLite: https://sqlite.org/lang_altertable.html. */
export class SqliteAppraiser implements Appraiser {
  costs(statements: readonly Statement[]): StatementCost[] {
    const rebuilt = rebuiltBy(statements)
    return statements.map((statement) => {
      const tables = tablesOf(statement).map((each) => {
        const table = rebuilt.get(each.table)
        return table === undefined ? each : cost(table, 'rewrite')
      })
      return { statement, understood: isUnderstood(statement), tables }
    })
  }
}

/** Tables that are made anew: a new one is made, the old one dropped, and the name given on. By both names. */
function rebuiltBy(statements: readonly Statement[]): Map<string, string> {
  const created = new Set<string>()
  const dropped = new Set<string>()
  const rebuilt = new Map<string, string>()
  for (const statement of statements) {
    if (statement.kind === 'createTable') created.add(statement.table)
    if (statement.kind === 'dropTable') for (const table of statement.tables) dropped.add(table)
    if (statement.kind !== 'alterTable') continue
    for (const clause of statement.clauses) {
      if (clause.kind !== 'renameTable' || !created.has(statement.table) || !dropped.has(clause.to)) continue
      rebuilt.set(statement.table, clause.to).set(clause.to, clause.to)
    }
  }
  return rebuilt
}

function tablesOf(statement: Statement): TableCost[] {
  switch (statement.kind) {
    case 'alterTable':
      return statement.clauses.map((clause) => cost(statement.table, clauseWork(clause)))
    case 'createTable':
      return [cost(statement.table, 'nothing')]
    case 'dropTable':
      return statement.tables.map((table) => cost(table, 'nothing'))
    case 'createIndex':
    case 'update':
    case 'delete':
      return [cost(statement.table, 'scan')]
    case 'truncate':
    case 'insert':
    case 'createTrigger':
      return [cost(statement.table, 'nothing')]
    default:
      return []
  }
}

function clauseWork(clause: Clause): 'nothing' | 'scan' | 'rewrite' {
  if (clause.kind === 'dropColumn') return 'rewrite'
  if (clause.kind !== 'addColumn') return 'nothing'
  return clause.column.check || clause.column.generated !== null ? 'scan' : 'nothing'
}
