import type { Operation } from '../operations/index.ts'
import type { Server } from './costs/server.ts'
import { type Found, found } from './finding.ts'
import { type OperationGrade, runsFunction } from './grade.ts'
import { weightOf } from './judge-cost.ts'
import { type Level, levels } from './rules.ts'

/** Locks that a migration holds until its end, where it is one transaction. */
export class HeldLocks {
  readonly #tables = new Map<string, string>()

  /** What is wrong with an operation that comes after those that took the locks, which it makes wait longer. */
  judge(operation: Operation, { tables, statements }: OperationGrade, server: Server): Found[] {
    const findings: Found[] = []
    const [held] = this.#tables
    const slow = tables
      .filter(({ scans }) => scans)
      .map(({ rows }) => weightOf(rows, server))
      .filter((level): level is Exclude<Level, 'note'> => level !== null && level !== 'note')
    const level = runsFunction(operation, statements.length === 0)
      ? 'caution'
      : slow.toSorted((a, b) => levels.indexOf(b) - levels.indexOf(a))[0]
    if (held !== undefined && level !== undefined) {
      const [table, lock] = held
      const text = `'${table}' is locked (${lock}) by an operation before it in the same transaction, for as long as this one takes.`
      findings.push(found('migrations.L030', level, table, text))
    }
    for (const { table, blocks, lock, rows } of tables)
      if (blocks !== 'nothing' && rows > 0 && !this.#tables.has(table)) this.#tables.set(table, lock)
    return findings
  }
}
