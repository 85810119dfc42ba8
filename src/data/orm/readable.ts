import { use } from '../../base/context/index.ts'
import { callSite, queries } from '../../base/events/index.ts'
import type { Asked, Database, Row } from '../drivers/index.ts'
import type { ColumnInfo, ModelInfo } from '../query/index.ts'
import { hasAggregate } from '../query/index.ts'
import { bind, type ExplainOptions, explained, explainedText, type Plan } from '../sql/index.ts'
import { checkList, checkPath, checkSize, isRecord, kindOf } from './arguments.ts'
import { CombinableDescription } from './combinable.ts'
import { cursorPage, type Page, type PageOptions, type PageStep } from './cursor-page.ts'
import type { Conditions } from './description.ts'
import type { Draft } from './draft.ts'
import { ormErrors } from './errors.ts'
import { Aggregate } from './expressions/aggregate.ts'
import { ExpressionRuntime } from './expressions.ts'
import { after, type Maybe, promised } from './maybe.ts'
import { type Orm, ormService } from './orm.ts'
import { overNothing, plainPlan, type SelectPlan, selectPlan } from './plans.ts'
import { prefetch } from './prefetch.ts'
import { sent, told } from './refused.ts'
import { marks, walk } from './shape.ts'
import { type AnyRow, batch, isRow, keyOf, setLoaded } from './state.ts'
import { ValuesStep } from './steps.ts'
import { read } from './walk.ts'

