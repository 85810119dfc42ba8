import { altersData } from './alters-data.ts'
import { type AnyModelClass, internal, modelRoot } from './class.ts'
import { ormErrors } from './errors.ts'
import {
  type DeleteResult,
  deleteRow,
  loadColumns,
  makeRef,
  querySetOf,
  rawRows,
  refreshRow,
  rowKey,
  rowToJson,
  type SaveOptions,
  saveRow,
} from './runtime.ts'
import type { ListItem, ListItems, ListValues, RawRow, Sql } from './types/combined.ts'
import type { CheckedExpressions, Computable, OrderTerm, Pairs, With } from './types/expressions.ts'
import type { Attached, Deferred, Only } from './types/loading.ts'
import type { Lookups } from './types/lookups.ts'
import type { ColumnPaths, Loaded, Paths, RelationPaths, ToOnePaths, Value } from './types/paths.ts'
import type { BulkCreateOptions, ColumnValues, Prefetched, QuerySet } from './types/queryset.ts'
import type { one } from './types/symbols.ts'
import type { Default, Defaults, PkOf, Ref, Row } from './types/values.ts'
import type { Demanded, DemandedOfEach, Given } from './types/writing.ts'
import { validateRow } from './validate.ts'

/** A model class whose rows are `M`. */
// biome-ignore lint/suspicious/noExplicitAny: a constraint that every model class meets
export type ModelClass<M> = abstract new (...args: any) => M

/** The querysets of a model that the caller's types do not know further: what the static methods stand on. */
function rows<M>(model: ModelClass<M>): QuerySet<M> {
  return querySetOf(model as AnyModelClass) as unknown as QuerySet<M>
}

/**
 * A model whose key you declare yourself, with `primaryKey: true` on one field. Everything else is as in `Model`, which
 * has the implicit `id`.
 */
export abstract class KeyedModel {
  static readonly [modelRoot] = true
  /** Tells the types that a row is a relation's value too. */
  declare readonly [one]: this

  /** Closed: rows come from queries, `create` and `build`. Throws `NUAGES_ORM_MODEL_CONSTRUCTED`. */
  constructor(token: typeof internal) {
    if (token !== internal) throw ormErrors.MODEL_CONSTRUCTED({ model: new.target.name })
  }

  /** The key; null on a row that was built and not saved. */
  get pk(): PkOf<this> {
    return rowKey(this) as PkOf<this>
  }

  /**
   * The row itself: a loaded row stands where a relation's value may still have to be loaded. With names, reads the columns
   * that `only` or `defer` left out, for all rows of the same result that lack them, in one query: `book.load('text')`.
   */
  load(...fields: readonly string[]): Promise<Row<this>> {
    return (fields.length === 0 ? Promise.resolve(this) : loadColumns(this, fields)) as Promise<Row<this>>
  }

  /** Inserts a new row; of one that was read, writes the columns that changed. */
  save(options?: SaveOptions): Promise<this> {
    return saveRow(this, options)
  }

  /** Deletes the row and what depends on it. Resolves to how many rows went, in all and by model. */
  delete(): Promise<DeleteResult> {
    return deleteRow(this)
  }

  /** Reads the row again: all columns that it has, or those of `fields`. */
  refresh(fields?: readonly string[]): Promise<this> {
    return refreshRow(this, fields)
  }

  /**
   * Holds the row against its fields: kind of value, null and blank, choices, validators, uniqueness, and that related
   * rows exist. With `unique: false` the database is not asked whether a value is taken. Throws a `ValidationError` with all that
   * is wrong, by field. Semantics: Django's `full_clean`.
   */
  validate(options?: { readonly exclude?: readonly string[]; readonly unique?: boolean }): Promise<void> {
    return validateRow(this, options)
  }

  /** Relations as keys, bigint and decimal as strings, dates as ISO text; secret fields left out. */
  toJSON(): Record<string, unknown> {
    return rowToJson(this)
  }

  /** What `console.log` shows: the class and the values of `toJSON`, so that a secret stays out of it. */
  [Symbol.for('nodejs.util.inspect.custom')](
    _depth: number,
    options: object,
    inspect: (value: object, options: object) => string,
  ): string {
    return `${this.constructor.name} ${inspect(this.toJSON(), options)}`
  }

  /** What a person reads where the row is named. Override it; the default is 'Article object (3)'. */
  toString(): string {
    return `${this.constructor.name} object (${rowKey(this)})`
  }

