import type { Database, Row } from '../drivers/index.ts'
import type {
  ColumnInfo,
  Condition,
  Expression,
  Field,
  ModelInfo,
  Operation,
  Parts,
  Query,
  RelatedRow,
  Source,
} from '../query/index.ts'
import { conditionParts, partsOf, queryParts } from '../query/index.ts'
import { compile, type Decode, type Plan } from '../sql/index.ts'
import { type Extra, flatBuilder, listBuilder, makeLayout, type Part, recordBuilder } from './builder.ts'
import { Aggregate } from './expressions/aggregate.ts'
import { type JoinedReads, joinedReads } from './joined-reads.ts'
import type { Orm } from './orm.ts'
import { backOf } from './relations.ts'
import type { AnyRow, Batch, Layout } from './state.ts'

/** A plan that reads, and what makes results of its rows. */
export interface SelectPlan {
  readonly plan: Plan
  readonly build: (rows: readonly Row[], orm: Orm, database: Database) => unknown[]
  /** Results are rows of the model: they may be prefetched for. */
  readonly rows: boolean
  /** The last value that was asked for, which may say for which key a row was found: its place, and how it reads. */
  readonly hidden: { readonly at: number; readonly decode: Decode | null }
  /** What the last values of each row are, where they say where it stands in the order. */
  readonly places: readonly { readonly field: Field; readonly decode: Decode | null }[]
  /** Where it reads one row by its key: what joins such reads. */
  readonly joined: JoinedReads | null
}

/** Compiles a query and generates what builds its results. */
export function selectPlan(
  query: Query,
  form: 'record' | 'list' | 'flat' | null,
  orm: Orm,
  database: Database,
  standing: readonly Field[] = [],
): SelectPlan {
  const plan = compile({ kind: 'select', query }, database.database)
  const { decoders } = plan
  const hidden = { at: decoders.length - 1, decode: decoders.at(-1) ?? null }
  const places = standing.map((field, i) => ({ field, decode: decoders[decoders.length - standing.length + i]! }))
  if (query.select.kind === 'rows') {
    const build = rowsBuilder(query, plan, orm, database)
    return { plan, build, rows: true, hidden, places, joined: joinedReads(query, decoders, build, database) }
  }
  const names = query.select.named.map(({ name }) => name).filter((name) => name !== '')
  const each =
    form === 'flat'
      ? flatBuilder(decoders[0] ?? null)
      : form === 'list'
        ? listBuilder(names.length, decoders)
        : recordBuilder(names, decoders)
  return { plan, build: (rows) => rows.map((row) => each(row)), rows: false, hidden, places, joined: null }
}

/** A batch with its parts, mirrored by the rows of every result. */
interface Spec {
  readonly layout: Layout
  readonly offset: number
  readonly parts: readonly Spec[]
}

function rowsBuilder(query: Query, plan: Plan, orm: Orm, database: Database): SelectPlan['build'] {
  const select = query.select as Extract<Query['select'], { kind: 'rows' }>
  const { wide } = plan.statement
  const extras: Extra[] = []
  const width = select.columns.length + select.related.reduce((sum, row) => sum + widthOf(row), 0)
  select.named.forEach(({ name }, i) => {
    if (name !== '') extras.push({ name, at: width + i, decoder: plan.decoders[width + i]! })
  })
  const spec = specOf(query.model, select.columns, 0, select.related, extras, orm, database, wide)
  return (rows, given, from) => {
    const batch = batchOf(spec, { orm: given, database: from })
    const { Row } = spec.layout
    for (let i = 0; i < rows.length; i++) new Row(rows[i]!, batch, 0)
    return batch.rows.slice()
  }
}

function widthOf(row: RelatedRow): number {
  return row.columns.length + row.related.reduce((sum, inner) => sum + widthOf(inner), 0)
}

function specOf(
  info: ModelInfo,
  columns: readonly ColumnInfo[],
  offset: number,
  related: readonly RelatedRow[],
  extras: readonly Extra[],
  orm: Orm,
  database: Database,
  wide: boolean,
): Spec {
  const whole = orm.layout(info, database, wide, columns)
  if (related.length === 0 && extras.length === 0) return { layout: whole, offset, parts: [] }
  const specs: Spec[] = []
  const parts: Part[] = []
  let at = columns.length
  for (const row of related) {
    const spec = specOf(row.source.model, row.columns, offset + at, row.related, [], orm, database, wide)
    const key = row.columns.indexOf(row.source.model.key)
    parts.push({
      property: row.property,
      layout: spec.layout,
      at,
      key: at + key,
      back: backOf(row.source.relation!),
    })
    specs.push(spec)
    at += widthOf(row)
  }
  return { layout: makeLayout(info, columns, whole.decoders, parts, extras), offset, parts: specs }
}

function batchOf(spec: Spec, source: Batch['source']): Batch {
  const rows: AnyRow[] = []
  const parts = spec.parts.map((part) => batchOf(part, source))
  return { layout: spec.layout, offset: spec.offset, rows, source, parts, loading: null }
}

/** A plan for an operation that gives no rows of its own, kept at its shape. */
export function plainPlan(node: { plan: unknown }, database: Database, operation: () => Operation): Plan {
  return (node.plan ??= compile(operation(), database.database)) as Plan
}

/** The value that an aggregate has over no rows at all. */
export function overNothing(expression: unknown): unknown {
  return expression instanceof Aggregate && (expression.function === 'count' || expression.function === 'regrCount')
    ? 0
    : null
}

/** Whether an expression reads only the row `root` itself, beside the rows of its own subqueries. */
export function isLocal(expression: Expression, root: Source): boolean {
  return isOwn(expression, root) && localParts(partsOf(expression), root)
}

function localParts({ expressions, conditions, queries }: Parts, root: Source): boolean {
  return (
    expressions.every((each) => isLocal(each, root)) &&
    conditions.every((each) => isLocalCondition(each, root)) &&
    queries.every((each) => localParts(queryParts(each), root))
  )
}

function isLocalCondition(condition: Condition, root: Source): boolean {
  if (condition.kind === 'related' && condition.source.parent !== root && rootOf(condition.source) === root)
    return false
  return localParts(conditionParts(condition), root)
}

function isOwn(expression: Expression, root: Source): boolean {
  if (expression.kind === 'aggregate' || expression.kind === 'window') return false
  return expression.kind !== 'column' || expression.source === root || rootOf(expression.source) !== root
}

function rootOf(source: Source): Source {
  return source.parent === null ? source : rootOf(source.parent)
}
