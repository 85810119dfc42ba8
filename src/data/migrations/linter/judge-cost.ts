import type { StatementCost, TableCost } from './costs/cost.ts'
import type { Server } from './costs/server.ts'
import { type Found, found, rowsText } from './finding.ts'
import type { Level, LinterRuleId } from './rules.ts'
import type { Clause, Statement } from './statements/clauses.ts'

/** How long work on so many rows lasts for others: null where there are none. */
export function weightOf(rows: number, { many }: Pick<Server, 'many'>): Level | null {
  if (rows === 0) return null
  if (rows < many.caution) return 'note'
  return rows < many.danger ? 'caution' : 'danger'
}

/** What a statement costs those who use its tables meanwhile. `rows` says how many rows a table has; 0 for one that is new. */
export function judgeCost(
  { statement, tables, understood }: StatementCost,
  server: Pick<Server, 'many'>,
  rows: (table: string) => number,
): Found[] {
  const findings = tables.flatMap((cost) => {
    const count = rows(cost.table)
    const level = cost.scans ? weightOf(count, server) : null
    return level === null ? [] : judgeWork(statement, cost, count, level)
  })
  if (understood) return findings
  const text = statement.text.replace(/\s+/g, ' ')
  const short = text.length > 60 ? `${text.slice(0, 60)}…` : text
  return [...findings, found('migrations.L033', 'note', null, `Nothing can be said of this statement: ${short}`)]
}

function judgeWork(statement: Statement, cost: TableCost, count: number, level: Level): Found[] {
  const { table, blocks, rewrites, lock } = cost
  const all = `All ${rowsText(count)} of '${table}'`
  if (statement.kind === 'update')
    return [
      found('migrations.L025', level, table, `${all} may be changed by one UPDATE, and are locked until its end.`),
    ]
  if (blocks === 'nothing') {
    if (!rewrites || level === 'note') return []
    return [found('migrations.L020', 'note', table, `${all} are written anew while others use them (${lock}).`)]
  }
  const waiting = blocks === 'reads' ? 'nobody can read or write them' : 'nobody can write'
  if (rewrites) {
    const written = found('migrations.L020', level, table, `${all} are written anew while ${waiting} (${lock}).`)
    return [putsOnRule(statement) ? { ...written, ofRule: true } : written]
  }
  if (statement.kind === 'delete') return []
  const [id, deed] = reasonOf(statement)
  return [found(id, level, table, `${all} are read ${deed} while ${waiting} (${lock}).`)]
}

function putsOnRule(statement: Statement): boolean {
  if (statement.kind !== 'alterTable') return false
  return statement.clauses.some(
    (clause) =>
      (clause.kind === 'addRule' && (clause.rule === 'check' || clause.rule === 'foreignKey')) ||
      (clause.kind === 'addColumn' && clause.column.references !== null),
  )
}

/** Why a statement reads all rows. */
function reasonOf(statement: Statement): readonly [LinterRuleId, string] {
  if (statement.kind === 'createIndex') return ['migrations.L021', 'to build an index']
  const clauses = statement.kind === 'alterTable' ? statement.clauses : []
  const has = (test: (clause: Clause) => boolean) => clauses.some(test)
  if (has(({ kind }) => kind === 'setNotNull')) return ['migrations.L023', 'to look for nulls']
  const isUnique = (clause: Clause) =>
    (clause.kind === 'addRule' && (clause.rule === 'unique' || clause.rule === 'primaryKey')) ||
    (clause.kind === 'addColumn' && (clause.column.unique || clause.column.primaryKey))
  if (has(isUnique)) return ['migrations.L024', 'to build a unique rule']
  if (has(({ kind }) => kind === 'addIndex')) return ['migrations.L021', 'to build an index']
  return ['migrations.L022', 'to check a rule']
}
