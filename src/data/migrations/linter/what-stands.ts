import type { TableSchema } from '../../sql/index.ts'
import type { Meaning } from './meaning.ts'
import type { Statement } from './statements/clauses.ts'

/**
 * Follows tables and columns through the operations of a plan: what they are called in the database as it is, what the
 * plan itself has made, and what the program that runs meanwhile knows of.
 */
export class Standing {
  readonly #used: ReadonlyMap<string, TableSchema>
  /** What a table is called in the database as it is, where its name has changed; null for one that the plan made. */
  readonly #tables = new Map<string, string | null>()
  /** The same of columns, by table and column as they are called now. */
  readonly #columns = new Map<string, string | null>()

  readonly #unvalidated: Set<string>

  /** `used`: the tables as the program that runs now knows them; `unvalidated`: names of rules that hold for rows to come only. */
  constructor(used: ReadonlyMap<string, TableSchema>, unvalidated: Iterable<string> = []) {
    this.#used = used
    this.#unvalidated = new Set(unvalidated)
  }

  /** The names of rules that hold for rows to come only. */
  get unvalidated(): ReadonlySet<string> {
    return this.#unvalidated
  }

  /** Takes note of what a statement does to rules. */
  followRules(statement: Statement): void {
    if (statement.kind !== 'alterTable') return
    for (const clause of statement.clauses) {
      if (clause.kind === 'addRule' && !clause.validated && clause.name !== null) this.#unvalidated.add(clause.name)
      if (clause.kind === 'validate') this.#unvalidated.delete(clause.name)
    }
  }

  /** What a table is called in the database as it is; null for one that the plan has made. */
  live(table: string): string | null {
    const live = this.#tables.get(table)
    return live === undefined ? table : live
  }

  /** Whether the plan itself has made a table, or a column. */
  isNew(table: string, column?: string): boolean {
    if (this.live(table) === null) return true
    return column !== undefined && this.#columns.get(keyOf(table, column)) === null
  }

  /** Whether the program that runs now knows a table, or a column. */
  isUsed(table: string, column?: string): boolean {
    const used = this.#used.get(this.live(table) ?? '')
    if (used === undefined || column === undefined) return used !== undefined
    const live = this.#columns.get(keyOf(table, column))
    return used.columns.some(({ name }) => name === (live === undefined ? column : live))
  }

  /** Takes note of what a step does. */
  follow(meaning: Meaning): void {
    const { table } = meaning
    switch (meaning.kind) {
      case 'createTable':
        this.#tables.set(table, null)
        break
      case 'addColumn':
        this.#columns.set(keyOf(table, meaning.column), null)
        break
      case 'renameTable':
        this.#tables.set(meaning.to, this.live(table))
        this.#tables.delete(table)
        for (const [key, live] of [...this.#columns]) {
          const [owner, column] = JSON.parse(key) as [string, string]
          if (owner !== table) continue
          this.#columns.delete(key)
          this.#columns.set(keyOf(meaning.to, column), live)
        }
        break
      case 'renameColumn': {
        const live = this.#columns.get(keyOf(table, meaning.column))
        this.#columns.delete(keyOf(table, meaning.column))
        this.#columns.set(keyOf(table, meaning.to), live === undefined ? meaning.column : live)
        break
      }
      case 'dropTable':
        this.#tables.delete(table)
        break
      default:
    }
  }
}

const keyOf = (table: string, column: string): string => JSON.stringify([table, column])
