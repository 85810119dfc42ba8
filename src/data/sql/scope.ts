import type { ColumnInfo, Condition, Expression, Operand, Parts, Query, Source } from '../query/index.ts'
import { conditionParts, partsOf, queryParts } from '../query/index.ts'
import type { Dialect } from './dialect.ts'
import { sqlErrors } from './errors.ts'
import { type Fragment, sql } from './fragment.ts'

/** Hands out `t0`, `t1`, … over a statement and its subqueries. */
export interface Aliases {
  next: number
}

/**
 * One SELECT being compiled: which sources it joins, under which alias. A subquery's scope finds the sources of the
 * enclosing query in its parent.
 */
export class Scope implements Outer {
  readonly dialect: Dialect
  readonly root: Source
  readonly parent: Outer | null
  readonly aliases: Aliases
  /** The rows are written. */
  readonly writes: boolean
  /** The alias of each source's table, parents first; '' where the query is of one table and needs none. */
  readonly #places = new Map<Source, string>()
  readonly #nested = new Set<Source>()
  readonly #inner: ReadonlySet<Source>
  readonly #origin: Origin | null
  readonly #written = new Map<Expression, Fragment>()
  /** Subqueries speak of this query's rows. */
  #spokenOf = false

  constructor(
    dialect: Dialect,
    root: Source,
    where: Condition,
    uses: Uses,
    parent: Outer | null,
    aliases: Aliases,
    origin: Origin | null = null,
    writes = false,
  ) {
    this.writes = writes
    this.#origin = origin
    this.dialect = dialect
    this.root = root
    this.parent = parent
    this.aliases = aliases
    this.#places.set(root, '')
    if (root.on !== undefined) this.#visit({ expressions: [], conditions: [root.on], queries: [] }, false)
    this.#visit({ ...uses, queries: [] }, false)
    this.#inner = this.#innerSources(where)
    const alone = this.#places.size === 1 && this.#nested.size === 0 && !this.#spokenOf
    if (alone && root.parent === null && origin === null) return
    for (const source of this.#places.keys()) this.#places.set(source, `t${aliases.next++}`)
  }

  /** The model's table alone is read, beside subqueries: what UPDATE and DELETE can speak of directly. */
  get single(): boolean {
    return this.#places.size === 1
  }

  /** The model's table has an alias: a subquery speaks of its rows. */
  get aliased(): boolean {
    return this.#places.get(this.root) !== ''
  }

  /** The model's table, under its alias if it has one. */
  get table(): Fragment {
    return this.#table(this.root)
  }

  /** What an expression is written as: once made, always the same, so that it is seen to be the same. */
  written(expression: Expression, write: () => Fragment): Fragment {
    let known = this.#written.get(expression)
    if (known === undefined) this.#written.set(expression, (known = write()))
    return known
  }

  /** A column of a source, from here or from an enclosing query. */
  column(source: Source, column: ColumnInfo): Fragment {
    const alias = this.#places.get(source)
    if (alias === undefined) return this.parent!.column(source, column)
    const name = this.dialect.quote(column.column)
    return [alias === '' ? name : `${alias}.${name}`]
  }

  /** The same with the name of its table, even where it is the only one. */
  qualified(source: Source, column: ColumnInfo): Fragment {
    if (this.#places.get(source) !== '') return this.column(source, column)
    return [`${this.dialect.quote(source.model.table)}.${this.dialect.quote(column.column)}`]
  }

  /** What the rows carry beside the columns of their table. */
  carried(source: Source, name: string): Fragment {
    const alias = this.#places.get(source)
    if (alias === undefined) return this.parent!.carried(source, name)
    return [`${alias}${this.#origin?.keys === true ? reached : ''}.${this.dialect.quote(name)}`]
  }

  /** Whether a row of this source may be absent from a result. */
  isOptional(source: Source): boolean {
    return !this.#inner.has(source)
  }

  /** Every row that is joined, the query's own first. */
  get sources(): readonly Source[] {
    return [...this.#places.keys()]
  }

  /** The alias under which a source is read. */
  alias(source: Source): string {
    const alias = this.#places.get(source) ?? ''
    return alias === '' ? this.dialect.quote(source.model.table) : alias
  }

  /** `FROM …` with every join. */
  from(write: Write): Fragment {
    const origin = this.#origin
    let out = this.#table(this.root)
    if (origin !== null) {
      const alias = this.#places.get(this.root)!
      if (!origin.keys) out = sql`(${origin.sql}) AS ${alias}`
      else {
        const key = this.column(this.root, this.root.model.key)
        out = sql`${out} INNER JOIN (${origin.sql}) AS ${alias}${reached} ON ${alias}${reached}.${this.dialect.quote('key')} = ${key}`
      }
    }
    for (const source of this.#places.keys()) {
      if (source === this.root) continue
      const { near, far } = source.relation!
      const kind = this.#inner.has(source) ? 'INNER JOIN' : 'LEFT JOIN'
      out = sql`${out} ${kind} ${this.#table(source)} ON ${this.#joined(source, this.column(source.parent!, near), far, write)}`
    }
    return out
  }

  /** How a subquery's first row hangs on the enclosing query. */
  correlation(write: Write): Fragment {
    const { near, far } = this.root.relation!
    return this.#joined(this.root, this.parent!.column(this.root.parent!, near), far, write)
  }

  /** What makes a row of a source the one that is meant. */
  #joined(source: Source, near: Fragment, far: ColumnInfo, write: Write): Fragment {
    const { on, relation } = source
    const kinds = [relation!.near, far].map(({ field }) => field.describe().kind)
    // A column that names rows of any model may be of another kind than a model's key.
    const key =
      relation!.generic !== null && kinds[0] !== kinds[1]
        ? this.dialect.cast(near, far.field, relation!.near.field)
        : near
    const related = sql`${this.column(source, far)} = ${key}`
    return on === undefined ? related : sql`${related} AND (${write(on, this)})`
  }

  #table(source: Source): Fragment {
    const alias = this.#places.get(source)!
    return [`${this.dialect.quote(source.model.table)}${alias === '' ? '' : ` AS ${alias}`}`]
  }

  /** Joins a source, where it belongs to this query; `nested` where a subquery speaks of it. */
  #use(source: Source, nested: boolean): void {
    // A source below a subquery's root belongs to that subquery; one above this scope's root to an enclosing query.
    for (let above: Source | null = source; above !== this.root; above = above.parent)
      if (above === null || this.#nested.has(above)) return
    if (nested) this.#spokenOf = true
    if (this.#places.has(source)) return
    this.#use(source.parent!, nested)
    this.#places.set(source, '')
    if (source.on !== undefined) this.#visit({ expressions: [], conditions: [source.on], queries: [] }, nested)
  }

  #visit({ expressions, conditions, queries }: Parts, nested: boolean): void {
    for (const condition of conditions) {
      if (condition.kind === 'related') {
        this.#nested.add(condition.source)
        this.#use(condition.source.parent!, nested)
      }
      this.#visit(conditionParts(condition), nested)
    }
    for (const expression of expressions) {
      if (expression.kind === 'column') this.#use(expression.source, nested)
      else this.#visit(partsOf(expression), nested)
    }
    for (const query of queries) {
      const parts = queryParts(query)
      const selected = query.select.named.map((each) => each.expression)
      this.#visit({ ...parts, expressions: [...parts.expressions, ...selected] }, true)
    }
  }

  /** Sources that have a row in every result: those that a condition asks something of, and keys that are never null. */
  #innerSources(where: Condition): ReadonlySet<Source> {
    const inner = new Set<Source>([this.root])
    for (const source of required(where))
      for (let each: Source | null = source; each !== null && each !== this.root; each = each.parent) inner.add(each)
    for (const source of this.#places.keys()) {
      const { relation, parent } = source
      if (relation === null || parent === null || !inner.has(parent)) continue
      if (source.on !== undefined) continue
      if ((relation.kind === 'foreignKey' || relation.kind === 'oneToOne') && !relation.nullable) inner.add(source)
    }
    return inner
  }
}

