import { type ColumnSchema, quote } from '../../../sql/index.ts'
import { type Clause, isUnderstood, type Statement } from '../statements/clauses.ts'
import { type ColumnText, typeOf } from '../statements/column.ts'
import { partsOf } from '../statements/column-types.ts'
import type { World } from '../tables-before.ts'
import type { Appraiser, StatementCost, TableCost } from './cost.ts'

/** How InnoDB carries out a change, from the cheapest on: https://mariadb.com/kb/en/innodb-online-ddl-overview/. */
export const algorithms = ['INSTANT', 'NOCOPY', 'INPLACE', 'COPY'] as const

export type Algorithm = (typeof algorithms)[number]

/** What of a server decides what its statements cost. */
export interface MariadbServer {
  /** [10, 11]. */
  readonly version: readonly [major: number, minor: number]
  /** False for MySQL, which has other versions and no NOCOPY. */
  readonly isMariadb: boolean
}

/**
 * What a clause asks of the table. `metadata`: a change of the description alone. `columns`: columns come or go, which is
 * done in the description as well, but not together with a new index. `virtual`: the same of a column that has no place in
 * the table. `index` and `dropIndex` leave the rows where they are; `rebuild` writes them anew while they are in use, `copy`
 * while nobody writes.
 */
type Need = 'metadata' | 'columns' | 'virtual' | 'dropIndex' | 'index' | 'rebuild' | 'copy'

const costs = {
  none: { blocks: 'nothing', rewrites: false, scans: false },
  index: { blocks: 'nothing', rewrites: false, scans: true },
  rebuild: { blocks: 'nothing', rewrites: true, scans: true },
  copy: { blocks: 'writes', rewrites: true, scans: true },
} as const

/** Says what statements cost on MariaDB (InnoDB), with `foreign_key_checks` on, as migrations have it. */
export class MariadbAppraiser implements Appraiser {
  readonly #server: MariadbServer
  readonly #world: World

  constructor(server: MariadbServer, world: World) {
    this.#server = server
    this.#world = world
  }

  costs(statements: readonly Statement[]): StatementCost[] {
    return statements.map((statement) => ({
      statement,
      understood: isUnderstood(statement),
      tables: this.#tables(statement),
    }))
  }

  #tables(statement: Statement): TableCost[] {
    switch (statement.kind) {
      case 'alterTable':
        return [this.#altered(statement.table, statement.clauses)]
      case 'createIndex':
        return [this.#said(statement.table, 'NOCOPY', 'NONE', costs.index)]
      case 'dropIndex':
        return statement.table === null ? [] : [this.#said(statement.table, 'NOCOPY', 'NONE', costs.none)]
      case 'dropTable':
        return statement.tables.map((table) => locked(table, 'EXCLUSIVE', { ...costs.none, blocks: 'reads' }))
      case 'truncate':
        return [locked(statement.table, 'EXCLUSIVE', { ...costs.none, blocks: 'reads' })]
      case 'createTrigger':
        return [locked(statement.table, 'EXCLUSIVE', { ...costs.none, blocks: 'reads' })]
      case 'update':
      case 'delete':
        return [locked(statement.table, 'rows', costs.index)]
      case 'insert':
        return [locked(statement.table, 'rows', costs.none)]
      default:
        return []
    }
  }

  #altered(table: string, clauses: readonly Clause[]): TableCost {
    const needs = clauses.flatMap((clause) => this.#needs(table, clause))
    const has = (...kinds: readonly Need[]) => needs.some((need) => kinds.includes(need))
    const [first, ...rest] = clauses
    if (first?.kind === 'renameTable' && rest.length === 0)
      return this.#said(table, 'INSTANT', 'EXCLUSIVE', { ...costs.none, blocks: 'reads' })
    const mixed = (has('virtual') && has('columns', 'rebuild')) || this.#isComputedTwice(table, clauses, needs)
    if (has('copy') || mixed) return this.#said(table, 'COPY', 'SHARED', costs.copy)
    if (has('rebuild') || (has('index') && has('columns'))) return this.#said(table, 'INPLACE', 'NONE', costs.rebuild)
    if (has('index')) return this.#said(table, 'NOCOPY', 'NONE', costs.index)
    return this.#said(table, has('dropIndex') ? 'NOCOPY' : 'INSTANT', 'NONE', costs.none)
  }

  /**
   * Tables with computed columns are changed in place more seldom: where one is stored, never by a rebuild; where one is
   * virtual, not when a column goes that an index holds and that may not be null, or when another comes with it (tried on 10.11).
   */
  #isComputedTwice(table: string, clauses: readonly Clause[], needs: readonly Need[]): boolean {
    const columns = this.#world.table(table)?.columns ?? []
    if (columns.some(({ generated }) => generated?.stored === true)) return needs.includes('rebuild')
    if (!columns.some(({ generated }) => generated?.stored === false)) return false
    const gone = clauses.flatMap((clause) => (clause.kind === 'dropColumn' ? [clause.column] : []))
    const isHeld = (name: string) => this.#world.column(table, name)?.null === false && this.#isIndexed(table, name)
    return gone.some(isHeld) || (gone.length > 0 && clauses.some(({ kind }) => kind === 'addColumn'))
  }

  #said(table: string, algorithm: Algorithm, lock: string, work: Omit<TableCost, 'table' | 'lock'>): TableCost {
    const name = algorithm === 'NOCOPY' && !this.#server.isMariadb ? 'INPLACE' : algorithm
    return { table, lock: `ALGORITHM=${name}, LOCK=${lock}`, ...work }
  }