/** The part of a queryset that reads: awaiting or iterating it runs it, each time anew. */
export abstract class ReadableQuerySet
  extends CombinableDescription
  implements PromiseLike<unknown[]>, AsyncIterable<unknown>
{
  /** Where it was written: a stack behind an `await` does not lead there. */
  readonly #origin = queries.traced ? callSite() : null

  /** What is said of each of its statements. */
  protected get asked(): Asked | undefined {
    return this.#origin === null ? this.parts.limits : { origin: this.#origin, ...this.parts.limits }
  }

  protected get orm(): Orm {
    return use(ormService)
  }

  #database(orm: Orm): Database {
    return orm.reading(this.infoIn(orm), this.parts.database)
  }

  /** The results, with what is to be prefetched. */
  rows(): Maybe<unknown[]> {
    const { known } = this.parts
    if (known !== null) return [...known]
    const orm = this.orm
    const database = this.#database(orm)
    const values: unknown[] = []
    const node = this.walkSlice(this.walkSteps(orm.plans(database).root, values), values).child(marks.rows)
    const plan = (node.plan ??= this.#selectPlan(orm, database)) as SelectPlan
    return this.#read(plan, values, orm, database)
  }

  #selectPlan(orm: Orm, database: Database, change: (draft: Draft) => void = nothing, limit?: number): SelectPlan {
    const draft = this.drafted(orm, database)
    change(draft)
    const query = this.finish(draft)
    const form = draft.values?.form ?? null
    return selectPlan(limit === undefined ? query : { ...query, limit }, form, orm, database, draft.places)
  }

  #read(plan: SelectPlan, values: readonly unknown[], orm: Orm, database: Database): Maybe<unknown[]> {
    this.#inTransaction(database)
    if (plan.plan.empty) return []
    // Written out, without closures: every query comes by.
    let rows: Maybe<readonly Row[]>
    try {
      rows = database.all(plan.plan.statement, bind(plan.plan, values), this.asked)
    } catch (error) {
      throw told(error, this.infoIn(orm))
    }
    return rows instanceof Promise ? this.#later(plan, rows, orm, database) : this.#built(plan, rows, orm, database)
  }

  #later(plan: SelectPlan, rows: Promise<readonly Row[]>, orm: Orm, database: Database): Promise<unknown[]> {
    return rows.then(
      (found) => this.#built(plan, found, orm, database),
      (error: unknown) => {
        throw told(error, this.infoIn(orm))
      },
    )
  }

  protected infoIn(orm: Orm): ModelInfo {
    return orm.registry.of(this.model)
  }

  #inTransaction(database: Database): void {
    if (this.parts.locked && !database.inTransaction) throw ormErrors.LOCK_OUTSIDE({ model: this.model.name })
  }

  #built(plan: SelectPlan, rows: readonly Row[], orm: Orm, database: Database): Maybe<unknown[]> {
    const results = plan.build(rows, orm, database)
    const { prefetches, owner } = this.parts
    if (owner !== null && plan.rows) for (const each of results) setLoaded(each as AnyRow, owner.property, owner.row)
    if (prefetches.length === 0 || results.length === 0 || !plan.rows) return results
    return after(prefetch(results as object[], prefetches, this.asked), () => results)
  }

  /** Where the key stands that each of the `linked` rows was found for, and how it reads. */
  hiddenKey(): SelectPlan['hidden'] {
    const orm = this.orm
    const database = this.#database(orm)
    const values: unknown[] = []
    const node = this.walkSlice(this.walkSteps(orm.plans(database).root, values), values).child(marks.rows)
    return ((node.plan ??= this.#selectPlan(orm, database)) as SelectPlan).hidden
  }

  then<A = unknown[], B = never>(
    resolve?: ((rows: unknown[]) => A | PromiseLike<A>) | null,
    reject?: ((reason: unknown) => B | PromiseLike<B>) | null,
  ): Promise<A | B> {
    return promised(() => this.rows()).then(resolve, reject)
  }

  /** What the driver gave, and what makes results of some of it. `check` sees the plan before it is run. */
  fetched(check: (plan: SelectPlan) => void): Maybe<Fetched> {
    const orm = this.orm
    const database = this.#database(orm)
    const values: unknown[] = []
    const node = this.walkSlice(this.walkSteps(orm.plans(database).root, values), values).child(marks.rows)
    const plan = (node.plan ??= this.#selectPlan(orm, database)) as SelectPlan
    check(plan)
    this.#inTransaction(database)
    const built = (rows: readonly Row[]) => this.#built(plan, rows, orm, database)
    if (plan.plan.empty) return { plan, found: [], built }
    const given = bind(plan.plan, values)
    return after(database.all(plan.plan.statement, given, this.asked), (found) => ({ plan, found, built }))
  }

  /** The rows of one page, and what comes next to them. */
  paged(step: PageStep): this {
    return this.further(step)
  }

  /** Rows by the page, with cursors for the pages before and after: `cursorPage({ size: 20, after })`. */
  cursorPage(options: PageOptions): Promise<Page> {
    return promised(() => cursorPage(this, options))
  }

  /** How the database would find the rows, in its own words. */
  explain(options: ExplainOptions = {}): Promise<string> {
    return promised(() => {
      if (!isRecord(options))
        throw ormErrors.BAD_ARGUMENT({ where: 'explain()', needs: 'options', given: kindOf(options) })
      const orm = this.orm
      const database = this.#database(orm)
      const values: unknown[] = []
      this.walkSlice(this.walkSteps(orm.plans(database).root, values), values)
      const plan = explained(this.#selectPlan(orm, database).plan, options, database.database)
      return after(database.all(plan.statement, bind(plan, values), this.asked), explainedText)
    })
  }

  get(...conditions: Conditions[]): Promise<unknown> {
    return promised(() =>
      conditions.length > 0 ? this.filtered(conditions, 'get() with conditions').one() : this.one(),
    )
  }

  /** The one row there is. */
  one(): Maybe<unknown> {
    const { known, from, to } = this.parts
    if (known !== null) return this.#only(known, [])
    const orm = this.orm
    const database = this.#database(orm)
    const values: unknown[] = []
    const node = this.walkSlice(this.walkSteps(orm.plans(database).root, values), values).child(marks.one)
    const sliced = from > 0 || to !== null
    const plan = (node.plan ??= sliced
      ? this.#selectPlan(orm, database)
      : this.#selectPlan(orm, database, unordered, 2)) as SelectPlan
    if (plan.joined === null || !this.#joins(values, database)) return this.#alone(plan, values, orm, database)
    return plan.joined.ask(values[0], orm, database, () => this.#alone(plan, values, orm, database))
  }

  /** Whether the row can be read with others that are asked for now: nothing but its key is, and nobody's transaction. */
  #joins(values: readonly unknown[], database: Database): boolean {
    const { prefetches, owner, limits } = this.parts
    const alone = values.length !== 1 || prefetches.length > 0 || owner !== null || limits !== undefined
    // Who counts statements, or asks where they come from, is told of each.
    return !alone && database.outside && !queries.traced
  }

  #alone(plan: SelectPlan, values: readonly unknown[], orm: Orm, database: Database): Maybe<unknown> {
    const rows = this.#read(plan, values, orm, database)
    return rows instanceof Promise ? rows.then((late) => this.#only(late, values)) : this.#only(rows, values)
  }

  #only(rows: readonly unknown[], values: readonly unknown[]): unknown {
    if (rows.length === 1) return rows[0]
    const make = rows.length === 0 ? ormErrors.DOES_NOT_EXIST : ormErrors.MULTIPLE_ROWS
    throw make({ model: this.model.name, lookups: this.described(values) })
  }

  first(): Promise<unknown> {
    return promised(() =>
      this.#end(marks.first, (draft) => {
        if (byKey(draft)) this.unsliced('first() without an order')
      }),
    )
  }

  last(): Promise<unknown> {
    return promised(() => {
      this.unsliced('last()')
      return this.#end(marks.last, (draft) => {
        byKey(draft)
        draft.reversed = !draft.reversed
      })
    })
  }

  #end(mark: symbol, change: (draft: Draft) => void): Maybe<unknown> {
    const { known, from, to } = this.parts
    if (known !== null) return (mark === marks.first ? known[0] : known.at(-1)) ?? null
    if (to !== null && to <= from) return null
    const orm = this.orm
    const database = this.#database(orm)
    const values: unknown[] = []
    const node = this.walkSlice(this.walkSteps(orm.plans(database).root, values), values).child(mark)
    const plan = (node.plan ??= this.#selectPlan(orm, database, change, 1)) as SelectPlan
    return after(this.#read(plan, values, orm, database), (rows) => rows[0] ?? null)
  }

  /** The row with the least values of `paths`, or of the model's `getLatestBy`. Throws `DoesNotExist` where there is none. */
  earliest(...paths: string[]): Promise<unknown> {
    return promised(() => this.#outermost('earliest()', paths))
  }

  /** The row with the greatest values of `paths`, or of the model's `getLatestBy`. */
  latest(...paths: string[]): Promise<unknown> {
    return promised(() => this.#outermost('latest()', paths))
  }

  #outermost(what: 'earliest()' | 'latest()', paths: readonly string[]): Maybe<unknown> {
    this.unsliced(what)
    const by = paths.length > 0 ? paths : this.info.getLatestBy
    if (by.length === 0) throw ormErrors.NO_LATEST({ model: this.model.name, what })
    for (const path of by) checkPath(`${what} of ${this.model.name}`, path)
    const rows = what === 'latest()' ? this.orderBy(...by).reverse() : this.orderBy(...by)
    return rows.slice(0, 1).one()
  }

  /** Whether a row is among these. */
  contains(row: object): Promise<boolean> {
    return promised(() => {
      const where = `contains() of ${this.model.name}`
      if (!isRow(row)) throw ormErrors.BAD_ARGUMENT({ where, needs: 'a row', given: kindOf(row) })
      if (this.says((step) => step instanceof ValuesStep))
        throw ormErrors.NOT_ROWS({ model: this.model.name, what: 'contains()' })
      const { info } = row[batch].layout
      if (info.concrete !== this.info.concrete) return false
      const key = keyOf(row)
      if (key === null) throw ormErrors.NOT_SAVED({ model: info.name, what: 'contains()' })
      const { known } = this.parts
      if (known !== null) return known.some((each) => keyOf(each as AnyRow) === key)
      this.unsliced('contains()')
      this.uncombined('contains()')
      return this.filter({ pk: key }).exists()
    })
  }

  count(): Promise<number> {
    return promised(() => {
      if (this.parts.known !== null) return this.parts.known.length
      return after(this.#scalar('count'), (value) => Number(value ?? 0))
    })
  }

  exists(): Promise<boolean> {
    return promised(() => {
      const { known, from, to } = this.parts
      if (known !== null) return known.length > 0
      if (to !== null && to <= from) return false
      return after(this.#scalar('exists'), (value) => value !== undefined)
    })
  }

  #scalar(kind: 'count' | 'exists'): Maybe<unknown> {
    const orm = this.orm
    const database = this.#database(orm)
    const values: unknown[] = []
    const node = this.walkSlice(this.walkSteps(orm.plans(database).root, values), values).child(marks[kind])
    const plan = plainPlan(node, database, () => ({ kind, query: this.finish(this.drafted(orm, database)) }))
    if (plan.empty) return undefined
    const given = bind(plan, values)
    return sent(
      this.infoIn(orm),
      () => database.all(plan.statement, given, this.asked),
      (rows) => rows[0]?.[0],
    )
  }

  aggregate(named: Readonly<Record<string, object>>): Promise<Record<string, unknown>> {
    return promised(() => {
      this.checkNamed('aggregate()', named)
      if (Object.keys(named).length === 0) return {}
      const orm = this.orm
      const database = this.#database(orm)
      const values: unknown[] = []
      let node = this.walkSteps(orm.plans(database).root, values).child(marks.summary)
      for (const name of Object.keys(named)) {
        const each = read(named, name, 'aggregate()')
        if (!(each instanceof ExpressionRuntime)) throw ormErrors.NOT_AN_EXPRESSION({ where: 'aggregate()', name })
        node = each[walk](node.child(name), values)
      }
      node = this.walkSlice(node, values)
      const plan = plainPlan(node, database, () => {
        const draft = this.drafted(orm, database)
        const summaries = Object.entries(named).map(([name, each]) => {
          const summary = draft.resolver.summary(each as ExpressionRuntime)
          if (!hasAggregate(summary)) throw ormErrors.NOT_AN_AGGREGATE({ name })
          return summary
        })
        return { kind: 'aggregate', query: this.finish(draft), summaries }
      })
      const names = Object.keys(named)
      // What is computed from aggregates, a default say, the database knows.
      if (plan.empty && names.every((name) => named[name] instanceof Aggregate))
        return Object.fromEntries(names.map((name) => [name, overNothing(named[name])]))
      const given = bind(plan, values)
      return sent(
        this.infoIn(orm),
        () => database.all(plan.statement, given, this.asked),
        ([row]) => Object.fromEntries(names.map((name, i) => [name, decoded(plan, row!, i)])),
      )
    })
  }

  async inBulk(keys?: readonly unknown[], field = 'pk'): Promise<Map<unknown, unknown>> {
    checkPath(`inBulk() of ${this.model.name}`, field)
    this.unsliced('inBulk()')
    const info = this.orm.registry.of(this.model)
    if (this.says((step) => step instanceof ValuesStep))
      throw ormErrors.NOT_ROWS({ model: info.name, what: 'inBulk()' })
    const column = info.column(field)
    if (column === undefined || !isUnique(info, column)) throw ormErrors.BAD_KEY({ model: info.name, field })
    if (keys !== undefined) checkList(`inBulk() of ${info.name}`, keys)
    if (keys?.length === 0) return new Map()
    const whole = this.needing(column)
    const rows = await (keys === undefined ? whole : whole.filter({ [`${field}__in`]: keys }))
    return new Map(rows.map((row) => [(row as Record<string, unknown>)[column.attribute], row]))
  }

  /** The rows in batches of `size`, so that memory stays bounded; each batch is prefetched for by itself. */
  async *iterator(size = 2000): AsyncIterableIterator<unknown> {
    checkSize(`iterator() of ${this.model.name}`, size)
    const { known } = this.parts
    if (known !== null) {
      yield* known
      return
    }
    const orm = this.orm
    const database = this.#database(orm)
    const values: unknown[] = []
    const node = this.walkSlice(this.walkSteps(orm.plans(database).root, values), values).child(marks.rows)
    const plan = (node.plan ??= this.#selectPlan(orm, database)) as SelectPlan
    this.#inTransaction(database)
    if (plan.plan.empty) return
    for await (const rows of database.batches(plan.plan.statement, bind(plan.plan, values), size, this.asked))
      yield* await this.#built(plan, rows, orm, database)
  }

  [Symbol.asyncIterator](): AsyncIterator<unknown> {
    return this.iterator()
  }

  /** What the project knows of the model. */
  protected get info(): ModelInfo {
    return this.infoIn(this.orm)
  }
}

/** Rows of the driver, and what makes results of them. */
export interface Fetched {
  readonly plan: SelectPlan
  readonly found: readonly Row[]
  readonly built: (rows: readonly Row[]) => Maybe<unknown[]>
}

const nothing = () => {}

/** One row needs no order. */
function unordered(draft: Draft): void {
  if (draft.order === null) draft.order = []
}

/** The first of rows without an order is the one with the smallest key. Says whether that is so. */
function byKey(draft: Draft): boolean {
  if (draft.order !== null ? draft.order.length > 0 : draft.info.ordering.length > 0) return false
  if (Array.isArray(draft.group) || draft.asked !== null) return false
  if (draft.combined !== null && draft.combined.members[0]!.rows.says((step) => step instanceof ValuesStep))
    return false
  draft.order = [{ path: 'pk', descending: false }]
  return true
}

/** Whether no two rows share a value of a column. */
function isUnique(info: ModelInfo, column: ColumnInfo): boolean {
  if (column.unique || column.primaryKey) return true
  return info.constraints.some(
    (each) =>
      each.kind === 'unique' &&
      each.condition === undefined &&
      each.fields.length === 1 &&
      info.column(each.fields[0]!) === column,
  )
}

function decoded(plan: Plan, row: Row, index: number): unknown {
  const value = row[index]!
  const decode = plan.decoders[index]
  return value === null || decode == null ? value : decode(value)
}