/** The enclosing query, as a subquery speaks of it. */
export interface Outer {
  column(source: Source, column: ColumnInfo): Fragment
  carried(source: Source, name: string): Fragment
}

/** What a subquery that is a table sees of the enclosing query: nothing, where the database lets no such table see it. */
export function outside(parent: Outer | null, { correlatedTables, database }: Dialect): Outer | null {
  if (parent === null || correlatedTables) return parent
  const refuse = () => {
    const what = 'columns of an outer query inside a union, a recursion or a condition on a window'
    throw sqlErrors.UNSUPPORTED_QUERY({ what, database })
  }
  return { column: refuse, carried: refuse }
}

/** How a condition is written. */
type Write = (condition: Condition, scope: Scope) => Fragment

/** After the alias of a table, that of the keys of its rows that a recursion reached. */
const reached = 'r'

/** Where a query's rows come from, if not from the whole of the model's table: rows, or the `key`s of rows. */
export interface Origin {
  readonly sql: Fragment
  readonly keys: boolean
}

/** What a SELECT speaks of. */
export interface Uses {
  readonly expressions: readonly Expression[]
  readonly conditions: readonly Condition[]
}

/** Sources without which a condition cannot hold. */
function required(condition: Condition): ReadonlySet<Source> {
  switch (condition.kind) {
    case 'compare':
      return new Set([...sourcesOf(condition.left), ...sourcesOf(condition.right)])
    case 'isNull':
      return condition.is ? new Set() : new Set(sourcesOf(condition.of))
    case 'holds':
      return new Set(sourcesOf(condition.of))
    case 'all':
      return condition.of.map(required).reduce((a, b) => a.union(b), new Set<Source>())
    case 'some':
      return condition.of
        .map(required)
        .map(withAncestors)
        .reduce((a, b) => a.intersection(b))
    default:
      return new Set()
  }
}

function withAncestors(sources: ReadonlySet<Source>): Set<Source> {
  const all = new Set<Source>()
  for (const source of sources) for (let each: Source | null = source; each !== null; each = each.parent) all.add(each)
  return all
}

function sourcesOf(operand: Operand): Source[] {
  switch (operand.kind) {
    case 'column':
      return [operand.source]
    case 'transform':
    case 'cast':
      return sourcesOf(operand.of)
    case 'arithmetic':
      return [...sourcesOf(operand.left), ...sourcesOf(operand.right)]
    default:
      return []
  }
}

/** Everything that a query speaks of, and what it selects. */
export function usesOf(query: Query, selected: readonly Expression[], ordered: boolean): Uses {
  const { expressions, conditions } = queryParts(ordered ? query : { ...query, order: [] })
  return { expressions: [...selected, ...expressions], conditions }
}
