import type {
  ColumnInfo,
  Condition,
  Expression,
  Field,
  ModelInfo,
  Operand,
  Query,
  RelationInfo,
  Source,
} from '../query/index.ts'
import { all, always, columnOf, never, not, odd, some } from '../query/index.ts'
import { entriesOf } from './arguments.ts'
import { ormErrors } from './errors.ts'
import { ExpressionRuntime } from './expressions.ts'
import { type Context, type Followed, farEnd, isMember, open, PathResolver, type Sharing, type Slots } from './paths.ts'
import { QRuntime } from './q.ts'
import { bucket } from './shape.ts'
import { fits, isWalkable, modelOf } from './walk.ts'

/** Something that resolves to a query of its own: a queryset as a value. */
export interface Subquery {
  /**
   * The query and the one value that each of its rows gives; takes its slots. `outer` is the query that it stands in, `far`
   * the column that stands for a row: its key where that is left out.
   */
  resolveRows(slots: Slots, outer: Resolver, far?: ColumnInfo): { readonly query: Query; readonly select: Expression }
  /** The query alone, where only its having rows matters. */
  resolveQuery(slots: Slots, outer: Resolver): { readonly query: Query }
}
export const subquery: unique symbol = Symbol('nuages.subquery')
/** A queryset as a value. */
export interface SubqueryGiven {
  readonly [subquery]: Subquery
}

const joined: Context = { ...open, joined: true }

/** Resolves the conditions and expressions of one query against the metadata of its model. */
export class Resolver extends PathResolver {
  /** The query that this one is a subquery of. */
  readonly outer: Resolver | null
  /** Resolving what `aggregate()` computes: an aggregate of what each row's aggregates give. */
  #overall = false
  /** Where no aggregate may stand, in words. */
  #rowsOnly: string | null = null

  constructor(info: ModelInfo, slots: Slots, outer: Resolver | null = null) {
    super(info, slots)
    this.outer = outer
  }

  // ---- conditions ----------------------------------------------------------------------------------------------------

  /** Lookups or a Q, as one `filter` or `exclude` has them. */
  condition(condition: object, denied: boolean, sharing: Sharing | null): Condition {
    const context = { denied, inside: denied, joined: false, sharing }
    const out = this.#condition(condition, context)
    return denied ? not(out) : out
  }

  /** Conditions of an expression: they speak of the rows that are joined already. */
  joined(condition: object): Condition {
    return this.#condition(condition, joined)
  }

  #condition(condition: object, context: Context): Condition {
    if (condition instanceof ExpressionRuntime) {
      const value = this.rowsOnly('a lookup', () => this.expression(condition, context.sharing, null))
      if (value.kind === 'condition') return value.condition
      if (value.kind === 'sql' || value.output?.describe().kind === 'boolean')
        return Object.freeze({ kind: 'holds', of: value })
      throw ormErrors.BAD_ARGUMENT({
        where: `A condition of ${this.info.name}`,
        needs: 'lookups, a Q, or an expression that is true or false',
        given: `a ${value.output?.type ?? 'value'}`,
      })
    }
    if (!(condition instanceof QRuntime))
      return all(entriesOf(condition).map(([path, value]) => this.#lookup(path, value, context)))
    const inner = condition.kind === 'not' ? { ...context, denied: !context.denied, inside: true } : context
    const parts = condition.parts.filter((part) => !saysNothing(part)).map((part) => this.#condition(part, inner))
    if (parts.length === 0) return always
    switch (condition.kind) {
      case 'or':
        return some(parts)
      case 'xor':
        return odd(parts)
      case 'not':
        return not(all(parts))
      case 'and':
        return all(parts)
    }
  }

  #lookup(path: string, value: unknown, context: Context): Condition {
    const segments = path.split('__')
    const named = this.annotations.get(segments[0]!)
    if (named !== undefined) return this.#compared(named, segments.slice(1), value, path, context, true)
    if (this.filtered.has(segments[0]!))
      return this.#reached(this.begin(segments, path, context), segments, value, path, context)
    return this.#from(this.root, segments, 0, value, path, context)
  }

  #from(
    source: Source,
    segments: readonly string[],
    start: number,
    value: unknown,
    path: string,
    context: Context,
    first: RelationInfo | null = null,
  ): Condition {
    return this.#reached(this.follow(source, segments, start, path, context, first), segments, value, path, context)
  }

