import type { Statement } from '../statements/clauses.ts'

/** What others cannot do with a table meanwhile: nothing is refused, its rows cannot be written, or not even read. */
export type Blocks = 'nothing' | 'writes' | 'reads'

/** What a statement costs the programs that use one table. */
export interface TableCost {
  readonly table: string
  /** As the database's manual calls it: 'ACCESS EXCLUSIVE', 'ALGORITHM=INSTANT, LOCK=NONE'. */
  readonly lock: string
  readonly blocks: Blocks
  /** All rows are written anew. */
  readonly rewrites: boolean
  /** All rows are read, to check them, to make an index, or to write them anew. */
  readonly scans: boolean
}

/** A statement with what it costs each table that it touches. */
export interface StatementCost {
  readonly statement: Statement
  /** False where the statement is not understood: it may do more than `tables` says. */
  readonly understood: boolean
  readonly tables: readonly TableCost[]
}

/** Knows what statements of one database cost. */
export interface Appraiser {
  /** Of the statements of one step, in order. */
  costs(statements: readonly Statement[]): readonly StatementCost[]
}

const order: readonly Blocks[] = ['nothing', 'writes', 'reads']

export const isStricter = (a: Blocks, b: Blocks): boolean => order.indexOf(a) > order.indexOf(b)

/** What several statements cost together, table by table: the strictest lock, and whether any of them reads or writes all rows. */
export function together(costs: readonly TableCost[], isStronger: (a: string, b: string) => boolean): TableCost[] {
  const tables = new Map<string, TableCost>()
  for (const cost of costs) {
    const known = tables.get(cost.table)
    if (known === undefined) {
      tables.set(cost.table, cost)
      continue
    }
    const stricter = isStronger(cost.lock, known.lock)
    tables.set(cost.table, {
      table: cost.table,
      lock: stricter ? cost.lock : known.lock,
      blocks: isStricter(cost.blocks, known.blocks) ? cost.blocks : known.blocks,
      rewrites: cost.rewrites || known.rewrites,
      scans: cost.scans || known.scans,
    })
  }
  return [...tables.values()]
}