  #needs(table: string, clause: Clause): Need[] {
    switch (clause.kind) {
      case 'addColumn':
        return this.#newColumn(clause.column)
      case 'dropColumn':
        return this.#goneColumn(table, clause.column)
      case 'modifyColumn':
        return this.#modified(this.#world.column(table, clause.from), clause.column)
      case 'addRule':
        if (clause.rule === 'unique') return ['index']
        return [clause.rule === 'primaryKey' ? 'rebuild' : 'copy']
      case 'addIndex':
        return ['index']
      case 'dropIndex':
        return [this.#hasIndex(table, clause.name) ? 'dropIndex' : 'metadata']
      case 'dropRule':
        return [clause.rule === 'primaryKey' ? 'rebuild' : 'metadata']
      case 'unknown':
        return ['copy']
      default:
        return ['metadata']
    }
  }

  #newColumn({ counts, generated, references, unique, primaryKey }: ColumnText): Need[] {
    if (counts || generated === 'stored' || references !== null) return ['copy']
    const index: Need[] = unique || primaryKey ? ['index'] : []
    if (generated === 'virtual') return ['virtual', ...index]
    return [this.#since([10, 3], '8.0') ? 'columns' : 'rebuild', ...index]
  }

  #goneColumn(table: string, name: string): Need[] {
    const column = this.#world.column(table, name)
    const index: Need[] = this.#isIndexed(table, name) ? ['dropIndex'] : []
    if (column?.generated?.stored === false) return ['virtual', ...index]
    return [this.#since([10, 4], '8.0') ? 'columns' : 'rebuild', ...index]
  }

  #isIndexed(table: string, name: string): boolean {
    const { indexes = [] } = this.#world.table(table) ?? {}
    const isIn = indexes.some(({ columns }) => columns.some((each) => each.includes(quote(name))))
    return isIn || this.#world.column(table, name)?.unique === true
  }

  #modified(old: ColumnSchema | undefined, column: ColumnText): Need[] {
    if (old === undefined) return ['copy']
    const was = typeOf(old.type)
    if (column.generated !== null || old.generated !== null) return ['copy']
    if (column.counts !== was.counts) return [was.counts ? 'metadata' : 'copy']
    const need = this.#retyped(was.type, column.type)
    return [old.null === column.null || need === 'copy' ? need : 'rebuild']
  }

  /** The server makes an index for a foreign key that has none, and calls it as the key is called. */
  #hasIndex(table: string, name: string): boolean {
    const { indexes = [], columns = [] } = this.#world.table(table) ?? {}
    if (indexes.some((index) => index.name === name) || columns.some((each) => each.unique && each.name === name))
      return true
    const key = this.#world.keyNamed(table, name, 'mysql')
    return key !== undefined && !key.unique && !indexes.some((index) => index.columns[0] === quote(key.name))
  }

  /** A longer text is the same text, unless its length needs more than one byte where it was written with one. */
  #retyped(from: string, to: string): Need {
    const [a, b] = [partsOf(from), partsOf(to)]
    if (typeText(from) === typeText(to)) return 'metadata'
    if (a.base !== 'varchar' || b.base !== 'varchar') return 'copy'
    // Four bytes a character.
    const [old, next] = [(a.arguments[0] ?? 0) * 4, (b.arguments[0] ?? 0) * 4]
    if (next < old) return 'copy'
    if (next <= 255 || old > 255) return 'metadata'
    return old <= 127 && this.#since([10, 4], null) ? 'metadata' : 'copy'
  }

  #since([major, minor]: readonly [number, number], mysql: string | null): boolean {
    const [own, ownMinor] = this.#server.version
    if (!this.#server.isMariadb) return mysql !== null && own >= Number.parseInt(mysql, 10)
    return own > major || (own === major && ownMinor >= minor)
  }
}

function typeText(type: string): string {
  const parts = partsOf(type)
  return `${parts.base} ${parts.arguments.join()}`
}

function locked(table: string, lock: string, work: Omit<TableCost, 'table' | 'lock'>): TableCost {
  return { table, lock: `LOCK=${lock}`, ...work }
}

/** Which of two descriptions, as `ALGORITHM=…, LOCK=…`, is worse. */
export function isWorseAlgorithm(a: string, b: string): boolean {
  const rank = (text: string) => {
    const algorithm = algorithms.findIndex((name) => text.includes(`=${name},`))
    const lock = ['NONE', 'rows', 'SHARED', 'EXCLUSIVE'].findIndex((name) => text.endsWith(`LOCK=${name}`))
    return algorithm * 10 + lock
  }
  return rank(a) > rank(b)
}
