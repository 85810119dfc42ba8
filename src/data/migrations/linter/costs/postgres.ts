import { type ColumnSchema, quote } from '../../../sql/index.ts'
import { type Clause, isUnderstood, type Statement } from '../statements/clauses.ts'
import type { ColumnText } from '../statements/column.ts'
import { partsOf } from '../statements/column-types.ts'
import type { World } from '../tables-before.ts'
import type { Appraiser, Blocks, StatementCost, TableCost } from './cost.ts'

/** Table locks from the weakest to the strongest: https://www.postgresql.org/docs/current/explicit-locking.html. */
export const postgresLocks = [
  'ACCESS SHARE',
  'ROW SHARE',
  'ROW EXCLUSIVE',
  'SHARE UPDATE EXCLUSIVE',
  'SHARE',
  'SHARE ROW EXCLUSIVE',
  'EXCLUSIVE',
  'ACCESS EXCLUSIVE',
] as const

export type PostgresLock = (typeof postgresLocks)[number]

export const isStrongerLock = (a: string, b: string): boolean =>
  postgresLocks.indexOf(a as PostgresLock) > postgresLocks.indexOf(b as PostgresLock)

const blocked: Readonly<Record<PostgresLock, Blocks>> = {
  'ACCESS SHARE': 'nothing',
  'ROW SHARE': 'nothing',
  'ROW EXCLUSIVE': 'nothing',
  'SHARE UPDATE EXCLUSIVE': 'nothing',
  SHARE: 'writes',
  'SHARE ROW EXCLUSIVE': 'writes',
  EXCLUSIVE: 'writes',
  'ACCESS EXCLUSIVE': 'reads',
}

/** What of a server decides what its statements cost. */
export interface PostgresServer {
  /** The major version. */
  readonly version: number
  /** Functions of which each call gives another value, in small letters: a default that calls one is computed row by row. */
  readonly volatile: ReadonlySet<string>
}

type Work = 'nothing' | 'scan' | 'rewrite'

const cost = (table: string, lock: PostgresLock, work: Work = 'nothing'): TableCost => ({
  table,
  lock,
  blocks: blocked[lock],
  rewrites: work === 'rewrite',
  scans: work !== 'nothing',
})

/** Says what statements cost on PostgreSQL: https://www.postgresql.org/docs/current/sql-altertable.html. */
export class PostgresAppraiser implements Appraiser {
  readonly #server: PostgresServer
  readonly #world: World

  constructor(server: PostgresServer, world: World) {
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
        return statement.clauses.flatMap((clause) => this.#clause(statement.table, clause))
      case 'createTable':
        return statement.targets
          .filter((target) => target !== statement.table)
          .map((target) => cost(target, 'SHARE ROW EXCLUSIVE'))
      case 'dropTable':
        return statement.tables.flatMap((table) => [
          cost(table, 'ACCESS EXCLUSIVE'),
          ...this.#neighbours(table).map((other) => cost(other, 'ACCESS EXCLUSIVE')),
        ])
      case 'createIndex':
        return [cost(statement.table, statement.concurrently ? 'SHARE UPDATE EXCLUSIVE' : 'SHARE', 'scan')]
      case 'dropIndex': {
        const owner = statement.table ?? this.#world.ownerOf(statement.name)
        const lock = statement.concurrently ? 'SHARE UPDATE EXCLUSIVE' : 'ACCESS EXCLUSIVE'
        return owner === undefined ? [] : [cost(owner, lock)]
      }
      case 'commentOn':
        return [cost(statement.table, 'SHARE UPDATE EXCLUSIVE')]
      case 'createTrigger':
        return [cost(statement.table, 'SHARE ROW EXCLUSIVE')]
      case 'truncate':
        return [cost(statement.table, 'ACCESS EXCLUSIVE')]
      case 'update':
      case 'delete':
        return [cost(statement.table, 'ROW EXCLUSIVE', 'scan')]
      case 'insert':
        return [cost(statement.table, 'ROW EXCLUSIVE')]
      case 'renameIndex':
      case 'harmless':
      case 'unknown':
        return []
    }
  }