  #reached(split: Followed, segments: readonly string[], value: unknown, path: string, context: Context): Condition {
    if (split.kind === 'found') return this.#compared(split.expression, split.rest, value, path, context, false)
    // Denied conditions on to-many relations: there is no such row. Each is asked for itself, as in Django.
    const { relation, onward, at } = split
    const far = farEnd(split.source, relation)
    const inner: Context = { ...open, sharing: new Map() }
    const bare = onward === null && (at >= segments.length || !isMember(far.model, segments[at]!))
    const condition = bare
      ? this.#compared(columnOf(far, far.model.key), segments.slice(at), value, path, inner, false)
      : this.#from(far, segments, at, value, path, inner, onward)
    const related: Condition = Object.freeze({ kind: 'related', source: far, condition })
    const absent = value === null || (value === true && segments.at(-1) === 'isnull')
    if (!absent) return related
    const any: Condition = Object.freeze({ kind: 'related', source: far, condition: all([]) })
    return some([related, not(any)])
  }

  #compared(
    start: Expression,
    rest: readonly string[],
    value: unknown,
    path: string,
    context: Context,
    named: boolean,
  ): Condition {
    let left = start
    let lookup = 'exact'
    for (const [i, name] of rest.entries()) {
      const known = left.output?.lookups.has(name) === true
      if (known && i === rest.length - 1) lookup = name
      else if (known && left.output?.transform(name) == null) throw this.unknownLookup(left, rest[i + 1]!, path)
      else left = this.transformed(left, name, path)
    }
    const json = left.output?.describe().kind === 'json'
    const bad = (needs: string) => ormErrors.BAD_OPERAND({ model: this.info.name, path, needs })
    if (lookup === 'isnull') {
      if (typeof value !== 'boolean') throw bad('true or false')
      this.slots.next++
      return Object.freeze({ kind: 'isNull', of: left, is: value })
    }
    if (value === null && !(json && lookup === 'exact')) {
      if (lookup !== 'exact' && lookup !== 'iexact') throw ormErrors.NULL_COMPARED({ model: this.info.name, path })
      this.slots.next++
      return Object.freeze({ kind: 'isNull', of: left, is: true })
    }
    const operand = this.#operand(left, lookup, value, path, context.sharing, bad)
    if (operand === null) return never
    const compare: Condition = Object.freeze({ kind: 'compare', left, lookup, right: operand })
    if (!context.denied || named || value === null) return compare
    // Under a negation a row without a value must not vanish: it does not match, so that its denial holds.
    const column = columnUnder(left)
    const guards: Condition[] = []
    if (column !== null && mayBeNull(column)) guards.push(Object.freeze({ kind: 'isNull', of: column, is: false }))
    if (operand.kind === 'column' && mayBeNull(operand))
      guards.push(Object.freeze({ kind: 'isNull', of: operand, is: false }))
    return all([compare, ...guards])
  }

  /** The right side of a comparison; null where it can never hold. Takes its slots. */
  #operand(
    left: Expression,
    lookup: string,
    value: unknown,
    path: string,
    sharing: Sharing | null,
    bad: (needs: string) => Error,
  ): Operand | null {
    const kind = left.output?.lookups.get(lookup)
    const many = Array.isArray(value) || value instanceof Set
    for (const item of many ? value : [value]) {
      this.#checkModel(left, item, path, bad)
      if (isWalkable(item) && !(item instanceof ExpressionRuntime) && (many || !isSubquery(item)))
        throw bad(many ? 'a list of values, not of querysets or conditions' : 'a value, not a condition')
    }
    if (value instanceof ExpressionRuntime) {
      if (kind === 'list' || kind === 'range') throw bad(kind === 'list' ? 'a list' : 'two values')
      return this.rowsOnly('a lookup', () => this.expression(value, sharing, left.output))
    }
    if (isSubquery(value)) {
      if (kind !== 'list') throw bad('a value, not a queryset')
      const far = left.kind === 'column' ? left.column.relation?.far : undefined
      const rows = value[subquery].resolveRows(this.slots, this, far)
      return Object.freeze({ kind: 'rows', ...rows })
    }
    const computed = expressionsIn(value)
    if (computed !== null) {
      if (kind !== 'list' && kind !== 'range') throw bad('one value, not a list')
      if (kind === 'range' && computed.length !== 2) throw bad('two values')
      return this.rowsOnly('a lookup', () => this.#expressions(left, computed, sharing, path))
    }
    const slot = this.slots.next++
    if (kind === 'list') {
      if (!Array.isArray(value) && !(value instanceof Set)) throw bad('a list')
      const items = [...value]
      if (items.every((item) => item === null)) return null
      return Object.freeze({ kind: 'list', slot, size: bucket(items.length), path })
    }
    if (kind === 'range') {
      if (!Array.isArray(value) || value.length !== 2) throw bad('two values')
      if (value.includes(null)) throw ormErrors.NULL_COMPARED({ model: this.info.name, path })
      return Object.freeze({ kind: 'range', slot, path })
    }
    const output = left.output?.describe().kind
    if (Array.isArray(value) && output !== 'json' && output !== 'array') throw bad('one value, not a list')
    const constant = value === null || typeof value === 'boolean' ? { constant: value } : {}
    return Object.freeze({ kind: 'value', slot, output: left.output, path, ...constant })
  }

  /** A row stands for its key: only where that model's key is compared. */
  #checkModel(left: Expression, value: unknown, path: string, bad: (needs: string) => Error): void {
    const given = modelOf(value)
    if (given === null) return
    const column = left.kind === 'column' ? left.column : null
    const wanted = column?.relation?.to ?? (column?.primaryKey ? column.model : null)
    if (wanted === null) throw bad('a value, not a row')
    if (!fits(given, wanted))
      throw ormErrors.WRONG_MODEL({ where: `'${path}' on ${this.info.name}`, model: wanted.name, given: given.name })
  }

  // ---- expressions ---------------------------------------------------------------------------------------------------

  /** An expression; `beside` is the field that a bare value is compared or computed with. */
  expression(expression: ExpressionRuntime, sharing: Sharing | null, beside: Field | null): Expression {
    return expression.resolve(this, { sharing, beside })
  }

  /** The items of a list or the ends of a range, of which some are computed. */
  #expressions(left: Expression, items: readonly unknown[], sharing: Sharing | null, path: string): Operand {
    const of = items.map((item): Expression => {
      if (item instanceof ExpressionRuntime) return this.expression(item, sharing, left.output)
      return Object.freeze({ kind: 'value', slot: this.slots.next++, output: left.output, path })
    })
    return Object.freeze({ kind: 'expressions', of })
  }

  /** An expression of aggregates over all rows: what those are of may be an aggregate of each row. */
  summary(expression: ExpressionRuntime): Expression {
    return this.ofAggregates(() => this.expression(expression, null, null))
  }

  /** Resolves an aggregate that is computed over groups: over all of them, or over a window's. */
  ofAggregates<R>(work: () => R): R {
    const overall = this.#overall
    this.#overall = true
    try {
      return work()
    } finally {
      this.#overall = overall
    }
  }

  /** Resolves what an aggregate is of: a value of each row. */
  perRow<R>(work: () => R): R {
    if (this.#rowsOnly !== null) throw ormErrors.MISPLACED_AGGREGATE({ where: this.#rowsOnly })
    const overall = this.#overall
    this.#overall = false
    try {
      return overall ? work() : this.rowsOnly('another aggregate', work)
    } finally {
      this.#overall = overall
    }
  }

  /** Whether an aggregate may be of another one: of an annotation of each row. */
  get overall(): boolean {
    return this.#overall
  }

  /** Resolves what may contain no new aggregate: annotations that are one may be named. */
  rowsOnly<R>(where: string, work: () => R): R {
    const before = this.#rowsOnly
    this.#rowsOnly = where
    try {
      return work()
    } finally {
      this.#rowsOnly = before
    }
  }
}