  /** Every row. */
  static all<M extends KeyedModel>(this: ModelClass<M>): QuerySet<M> {
    return rows(this)
  }
  /** No row. */
  static none<M extends KeyedModel>(this: ModelClass<M>): QuerySet<M> {
    return rows(this).none()
  }
  /** Rows for which every lookup holds: `Book.filter({ author__name: 'Le Guin' })`; also takes a `Q`. */
  static filter<M extends KeyedModel, const L extends object, const N extends object = {}>(
    this: ModelClass<M>,
    lookups: L & Lookups<M, {}, L>,
    also?: N & Lookups<M, {}, N>,
  ): QuerySet<M>
  static filter(this: ModelClass<KeyedModel>, ...conditions: unknown[]): unknown {
    return rows(this).filter(...(conditions as unknown as [never]))
  }
  /** Rows for which the lookups do not all hold. */
  static exclude<M extends KeyedModel, const L extends object, const N extends object = {}>(
    this: ModelClass<M>,
    lookups: L & Lookups<M, {}, L>,
    also?: N & Lookups<M, {}, N>,
  ): QuerySet<M>
  static exclude(this: ModelClass<KeyedModel>, ...conditions: unknown[]): unknown {
    return rows(this).exclude(...(conditions as unknown as [never]))
  }
  /** The one row. Throws `DoesNotExist` or `MultipleObjectsReturned`. */
  static get<M extends KeyedModel, const L extends object>(
    this: ModelClass<M>,
    lookups: L & Lookups<M, {}, L>,
  ): Promise<Row<M>> {
    return rows(this).get(lookups as never)
  }
  static first<M extends KeyedModel>(this: ModelClass<M>): Promise<Row<M> | null> {
    return rows(this).first()
  }
  static last<M extends KeyedModel>(this: ModelClass<M>): Promise<Row<M> | null> {
    return rows(this).last()
  }
  static count<M extends KeyedModel>(this: ModelClass<M>): Promise<number> {
    return rows(this).count()
  }
  static exists<M extends KeyedModel>(this: ModelClass<M>): Promise<boolean> {
    return rows(this).exists()
  }
  /** By paths, `-` for descending: `Book.orderBy('-published', 'author__name')`. */
  static orderBy<M extends KeyedModel, const P extends readonly (string | OrderTerm)[]>(
    this: ModelClass<M>,
    ...paths: Paths<M, P>
  ): QuerySet<M> {
    return rows(this).orderBy(...(paths as unknown as never[]))
  }
  /** Reads to-one relations along, in the same query. */
  static selectRelated<M extends KeyedModel, const P extends readonly string[]>(
    this: ModelClass<M>,
    ...paths: ToOnePaths<M, P>
  ): QuerySet<M, Row<M> & Loaded<M, P>> {
    return rows(this).selectRelated(...(paths as unknown as never[])) as never
  }
  /** Rows without these columns, which are read by `row.load('text')`. The key is always there. */
  static defer<M extends KeyedModel, const P extends readonly string[]>(
    this: ModelClass<M>,
    ...paths: ColumnPaths<M, P>
  ): QuerySet<M, Deferred<M, Row<M>, P>> {
    return rows(this).defer(...(paths as unknown as never[])) as never
  }
  /** Rows with these columns and the key alone. */
  static only<M extends KeyedModel, const P extends readonly string[]>(
    this: ModelClass<M>,
    ...paths: ColumnPaths<M, P>
  ): QuerySet<M, Only<M, Row<M>, P>> {
    return rows(this).only(...(paths as unknown as never[])) as never
  }
  /** The row with the least values of the paths, or of the model's `getLatestBy`. Throws `DoesNotExist`. */
  static earliest<M extends KeyedModel, const P extends readonly string[]>(
    this: ModelClass<M>,
    ...paths: Paths<M, P>
  ): Promise<Row<M>> {
    return rows(this).earliest(...(paths as unknown as never[]))
  }
  /** The row with the greatest values of the paths, or of the model's `getLatestBy`. Throws `DoesNotExist`. */
  static latest<M extends KeyedModel, const P extends readonly string[]>(
    this: ModelClass<M>,
    ...paths: Paths<M, P>
  ): Promise<Row<M>> {
    return rows(this).latest(...(paths as unknown as never[]))
  }
  /** Reads relations along, one query for each. */
  static prefetchRelated<M extends KeyedModel, const P extends readonly Prefetched[]>(
    this: ModelClass<M>,
    ...paths: RelationPaths<M, P>
  ): QuerySet<M, Row<M> & Loaded<M, P> & Attached<M, P>> {
    return rows(this).prefetchRelated(...(paths as unknown as never[])) as never
  }
  /** Computes values beside each row: `Author.annotate({ n: Count('books') })`. */
  static annotate<M extends KeyedModel, const N extends Readonly<Record<string, Computable>>>(
    this: ModelClass<M>,
    named: N & CheckedExpressions<M, {}, N>,
  ): QuerySet<M, Row<M> & With<Pairs<M, {}, N>>, With<Pairs<M, {}, N>>> {
    return rows(this).annotate(named as never) as never
  }
  /** Values for conditions and orders, which are no part of the rows. */
  static alias<M extends KeyedModel, const N extends Readonly<Record<string, Computable>>>(
    this: ModelClass<M>,
    named: N & CheckedExpressions<M, {}, N>,
  ): QuerySet<M, Row<M>, With<Pairs<M, {}, N>>> {
    return rows(this).alias(named as never) as never
  }
  /** Rows of a statement of one's own, by the names of its columns; the key must be one of them. */
  static raw<M extends KeyedModel, R = Record<string, unknown>>(
    this: ModelClass<M>,
    statement: Sql<R>,
  ): Promise<RawRow<M, R>[]> {
    return rawRows(this as AnyModelClass, statement) as Promise<RawRow<M, R>[]>
  }
  /** Computes values of all rows together. */
  static aggregate<M extends KeyedModel, const N extends Readonly<Record<string, Computable>>>(
    this: ModelClass<M>,
    named: N & CheckedExpressions<M, {}, N>,
  ): Promise<With<Pairs<M, {}, N>>> {
    return rows(this).aggregate(named as never) as never
  }
  /** Plain objects with just these paths; without paths, all columns. */
  static values<M extends KeyedModel>(this: ModelClass<M>): QuerySet<M, ColumnValues<M>>
  static values<M extends KeyedModel, const P extends readonly string[]>(
    this: ModelClass<M>,
    ...paths: ColumnPaths<M, P>
  ): QuerySet<M, { [K in P[number] & string]: Value<M, {}, K> }>
  static values<M extends KeyedModel, const P extends readonly string[]>(
    this: ModelClass<M>,
    ...paths: ColumnPaths<M, P>
  ): QuerySet<M, { [K in P[number] & string]: Value<M, {}, K> }> {
    return rows(this).values(...(paths as unknown as never[])) as never
  }
  /** Lists instead of objects; with one path and `{ flat: true }` the values themselves. */
  static valuesList<M extends KeyedModel, const P extends string>(
    this: ModelClass<M>,
    ...path: [...paths: ColumnPaths<M, [P]>, options: { readonly flat: true }]
  ): QuerySet<M, Value<M, {}, P>>
  static valuesList<M extends KeyedModel, const P extends readonly ListItem[]>(
    this: ModelClass<M>,
    ...paths: ListItems<M, {}, P>
  ): QuerySet<M, ListValues<M, {}, P>>
  static valuesList(this: ModelClass<KeyedModel>, ...given: unknown[]): unknown {
    return rows(this).valuesList(...(given as never[]))
  }
  /** Rows by key. */
  static inBulk<M extends KeyedModel>(this: ModelClass<M>, keys?: readonly PkOf<M>[]): Promise<Map<PkOf<M>, Row<M>>> {
    return rows(this).inBulk(keys)
  }
  /** An unsaved row; `save()` inserts it. */
  static build<M extends KeyedModel>(this: ModelClass<M>, values: Given<M>): Row<M> {
    return rows(this).build(values)
  }
  /** Inserts a row. Throws `IntegrityError` where a constraint refuses it. */
  static create<M extends KeyedModel, const V extends Given<M>>(
    this: ModelClass<M>,
    values: V & Demanded<M, V>,
  ): Promise<Row<M>> {
    return rows(this).create(values as never)
  }
  /** Inserts many rows, several a statement. */
  static bulkCreate<M extends KeyedModel, const V extends Given<M> | M>(
    this: ModelClass<M>,
    values: readonly (V & DemandedOfEach<M, V>)[],
    options?: BulkCreateOptions<M>,
  ): Promise<Row<M>[]> {
    return rows(this).bulkCreate(values as never, options)
  }
  /** The row that the lookups name, made of them and `defaults` where there is none. */
  static getOrCreate<M extends KeyedModel, const L extends object>(
    this: ModelClass<M>,
    lookups: L & Lookups<M, {}, L>,
    defaults?: Defaults<M>,
  ): Promise<[row: Row<M>, created: boolean]> {
    return rows(this).getOrCreate(lookups as never, defaults)
  }
  /** The same, and `defaults` are written into a row that was there. */
  static updateOrCreate<M extends KeyedModel, const L extends object>(
    this: ModelClass<M>,
    lookups: L & Lookups<M, {}, L>,
    defaults?: Defaults<M>,
    options?: { readonly createDefaults?: Defaults<M> },
  ): Promise<[row: Row<M>, created: boolean]> {
    return rows(this).updateOrCreate(lookups as never, defaults, options)
  }
  /** A relation's value by key, without reading the row: `book.author = Author.ref(3)`. */
  static ref<M extends KeyedModel>(this: ModelClass<M>, key: PkOf<M>): Ref<M> {
    return makeRef(this as AnyModelClass, key) as unknown as Ref<M>
  }
  /** On another of the project's databases. */
  static using<M extends KeyedModel>(this: ModelClass<M>, database: string): QuerySet<M> {
    return rows(this).using(database)
  }
}

/**
 * A table, as a class: every property is a field function's value, every row an instance. Has the key `id` without
 * declaring it. Semantics: https://docs.djangoproject.com/en/stable/topics/db/models/
 *
 * ```ts
 * export class Person extends Model {
 *   name = field.char({ maxLength: 50 })
 *   age = field.integer()
 * }
 * const adults = await Person.filter({ age__gte: 18 }).orderBy('-age')
 * ```
 */
export abstract class Model extends KeyedModel {
  /** Counted up by the database. */
  declare id: Default<number>
}

altersData(KeyedModel.prototype, ['save', 'delete', 'refresh'])
