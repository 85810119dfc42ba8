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
  ThroughInfo,
} from '../query/index.ts'
import { all, always, columnOf, hasAggregate, never, not, some } from '../query/index.ts'
import { entriesOf } from './arguments.ts'
import { decimalField, floatField, integerField } from './computed.ts'
import { ormErrors } from './errors.ts'
import { Aggregate, Arithmetic, ExpressionRuntime, PathExpression, ValueExpression } from './expressions.ts'
import { QRuntime } from './q.ts'
import { reversed } from './relations.ts'
import { bucket } from './shape.ts'
import { modelOf } from './walk.ts'

/** Something that resolves to a query of its own: a queryset as a value. */
export interface Subquery {
  /** The query and the one value that each of its rows gives; takes its slots. */
  resolveRows(slots: Slots): { readonly query: Query; readonly select: Expression }
}
export const subquery: unique symbol = Symbol('nuages.subquery')

/** Hands out the numbers of values, in the order in which the shape was walked. */
export class Slots {
  next = 0
}

/** The to-many rows that the conditions of one `filter()` share. */
export type Sharing = Map<Source, Map<RelationInfo, Source>>

interface Context {
  /** Inside an odd number of negations. */
  readonly denied: boolean
  /** Inside a negation of a filter: a to-many relation is asked as "there is such a row". */
  readonly inside: boolean
  /** Conditions of an aggregate speak of the rows that are joined already, denied or not. */
  readonly joined: boolean
  /** Null where any row that the query already speaks of may be meant. */
  readonly sharing: Sharing | null
}
const open: Context = { denied: false, inside: false, joined: false, sharing: null }
const joined: Context = { ...open, joined: true }

/** Resolves paths, values and conditions of one query against the metadata of its model. */
export class Resolver {
  readonly info: ModelInfo
  readonly root: Source
  readonly slots: Slots
  /** By name; they answer before the model's own columns. */
  readonly annotations = new Map<string, Expression>()
  readonly #sources = new Map<Source, Map<RelationInfo, Source>>()
  /** Resolving what `aggregate()` computes. */
  #overall = false

  constructor(info: ModelInfo, slots: Slots) {
    this.info = info
    this.slots = slots
    this.root = Object.freeze({ model: info, parent: null, relation: null })
  }

  // ---- relations -----------------------------------------------------------------------------------------------------