  /** Tables that a table points at, and those that point at it. */
  #neighbours(name: string): string[] {
    const targets = (this.#world.table(name)?.columns ?? []).flatMap(({ references }) => references?.table ?? [])
    return [...new Set([...targets, ...this.#world.pointingAt(name)])].filter((other) => other !== name)
  }

  #clause(table: string, clause: Clause): TableCost[] {
    const strongest = (work: Work = 'nothing') => cost(table, 'ACCESS EXCLUSIVE', work)
    const target = (column: string) => this.#world.column(table, column)?.references?.table
    const withTarget = (own: TableCost, other: string | null | undefined, lock: PostgresLock) =>
      other === null || other === undefined || other === table ? [own] : [own, cost(other, lock)]
    switch (clause.kind) {
      case 'addColumn': {
        const { references } = clause.column
        return withTarget(strongest(this.#newColumn(clause.column)), references, 'SHARE ROW EXCLUSIVE')
      }
      case 'dropColumn':
        return withTarget(strongest(), target(clause.column), 'ACCESS EXCLUSIVE')
      case 'retype': {
        const all = this.#world.column(table, clause.column)?.references !== null
        return withTarget(
          strongest(this.#retyped(table, clause.column, clause.type, clause.using)),
          all ? target(clause.column) : null,
          'ACCESS EXCLUSIVE',
        )
      }
      case 'setNotNull':
        return [strongest(this.#isCheckedNotNull(table, clause.column) ? 'nothing' : 'scan')]
      case 'addRule':
        if (clause.rule === 'foreignKey')
          return withTarget(
            cost(table, 'SHARE ROW EXCLUSIVE', clause.validated ? 'scan' : 'nothing'),
            clause.target,
            'SHARE ROW EXCLUSIVE',
          )
        if (clause.rule === 'check') return [strongest(clause.validated ? 'scan' : 'nothing')]
        return [strongest(clause.usesIndex ? 'nothing' : 'scan')]
      case 'validate': {
        const pointed = this.#world.keyNamed(table, clause.name, 'postgres')?.references?.table
        return withTarget(cost(table, 'SHARE UPDATE EXCLUSIVE', 'scan'), pointed, 'ROW SHARE')
      }
      case 'dropRule': {
        const name = clause.name ?? ''
        const key = this.#uniqueOf(table, name)
        if (key !== undefined)
          return [strongest(), ...this.#world.pointingAt(table, key).map((other) => cost(other, 'ACCESS EXCLUSIVE'))]
        return withTarget(
          strongest(),
          this.#world.keyNamed(table, name, 'postgres')?.references?.table,
          'ACCESS EXCLUSIVE',
        )
      }
      default:
        return [strongest()]
    }
  }

  #newColumn(column: ColumnText): Work {
    if (column.generated === 'stored' || column.counts) return 'rewrite'
    if (column.default !== null && column.default.toUpperCase() !== 'NULL') {
      if (this.#server.version < 11 || this.#isVolatile(column.default)) return 'rewrite'
    }
    return column.check || column.unique || column.primaryKey ? 'scan' : 'nothing'
  }

  #isVolatile(expression: string): boolean {
    return [...expression.matchAll(/([A-Za-z_]\w*)\s*\(/g)].some(([, name]) =>
      this.#server.volatile.has(name!.toLowerCase()),
    )
  }

  #retyped(table: string, name: string, to: string, using: string | null): Work {
    const old = this.#world.column(table, name)
    const written = using === null || isPlainCast(using, name, partsOf(to).base)
    if (old === undefined || !written || !isSameOnDisk(old.type, to, using !== null)) return 'rewrite'
    // Checks that speak of the column are taken away and put on again, for all rows.
    const checks = this.#world.table(table)!.checks.some(({ sql }) => sql.includes(quote(name)))
    return checks || old.check !== null ? 'scan' : 'nothing'
  }

  /** A valid check says already that no row has a null: since PostgreSQL 12 nobody looks again. */
  #isCheckedNotNull(table: string, column: string): boolean {
    const checks = this.#world.table(table)?.checks ?? []
    const says = `${quote(column)} IS NOT NULL`
    return this.#server.version >= 12 && checks.some(({ name, sql }) => sql === says && this.#world.isValid(name))
  }

  /** The column that a key or a unique rule of this name is about. */
  #uniqueOf(table: string, name: string): string | undefined {
    const columns = this.#world.table(table)?.columns ?? []
    const isOwn = (column: ColumnSchema) =>
      column.primaryKey ? name === `${table}_pkey` : column.unique && name === `${table}_${column.name}_key`
    return columns.find(isOwn)?.name
  }
}

/** `"title"::text`, for a column that gets this type. */
function isPlainCast(using: string, column: string, base: string): boolean {
  const cast = /^("(?:[^"]|"")*"|\w+)::([\w ]+)$/.exec(using.trim())
  if (cast === null) return false
  const [, name, type] = cast
  return (name === quote(column) || name === column) && partsOf(type!).base === base
}

/** Whether values of one type lie on disk as those of another do. `isCast`: a cast has taken their length from the old type. */
function isSameOnDisk(from: string, to: string, isCast: boolean): boolean {
  const [a, b] = [partsOf(from), partsOf(to)]
  const isText = (base: string) => base === 'varchar' || base === 'text'
  if (isText(a.base) && isText(b.base)) {
    const longest = b.arguments[0]
    if (longest === undefined) return true
    return !isCast && a.base === 'varchar' && (a.arguments[0] ?? Infinity) <= longest
  }
  if (a.base !== b.base) return false
  if (b.arguments.length === 0) return a.arguments.length === 0 || a.base === 'numeric' || a.base.startsWith('time')
  if (isCast) return false
  if (a.base === 'numeric') {
    const [digits = Infinity, scale = 0] = a.arguments
    const [next = Infinity, nextScale = 0] = b.arguments
    return nextScale === scale && next >= digits
  }
  return a.base.startsWith('time') && (a.arguments[0] ?? 6) <= b.arguments[0]!
}
