import type { DatabaseName } from '../../query/index.ts'
import { type ColumnSchema, indexName, schemaFacts, type TableSchema } from '../../sql/index.ts'
import type { ProjectState } from '../state.ts'
import { tablesOf } from '../tables/table-of.ts'

/** The tables of a state, by name. */
export function tablesIn(state: ProjectState, database: DatabaseName): Map<string, TableSchema> {
  const tables = new Map<string, TableSchema>()
  for (const model of state.models.values())
    for (const table of tablesOf(state, model, database).values()) tables.set(table.name, table)
  return tables
}

/** The tables as they stand before a step. Names are found whatever the case of letters where no table has exactly that name. */
export class World {
  readonly #tables: ReadonlyMap<string, TableSchema>
  readonly #unvalidated: ReadonlySet<string>

  /** `unvalidated`: the names of rules that hold for rows to come only. */
  constructor(tables: ReadonlyMap<string, TableSchema>, unvalidated: ReadonlySet<string> = new Set()) {
    this.#tables = tables
    this.#unvalidated = unvalidated
  }

  /** Whether all rows have been held against a rule. */
  isValid(rule: string): boolean {
    return !this.#unvalidated.has(rule)
  }

  table(name: string): TableSchema | undefined {
    const exact = this.#tables.get(name)
    if (exact !== undefined) return exact
    return [...this.#tables.values()].find((table) => table.name.toLowerCase() === name.toLowerCase())
  }

  column(table: string, name: string): ColumnSchema | undefined {
    const columns = this.table(table)?.columns ?? []
    return (
      columns.find((column) => column.name === name) ??
      columns.find((column) => column.name.toLowerCase() === name.toLowerCase())
    )
  }

  /** The tables that point at a table, or at one of its columns. */
  pointingAt(name: string, column?: string): string[] {
    return [...this.#tables.values()]
      .filter(({ columns }) =>
        columns.some(
          ({ references }) => references?.table === name && (column ?? references.column) === references.column,
        ),
      )
      .map((table) => table.name)
  }

  /** The column whose foreign key has this name. */
  keyNamed(table: string, name: string, database: DatabaseName): ColumnSchema | undefined {
    const { longestName } = schemaFacts(database)
    return this.table(table)?.columns.find(({ references, name: column }) => {
      if (references === null) return false
      const suffix = `_fk_${references.table}_${references.column}`
      return name === indexName(table, [column], longestName, suffix) || name === `${table}_${column}_fkey`
    })
  }

  /** The table that has an index or a rule of this name. */
  ownerOf(index: string): string | undefined {
    return [...this.#tables.values()].find(({ indexes }) => indexes.some(({ name }) => name === index))?.name
  }
}