  /**
   * The row at the far end: always the same one of a to-one relation, of a to-many the one that `sharing` has. A
   * many-to-many goes by way of its link row, which a path to the link model shares.
   */
  hop(parent: Source, relation: RelationInfo, sharing: Sharing | null): Source {
    const { through } = relation
    if (through !== null) return this.hop(this.hop(parent, toLink(through), sharing), through.far.relation!, null)
    const shared = relation.toOne || sharing === null ? this.#sources : sharing
    const known = shared.get(parent)?.get(relation)
    if (known !== undefined) return known
    const source: Source = Object.freeze({ model: relation.to, parent, relation })
    put(shared, parent, relation, source)
    // What comes later without a filter of its own means the latest of these rows.
    if (shared !== this.#sources) put(this.#sources, parent, relation, source)
    return source
  }

  /** The key of the row at the far end, read on this side where it stands here. */
  keyOf(relation: RelationInfo, sharing: Sharing | null): Expression {
    const { through, far } = relation
    if (through !== null) return columnOf(this.hop(this.root, toLink(through), sharing), through.far)
    return columnOf(this.hop(this.root, relation, sharing), far)
  }

  // ---- paths ---------------------------------------------------------------------------------------------------------

  /** The value at a path: `author__name`, `published__year`, the name of an annotation. */
  path(path: string, sharing: Sharing | null = null): Expression {
    const segments = path.split('__')
    const named = this.annotations.get(segments[0]!)
    let value = named
    let rest: readonly string[] = segments.slice(1)
    if (value === undefined) {
      const found = this.#follow(this.root, segments, 0, path, { ...open, sharing }) as Found
      value = found.expression
      rest = found.rest
    }
    for (const name of rest) value = this.#transformed(value, name, path)
    return value
  }

  /**
   * Steps along relations to a column; stops at a to-many relation inside a negation. `first` is the relation to begin
   * with, where the path's own segment for it was taken already.
   */
  #follow(
    from: Source,
    segments: readonly string[],
    start: number,
    path: string,
    context: Context,
    first: RelationInfo | null = null,
  ): Followed {
    let source = from
    let given = first
    for (let i = start; i < segments.length || given !== null; i++) {
      let relation = given
      if (relation === null) {
        const name = segments[i] === 'pk' ? source.model.key.property : segments[i]!
        const found = source.model.relations.get(name)
        if (found === undefined) {
          const column = source.model.column(name)
          if (column === undefined) throw this.#unknown(source.model, name, path)
          return here(columnOf(source, column), segments.slice(i + 1))
        }
        relation = found
      } else i--
      given = null
      if (relation.through !== null) {
        const link = toLink(relation.through)
        const onward = relation.through.far.relation!
        if (this.#splits(source, link, context)) return { kind: 'split', source, relation: link, onward, at: i + 1 }
        source = this.hop(source, link, context.sharing)
        relation = onward
      }
      const next = segments[i + 1]
      const near = relation.kind === 'foreignKey' || relation.kind === 'oneToOne'
      if (next !== undefined && !isMember(relation.to, next) && !relation.to.key.field.lookups.has(next))
        throw this.#unknown(relation.to, next, path)
      // The relation itself is compared: by its key.
      if (near && (next === undefined || !isMember(relation.to, next)))
        return here(columnOf(source, relation.near), segments.slice(i + 1))
      if (near && relation.far.relation === null && relation.to.column(next!) === relation.far)
        return here(columnOf(source, relation.near), segments.slice(i + 2))
      if (this.#splits(source, relation, context)) return { kind: 'split', source, relation, onward: null, at: i + 1 }
      source = this.hop(source, relation, context.sharing)
      if (next === undefined || !isMember(source.model, next))
        return here(columnOf(source, source.model.key), segments.slice(i + 1))
    }
    return here(columnOf(source, source.model.key), [])
  }

  #splits(source: Source, relation: RelationInfo, { inside, joined, sharing }: Context): boolean {
    return inside && !joined && !relation.toOne && sharing?.get(source)?.get(relation) === undefined
  }

  #transformed(expression: Expression, name: string, path: string): Expression {
    const transform = expression.output?.transform(name) ?? null
    if (transform === null) throw this.#unknownLookup(expression, name, path)
    return Object.freeze({ kind: 'transform', of: expression, transform, output: transform.output })
  }

