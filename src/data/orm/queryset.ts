import type { Database } from '../drivers/index.ts'
import { bind } from '../sql/index.ts'
import { altersData } from './alters-data.ts'
import { checkOptions, checkValues } from './arguments.ts'
import { assignment } from './assignment.ts'
import { type BulkCreateOptions, bulkCreateRows, bulkUpdateRows } from './bulk.ts'
import { deleteQuery } from './deletion.ts'
import type { ModelClass, Parts } from './description.ts'
import { ormErrors } from './errors.ts'
import { getOrCreate, updateOrCreate } from './get-or-create.ts'
import { type Maybe, promised } from './maybe.ts'
import type { Orm } from './orm.ts'
import { plainPlan } from './plans.ts'
import type { PrefetchSpec } from './prefetch-spec.ts'
import { ReadableQuerySet } from './readable.ts'
import { makeRef } from './refs.ts'
import { sent } from './refused.ts'
import { buildRow } from './rows.ts'
import { createRow } from './save.ts'
import { marks } from './shape.ts'
import { type AnyRow, batch } from './state.ts'
import { DistinctStep, ValuesStep } from './steps.ts'
import { read, walkValue } from './walk.ts'

export type { Conditions, ModelClass } from './description.ts'
/** Rows deleted in all, and by 'app.Model'. */
export type DeleteResult = [number, Record<string, number>]
type Values = Readonly<Record<string, unknown>>

/** An immutable description of rows: awaited or iterated it reads them, and its methods write them. */
export class QuerySetRuntime extends ReadableQuerySet {
  protected again(parts: Parts): this {
    return new QuerySetRuntime(this.model, parts) as this
  }

  #writeDatabase(orm: Orm): Database {
    const { database } = this.parts
    return database === null ? orm.writing(this.infoIn(orm)) : orm.database(database)
  }

  build(values: Values): object {
    return buildRow(this.info, values)
  }

  ref(key: unknown): object {
    return makeRef(this.model, key)
  }

  create(values: Values): Promise<object> {
    return createRow(this.info, values, this.parts.database)
  }

  bulkCreate(rows: readonly (Values | object)[], options: BulkCreateOptions = {}): Promise<object[]> {
    return bulkCreateRows(this.info, rows, options, this.parts.database)
  }

  bulkUpdate(
    rows: readonly object[],
    fields: readonly string[],
    options: { batchSize?: number } = {},
  ): Promise<number> {
    return bulkUpdateRows(this.info, rows, fields, options, this.parts.database)
  }

  getOrCreate(lookups: Values, defaults: Values = {}): Promise<[object, boolean]> {
    return promised(() => getOrCreate(this, this.info, this.#writeDatabase(this.orm), lookups, defaults))
  }

  updateOrCreate(
    lookups: Values,
    defaults: Values = {},
    options: { createDefaults?: Values } = {},
  ): Promise<[object, boolean]> {
    return promised(() => {
      checkOptions(`updateOrCreate() of ${this.model.name}`, options)
      const { createDefaults } = options
      return updateOrCreate(this, this.info, this.#writeDatabase(this.orm), lookups, defaults, createDefaults)
    })
  }

  update(values: Values): Promise<number> {
    return promised(() => {
      this.unsliced('update()')
      this.uncombined('update()')
      if (this.says((step) => step instanceof DistinctStep && step.paths.length > 0))
        throw ormErrors.NOT_ROWS({ model: this.model.name, what: 'update()' })
      checkValues(`update() of ${this.model.name}`, values)
      const orm = this.orm
      const database = this.#writeDatabase(orm)
      const given: unknown[] = []
      let node = this.walkSteps(orm.plans(database).root, given).child(marks.update)
      for (const name of Object.keys(values))
        node = walkValue(node.child(name), read(values, name, 'update()'), given, 'update()', name)
      if (Object.keys(values).length === 0) return 0
      const plan = plainPlan(node, database, () => {
        const draft = this.drafted(orm, database)
        const assignments = Object.entries(values).map(([name, value]) => assignment(draft, name, value))
        return { kind: 'update', query: draft.finish(null, null), assignments }
      })
      if (plan.empty) return 0
      const all = bind(plan, given)
      return sent(
        this.infoIn(orm),
        () => database.run(plan.statement, all, this.asked),
        ({ changes }) => changes,
      )
    })
  }

  /** Deletes the rows and what depends on them, as each foreign key's `onDelete` says. */
  delete(): Promise<DeleteResult> {
    return promised(() => {
      this.unsliced('delete()')
      this.uncombined('delete()')
      if (this.says((step) => step instanceof ValuesStep || step instanceof DistinctStep))
        throw ormErrors.NOT_ROWS({ model: this.model.name, what: 'delete()' })
      const orm = this.orm
      return deleteQuery(this, this.info, orm, this.#writeDatabase(orm))
    })
  }

  /** Deletes the rows in one statement, without looking at what depends on them. */
  deleteDirectly(): Maybe<number> {
    const orm = this.orm
    const database = this.#writeDatabase(orm)
    const values: unknown[] = []
    const node = this.walkSteps(orm.plans(database).root, values).child(marks.delete)
    const plan = plainPlan(node, database, () => ({
      kind: 'delete',
      query: this.drafted(orm, database).finish(null, null),
    }))
    if (plan.empty) return 0
    const given = bind(plan, values)
    return sent(
      this.infoIn(orm),
      () => database.run(plan.statement, given, this.asked),
      ({ changes }) => changes,
    )
  }

  /** The database's name; null for the default. */
  get databaseName(): string | null {
    return this.parts.database
  }
}

/** All rows of a model. */
export function querySetOf(model: ModelClass): QuerySetRuntime {
  return new QuerySetRuntime(model, {
    parent: null,
    step: null,
    from: 0,
    to: null,
    prefetches: none,
    database: null,
    known: null,
    owner: null,
    combined: null,
    locked: false,
    limits: undefined,
  })
}

const none: readonly PrefetchSpec[] = []

/** The same rows, from the database that `row` came from. */
export function sameDatabase(rows: QuerySetRuntime, row: AnyRow): QuerySetRuntime {
  const { source, layout } = row[batch]
  if (source === null) return rows
  const { orm, database } = source
  return orm.single ? rows : rows.using(orm.beside(layout.info, database).name)
}

altersData(QuerySetRuntime.prototype, [
  'create',
  'bulkCreate',
  'bulkUpdate',
  'getOrCreate',
  'updateOrCreate',
  'update',
  'delete',
  'deleteDirectly',
])