/** The items of a list of which some are expressions; null for any other value. */
function expressionsIn(value: unknown): readonly unknown[] | null {
  const items = value instanceof Set ? [...value] : Array.isArray(value) ? value : null
  return items?.some((item) => item instanceof ExpressionRuntime) === true ? items : null
}

/** No lookups at all, as in a `Q` that is to be filled in a loop: it neither narrows nor widens what it is joined with. */
export function saysNothing(condition: object): boolean {
  if (condition instanceof ExpressionRuntime) return false
  return condition instanceof QRuntime ? condition.parts.every(saysNothing) : entriesOf(condition).length === 0
}

/** Whether a value is a queryset. */
export function isSubquery(value: unknown): value is SubqueryGiven {
  return typeof value === 'object' && value !== null && subquery in value
}

/** The column that a chain of transforms reads. */
function columnUnder(expression: Expression): Extract<Expression, { kind: 'column' }> | null {
  if (expression.kind === 'transform') return columnUnder(expression.of)
  return expression.kind === 'column' ? expression : null
}

function mayBeNull({ source, column }: Extract<Expression, { kind: 'column' }>): boolean {
  if (column.null) return true
  for (let each: Source | null = source; each?.relation != null; each = each.parent) {
    const { kind, nullable } = each.relation
    if (each.on !== undefined || nullable || (kind !== 'foreignKey' && kind !== 'oneToOne')) return true
  }
  return false
}