  #unknown(info: ModelInfo, name: string, path: string): Error {
    const annotations = info === this.info ? this.annotations : undefined
    return ormErrors.UNKNOWN_FIELD({ model: info.name, name, path, known: names(info, annotations) })
  }

  #unknownLookup(expression: Expression, name: string, path: string): Error {
    return ormErrors.UNKNOWN_LOOKUP({
      model: this.info.name,
      path,
      name,
      type: expression.output?.type ?? 'value',
      known: [...(expression.output?.lookups.keys() ?? [])],
    })
  }

  // ---- conditions ----------------------------------------------------------------------------------------------------

  /** Lookups or a Q, as one `filter` or `exclude` has them. */
  condition(condition: object, denied: boolean, sharing: Sharing | null): Condition {
    const context = { denied, inside: denied, joined: false, sharing }
    const out = this.#condition(condition, context)
    return denied ? not(out) : out
  }

  #condition(condition: object, context: Context): Condition {
    if (!(condition instanceof QRuntime))
      return all(entriesOf(condition).map(([path, value]) => this.#lookup(path, value, context)))
    const inner = condition.kind === 'not' ? { ...context, denied: !context.denied, inside: true } : context
    const parts = condition.parts.filter((part) => !saysNothing(part)).map((part) => this.#condition(part, inner))
    if (parts.length === 0) return always
    return condition.kind === 'or' ? some(parts) : condition.kind === 'not' ? not(all(parts)) : all(parts)
  }

  #lookup(path: string, value: unknown, context: Context): Condition {
    const segments = path.split('__')
    const named = this.annotations.get(segments[0]!)
    if (named !== undefined) return this.#compared(named, segments.slice(1), value, path, context, true)
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
    const split = this.#follow(source, segments, start, path, context, first)
    if (split.kind === 'found') return this.#compared(split.expression, split.rest, value, path, context, false)
    // Denied conditions on to-many relations: there is no such row. Each is asked for itself, as in Django.
    const { relation, onward, at } = split
    const far: Source = Object.freeze({ model: relation.to, parent: split.source, relation })
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
      else if (known && left.output?.transform(name) == null) throw this.#unknownLookup(left, rest[i + 1]!, path)
      else left = this.#transformed(left, name, path)
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
    for (const item of Array.isArray(value) || value instanceof Set ? value : [value])
      this.#checkModel(left, item, path, bad)
    if (value instanceof ExpressionRuntime) {
      const right = this.expression(value, sharing, left.output)
      if (hasAggregate(right)) throw ormErrors.MISPLACED_AGGREGATE({ where: 'a lookup' })
      if (kind === 'list' || kind === 'range') throw bad(kind === 'list' ? 'a list' : 'two values')
      return right
    }
    if (isSubquery(value)) {
      if (kind !== 'list') throw bad('a value, not a queryset')
      const rows = value[subquery].resolveRows(this.slots)
      return Object.freeze({ kind: 'rows', ...rows })
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
    const json = left.output?.describe().kind === 'json'
    if (Array.isArray(value) && !json) throw bad('one value, not a list')
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
    if (wanted.model !== given)
      throw ormErrors.WRONG_MODEL({ where: `'${path}' on ${this.info.name}`, model: wanted.name, given: given.name })
  }

  // ---- expressions ---------------------------------------------------------------------------------------------------

  /** An expression; `beside` is the field that a bare value is compared or computed with. */
  expression(expression: ExpressionRuntime, sharing: Sharing | null, beside: Field | null): Expression {
    if (expression instanceof PathExpression) return this.path(expression.path, sharing)
    if (expression instanceof ValueExpression)
      return Object.freeze({ kind: 'value', slot: this.slots.next++, output: numeric(expression.value, beside) })
    if (expression instanceof Arithmetic) {
      const left = this.expression(expression.left, sharing, beside)
      const right = this.expression(expression.right, sharing, left.output ?? beside)
      for (const { output } of [left, right])
        if (output !== null && !computed.has(output.describe().kind))
          throw ormErrors.NOT_A_NUMBER({ model: this.info.name, operator: expression.operator, type: output.type })
      const wide = wider(left.output, right.output) ?? integerField
      const output = wide.describe().kind === 'decimal' ? decimalField : wide
      return Object.freeze({ kind: 'arithmetic', operator: expression.operator, left, right, output })
    }
    if (expression instanceof Aggregate) return this.aggregate(expression)
    throw ormErrors.NOT_AN_EXPRESSION({ where: 'The query', name: 'expression' })
  }

  /** An expression of aggregates over all rows: what those are of may be an aggregate of each row. */
  summary(expression: ExpressionRuntime): Expression {
    this.#overall = true
    try {
      return this.expression(expression, null, null)
    } finally {
      this.#overall = false
    }
  }

  aggregate(aggregate: Aggregate): Extract<Expression, { kind: 'aggregate' }> {
    const overall = this.#overall
    this.#overall = false
    const of = aggregate.of === null ? null : this.expression(aggregate.of, null, null)
    this.#overall = overall
    if (!overall && of !== null && hasAggregate(of)) throw ormErrors.MISPLACED_AGGREGATE({ where: 'another aggregate' })
    const filter = aggregate.filter === null ? null : this.#condition(aggregate.filter, joined)
    const source = of?.output ?? integerField
    const output =
      aggregate.function === 'count'
        ? integerField
        : aggregate.function !== 'avg'
          ? source
          : source.describe().kind === 'decimal'
            ? decimalField
            : floatField
    return Object.freeze({
      kind: 'aggregate',
      function: aggregate.function,
      of,
      distinct: aggregate.distinct,
      filter,
      output,
    })
  }
}

/** A column (of a relation that is compared, its key) and what follows it in the path. */
interface Found {
  readonly kind: 'found'
  readonly expression: Expression
  readonly rest: readonly string[]
}

/** A to-many relation inside a negation, and where the path goes on after it. */
interface Split {
  readonly kind: 'split'
  readonly source: Source
  readonly relation: RelationInfo
  /** From the link row of a many-to-many to the row that is meant. */
  readonly onward: RelationInfo | null
  readonly at: number
}
type Followed = Found | Split

function here(expression: Expression, rest: readonly string[]): Found {
  return { kind: 'found', expression, rest }
}

/** From a model to the link rows of one of its many-to-many relations. */
function toLink(through: ThroughInfo): RelationInfo {
  return reversed(through.near.relation!)
}

function put(sharing: Sharing, parent: Source, relation: RelationInfo, source: Source): void {
  const known = sharing.get(parent)
  if (known === undefined) sharing.set(parent, new Map([[relation, source]]))
  else known.set(relation, source)
}

/** No lookups at all, as in a `Q` that is to be filled in a loop: it neither narrows nor widens what it is joined with. */
export function saysNothing(condition: object): boolean {
  return condition instanceof QRuntime ? condition.parts.every(saysNothing) : entriesOf(condition).length === 0
}

function isSubquery(value: unknown): value is { readonly [subquery]: Subquery } {
  return typeof value === 'object' && value !== null && subquery in value
}

/** Whether a segment of a path goes on into a model, rather than comparing what leads to it. */
function isMember(info: ModelInfo, name: string): boolean {
  return name === 'pk' || info.relations.has(name) || info.column(name) !== undefined
}

/** Every name that a path may go on with, for error messages. */
export function names(info: ModelInfo, annotations?: ReadonlyMap<string, unknown>): string[] {
  const own = info.columns.flatMap((column: ColumnInfo) => [column.property, column.attribute])
  return [...new Set([...own, ...info.relations.keys(), ...(annotations?.keys() ?? []), 'pk'])]
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
    if (nullable || (kind !== 'foreignKey' && kind !== 'oneToOne')) return true
  }
  return false
}

const ranks: Readonly<Record<string, number>> = { integer: 1, bigint: 2, number: 3, decimal: 4 }

/** Kinds of values that arithmetic takes: numbers, keys, and what a JSON document may hold. */
const computed: ReadonlySet<string> = new Set([...Object.keys(ranks), 'relation', 'json'])

/** What the result of arithmetic is: the wider kind of number. */
function wider(a: Field | null, b: Field | null): Field | null {
  if (a === null || b === null) return a ?? b
  const left = ranks[a.describe().kind]
  const right = ranks[b.describe().kind]
  if (left === undefined || right === undefined) return left === undefined ? a : b
  return right > left ? b : a
}

/** The field that encodes a bare value in arithmetic: its neighbour's, but a fraction beside whole numbers stays one. */
function numeric(value: unknown, beside: Field | null): Field | null {
  if (typeof value === 'number' && !Number.isInteger(value))
    return beside?.describe().kind === 'decimal' ? beside : floatField
  if (typeof value === 'number')
    return beside !== null && ranks[beside.describe().kind] === undefined ? integerField : beside
  return beside
}
