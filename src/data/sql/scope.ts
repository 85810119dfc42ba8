import type { ColumnInfo, Condition, Expression, Operand, Query, Source } from '../query/index.ts'
import { isExpression } from '../query/index.ts'
import type { Dialect } from './dialect.ts'
import { type Fragment, sql } from './fragment.ts'

/** Hands out `t0`, `t1`, … over a statement and its subqueries. */
export interface Aliases {
  next: number
}

/**
 * One SELECT being compiled: which sources it joins, under which alias. A subquery's scope finds the sources of the
 * enclosing query in its parent.
 */
export class Scope {
  readonly dialect: Dialect
  readonly root: Source
  readonly parent: Scope | null
  readonly aliases: Aliases
  /** The alias of each source's table, parents first; '' where the query is of one table and needs none. */
  readonly #places = new Map<Source, string>()
  readonly #nested = new Set<Source>()
  readonly #inner: ReadonlySet<Source>

  constructor(dialect: Dialect, root: Source, where: Condition, uses: Uses, parent: Scope | null, aliases: Aliases) {
    this.dialect = dialect
    this.root = root
    this.parent = parent
    this.aliases = aliases
    this.#places.set(root, '')
    for (const condition of uses.conditions) this.#visitCondition(condition)
    for (const expression of uses.expressions) this.#visit(expression)
    this.#inner = this.#innerSources(where)
    if (parent === null && this.#places.size === 1 && this.#nested.size === 0) return
    for (const source of this.#places.keys()) this.#places.set(source, `t${aliases.next++}`)
  }

  /** The model's table alone, without aliases: what UPDATE and DELETE can speak of directly. */
  get plain(): boolean {
    return this.#places.get(this.root) === ''
  }

  /** A column of a source, from here or from an enclosing query. */
  column(source: Source, column: ColumnInfo): Fragment {
    const alias = this.#places.get(source)
    if (alias === undefined) return this.parent!.column(source, column)
    const name = this.dialect.quote(column.column)
    return [alias === '' ? name : `${alias}.${name}`]
  }

  /** `FROM …` with every join. */
  from(): Fragment {
    let out = this.#table(this.root)
    for (const source of this.#places.keys()) {
      if (source === this.root) continue
      const { near, far } = source.relation!
      const kind = this.#inner.has(source) ? 'INNER JOIN' : 'LEFT JOIN'
      out = sql`${out} ${kind} ${this.#table(source)} ON ${this.column(source, far)} = ${this.column(source.parent!, near)}`
    }
    return out
  }

  /** How a subquery's first row hangs on the enclosing query. */
  correlation(): Fragment {
    const { near, far } = this.root.relation!
    return sql`${this.column(this.root, far)} = ${this.parent!.column(this.root.parent!, near)}`
  }

  #table(source: Source): Fragment {
    const alias = this.#places.get(source)!
    return [`${this.dialect.quote(source.model.table)}${alias === '' ? '' : ` AS ${alias}`}`]
  }

  #use(source: Source): void {
    if (this.#places.has(source)) return
    // A source below a subquery's root belongs to that subquery; one above this scope's root to an enclosing query.
    for (let above: Source | null = source; above !== this.root; above = above.parent)
      if (above === null || this.#nested.has(above)) return
    this.#use(source.parent!)
    this.#places.set(source, '')
  }

  #visit(expression: Expression): void {
    switch (expression.kind) {
      case 'column':
        this.#use(expression.source)
        return
      case 'transform':
        this.#visit(expression.of)
        return
      case 'arithmetic':
        this.#visit(expression.left)
        this.#visit(expression.right)
        return
      case 'when':
        this.#visitCondition(expression.condition)
        if (expression.value !== null) this.#visit(expression.value)
        return
      case 'aggregate':
        if (expression.of !== null) this.#visit(expression.of)
        if (expression.filter !== null) this.#visitCondition(expression.filter)
    }
  }

  #visitCondition(condition: Condition): void {
    switch (condition.kind) {
      case 'all':
      case 'some':
        for (const each of condition.of) this.#visitCondition(each)
        return
      case 'not':
        this.#visitCondition(condition.of)
        return
      case 'isNull':
        this.#visit(condition.of)
        return
      case 'compare':
        this.#visit(condition.left)
        if (isExpression(condition.right)) this.#visit(condition.right)
        return
      case 'related':
        this.#nested.add(condition.source)
        this.#use(condition.source.parent!)
        this.#visitCondition(condition.condition)
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
      if ((relation.kind === 'foreignKey' || relation.kind === 'oneToOne') && !relation.nullable) inner.add(source)
    }
    return inner
  }
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
      return sourcesOf(operand.of)
    case 'arithmetic':
      return [...sourcesOf(operand.left), ...sourcesOf(operand.right)]
    default:
      return []
  }
}

/** Everything that a query speaks of, besides what it selects. */
export function usesOf(query: Query, selected: readonly Expression[], ordered: boolean): Uses {
  const expressions = [...selected]
  if (query.group !== null && query.group !== 'rows') expressions.push(...query.group)
  if (ordered) for (const term of query.order) if (term.by !== null) expressions.push(term.by)
  return { expressions, conditions: [query.where] }
}
