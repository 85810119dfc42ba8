import type { ColumnInfo, Condition, Expression, ModelInfo, Operand, Query, Source } from '../query/index.ts'
import { isExpression } from '../query/index.ts'
import type { Dialect } from './dialect.ts'
import { type Fragment, sql } from './fragment.ts'

/** Where a source's columns stand in one SELECT. */
interface Place {
  /** Alias of the model's own table; null where the link table alone answers. */
  row: string | null
  /** Alias of a many-to-many's link table. */
  readonly link: string | null
}

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
  readonly #places = new Map<Source, Place>()
  readonly #rowsNeeded = new Set<Source>()
  readonly #nested = new Set<Source>()
  readonly #inner: ReadonlySet<Source>

  constructor(dialect: Dialect, root: Source, where: Condition, uses: Uses, parent: Scope | null, aliases: Aliases) {
    this.dialect = dialect
    this.root = root
    this.parent = parent
    this.aliases = aliases
    this.#places.set(root, { row: null, link: null })
    if (root.relation?.through == null) this.#rowsNeeded.add(root)
    for (const expression of uses.expressions) this.#visit(expression)
    for (const condition of uses.conditions) this.#visitCondition(condition)
    this.#inner = this.#innerSources(where)
    const plain = parent === null && this.#places.size === 1 && this.#nested.size === 0
    for (const source of this.#places.keys())
      this.#places.set(source, {
        link: source.relation?.through == null ? null : this.#alias(),
        row: this.#rowsNeeded.has(source) ? (plain ? '' : this.#alias()) : null,
      })
  }

  #alias(): string {
    return `t${this.aliases.next++}`
  }

  /** The model's table alone, without aliases: what UPDATE and DELETE can speak of directly. */
  get plain(): boolean {
    return this.#places.get(this.root)!.row === ''
  }

  /** A column of a source, from here or from an enclosing query. */
  column(source: Source, column: ColumnInfo): Fragment {
    const place = this.#places.get(source)
    if (place === undefined) return this.parent!.column(source, column)
    if (place.row === null) return this.#qualified(place.link!, source.relation!.through!.far)
    return this.#qualified(place.row, column)
  }

  /** `FROM …` with every join. */
  from(): Fragment {
    const { dialect, root } = this
    let out: Fragment
    const first = this.#places.get(root)!
    if (first.link !== null) {
      out = sql`${dialect.quote(root.relation!.through!.model.table)} AS ${first.link}`
      if (first.row !== null) out = sql`${out} INNER JOIN ${this.#farTable(root, first)}`
    } else out = sql`${dialect.quote(root.model.table)}${first.row === '' ? '' : ` AS ${first.row}`}`
    for (const [source, place] of this.#places) {
      if (source === root) continue
      const kind = this.#inner.has(source) ? 'INNER JOIN' : 'LEFT JOIN'
      const { near, far, through } = source.relation!
      const here = this.column(source.parent!, near)
      if (through === null)
        out = sql`${out} ${kind} ${this.#table(source.model, place.row!)} ON ${this.#qualified(place.row!, far)} = ${here}`
      else {
        out = sql`${out} ${kind} ${this.#table(through.model, place.link!)} ON ${this.#qualified(place.link!, through.near)} = ${here}`
        if (place.row !== null) out = sql`${out} ${kind} ${this.#farTable(source, place)}`
      }
    }
    return out
  }

  /** How a subquery's first row hangs on the enclosing query. */
  correlation(): Fragment {
    const { near, far, through } = this.root.relation!
    const place = this.#places.get(this.root)!
    const there = through === null ? this.#qualified(place.row!, far) : this.#qualified(place.link!, through.near)
    return sql`${there} = ${this.parent!.column(this.root.parent!, near)}`
  }

  #farTable(source: Source, place: Place): Fragment {
    const { far, through } = source.relation!
    return sql`${this.#table(source.model, place.row!)} ON ${this.#qualified(place.row!, far)} = ${this.#qualified(place.link!, through!.far)}`
  }

  #table(model: ModelInfo, alias: string): Fragment {
    return sql`${this.dialect.quote(model.table)} AS ${alias}`
  }

  #qualified(alias: string, column: ColumnInfo): Fragment {
    const name = this.dialect.quote(column.column)
    return [alias === '' ? name : `${alias}.${name}`]
  }

  #use(source: Source, column: ColumnInfo): void {
    // A source below a subquery's root belongs to that subquery; one above this scope's root to an enclosing query.
    let above: Source | null = source
    while (above !== null && above !== this.root) {
      if (this.#nested.has(above)) return
      above = above.parent
    }
    if (above === null) return
    if (!this.#places.has(source)) {
      this.#use(source.parent!, source.relation!.near)
      this.#places.set(source, { row: null, link: null })
    }
    const through = source.relation?.through
    if (through == null || column !== source.relation!.far) this.#rowsNeeded.add(source)
  }

  #visit(expression: Expression): void {
    switch (expression.kind) {
      case 'column':
        this.#use(expression.source, expression.column)
        return
      case 'transform':
        this.#visit(expression.of)
        return
      case 'arithmetic':
        this.#visit(expression.left)
        this.#visit(expression.right)
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
        this.#use(condition.source.parent!, condition.source.relation!.near)
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
