import type { RelationInfo } from '../query/index.ts'
import { altersData } from './alters-data.ts'
import { checkList, cleaned, isRecord, kindOf } from './arguments.ts'
import { ormErrors } from './errors.ts'
import { typeOf } from './generic/content-types.ts'
import { called } from './get-or-create.ts'
import { Links } from './links.ts'
import { after, promised } from './maybe.ts'
import { type Conditions, type QuerySetRuntime, querySetOf, sameDatabase } from './queryset.ts'
import { loadPeers } from './refs.ts'
import { reversed } from './relations.ts'
import { createRow, saveRow } from './save.ts'
import { type AnyRow, batch, isRow, loaded } from './state.ts'
import { asKey, fits, modelOf } from './walk.ts'
import { type Target, targetOf } from './writing.ts'

type Values = Readonly<Record<string, unknown>>

/**
 * The far rows of a to-many relation of one row: `article.tags`, `author.books`. Semantics: Django's related managers
 * (https://docs.djangoproject.com/en/stable/ref/models/relations/).
 */
export class ManyRuntime implements AsyncIterable<object> {
  readonly #row: AnyRow
  readonly #relation: RelationInfo
  /** The rows, where they are loaded. */
  known: readonly object[] | null

  constructor(row: AnyRow, relation: RelationInfo, known: readonly object[] | null = null) {
    this.#row = row
    this.#relation = relation
    this.known = known
  }

  #key(): unknown {
    const { near, from, property } = this.#relation
    const key = this.#row[near.attribute]
    if (key === null || key === undefined) throw ormErrors.NOT_SAVED({ model: from.name, what: `'${property}'` })
    return key
  }

  #query(): QuerySetRuntime {
    return sameDatabase(querySetOf(this.#relation.to.model), this.#row)
  }

  all(): QuerySetRuntime {
    const linked = this.#query().linked(reversed(this.#relation), [this.#key()], false)
    if (this.known !== null) return linked.knowing(this.known)
    const back = this.#relation.far.relation
    return this.#relation.through === null && back !== null ? linked.ownedBy(this.#row, back.property) : linked
  }

  filter(...conditions: Conditions[]): QuerySetRuntime {
    return this.all().filter(...conditions)
  }
  exclude(...conditions: Conditions[]): QuerySetRuntime {
    return this.all().exclude(...conditions)
  }
  orderBy(...terms: unknown[]): QuerySetRuntime {
    return this.all().orderBy(...terms)
  }
  values(...paths: string[]): QuerySetRuntime {
    return this.all().values(...paths)
  }
  get(...conditions: Conditions[]): Promise<unknown> {
    return this.all().get(...conditions)
  }
  first(): Promise<unknown> {
    return this.all().first()
  }
  last(): Promise<unknown> {
    return this.all().last()
  }
  contains(row: object): Promise<boolean> {
    return this.all().contains(row)
  }
  count(): Promise<number> {
    return this.all().count()
  }
  exists(): Promise<boolean> {
    return this.all().exists()
  }
  [Symbol.asyncIterator](): AsyncIterator<object> {
    return this.all()[Symbol.asyncIterator]() as AsyncIterator<object>
  }

  /** The rows, read for every row of the same batch in one query. */
  load(): Promise<readonly object[]> {
    return promised(() => {
      if (this.known !== null) return this.known
      return after(loadPeers(this.#row, this.#relation), () => {
        const now = loaded(this.#row, this.#relation.property) as ManyRuntime
        this.known = now.known ?? []
        return this.known
      })
    })
  }

  // ---- writing -------------------------------------------------------------------------------------------------------

  get #target(): Target {
    return targetOf(this.#row)
  }

  #links(): Links | null {
    const { through } = this.#relation
    return through === null ? null : new Links(this.#row, this.#relation, through, this.#key(), this.#target)
  }

  /** The keys of rows, references or bare keys. */
  #keys(rows: readonly unknown[], attribute: string): unknown[] {
    const { to, from, property } = this.#relation
    checkList(`${from.name}.${property}`, rows)
    const { orm, database } = this.#target
    return rows.map((row) => {
      if (row === undefined || row === null)
        throw ormErrors.UNDEFINED({ where: `${from.name}.${property}`, name: 'row' })
      const model = modelOf(row)
      if (model !== null && !fits(model, to))
        throw ormErrors.WRONG_MODEL({ where: `${from.name}.${property}`, model: to.name, given: model.name })
      const key = asKey(row)
      if (!isRow(row)) return cleaned(to.column(attribute)!, key, property)
      const other = orm.writing(to, row[batch].source?.database ?? database)
      if (other !== database)
        throw ormErrors.OTHER_DATABASE({ model: from.name, property, database: database.name, other: other.name })
      return row[attribute]
    })
  }

  /** Creates a row at the far end; `through` gives the values of a link model's own fields. */
  create(values: Values, options: ManyOptions = {}): Promise<object> {
    const { to } = this.#relation
    return promised(() => {
      const { database } = this.#target
      if (this.#relation.through === null) return createRow(to, { ...values, ...this.#pointing() }, database.name)
      this.#key()
      return database.atomic(async () => {
        const row = await createRow(to, values, database.name)
        await this.#linked(row, options)
        return row
      })
    })
  }

  /** What the rows of a reversed foreign key have in common, as values of new rows. */
  #pointing(): Values {
    const { generic, far } = this.#relation
    const key = this.#key()
    return generic === null ? { [far.attribute]: key } : { [generic.property]: this.#row }
  }

  /** The same as columns, for rows that are there. */
  async #columns(): Promise<Values> {
    const { generic, from } = this.#relation
    if (generic === null) return this.#pointing()
    const type = await typeOf(generic, from, this.#target.database)
    return { [generic.type.attribute]: type, [generic.key.attribute]: generic.key.field.clean(this.#key()) }
  }

  async #linked(row: object, { through = {} }: ManyOptions): Promise<void> {
    this.known = null
    await this.#links()?.add([(row as AnyRow)[this.#relation.far.attribute]], called(through))
  }

  /** The row of the relation that matches, or a new one that belongs to it. */
  getOrCreate(lookups: Values, defaults: Values = {}, options: ManyOptions = {}): Promise<[object, boolean]> {
    return this.#orCreate((rows, its) => rows.getOrCreate(its, defaults), lookups, options)
  }

  /** The same; a row that was there gets the defaults. */
  updateOrCreate(lookups: Values, defaults: Values = {}, options: ManyOptions = {}): Promise<[object, boolean]> {
    return this.#orCreate((rows, its) => rows.updateOrCreate(its, defaults), lookups, options)
  }

  #orCreate(
    work: (rows: QuerySetRuntime, lookups: Values) => Promise<[object, boolean]>,
    lookups: Values,
    options: ManyOptions,
  ): Promise<[object, boolean]> {
    return promised(() => {
      const { through, generic } = this.#relation
      if (generic !== null) return this.#columns().then((own) => work(this.#query(), { ...lookups, ...own }))
      if (through === null) return work(this.#query(), { ...lookups, ...this.#pointing() })
      return this.#target.database.atomic(async () => {
        const found = await work(this.all(), lookups)
        if (found[1]) await this.#linked(found[0], options)
        return found
      })
    })
  }

  /**
   * Adds rows (or keys) that are not there yet. A last `{ through }` gives the values of a link model's fields;
   * `{ bulk: false }` saves the rows of a reversed foreign key one by one, new ones too.
   */
  async add(...rows: unknown[]): Promise<void> {
    const { far, to } = this.#relation
    const last = rows.at(-1)
    const options = isOptions(last) ? last : null
    const given = options === null ? rows : rows.slice(0, -1)
    this.known = null
    if (given.length === 0) return
    const links = this.#links()
    if (links !== null) {
      const keys = this.#keys(given, far.attribute)
      await this.#target.database.atomic(() => links.add(keys, called(options?.through ?? {})))
      return
    }
    if (options?.bulk === false) {
      await this.#saveEach(given)
      return
    }
    const keys = this.#keys(given, to.key.attribute)
    const columns = await this.#columns()
    await this.#query().filter({ pk__in: keys }).update(columns)
    for (const row of given) if (isRow(row)) Object.assign(row, columns)
  }

  async #saveEach(rows: readonly unknown[]): Promise<void> {
    const { to, from, property } = this.#relation
    await this.#target.database.atomic(async () => {
      const columns = await this.#columns()
      for (const row of rows) {
        if (!isRow(row) || !fits(modelOf(row)!, to))
          throw ormErrors.WRONG_MODEL({ where: `${from.name}.${property}`, model: to.name, given: kindOf(row) })
        Object.assign(row, columns)
        await saveRow(row)
      }
    })
  }

  /** Takes rows out. Rows of a reversed foreign key stay in the database, with null in it. */
  async remove(...rows: unknown[]): Promise<void> {
    const { far, to } = this.#relation
    this.known = null
    if (rows.length === 0) return
    const links = this.#links()
    if (links !== null) {
      await links.remove(this.#keys(rows, far.attribute))
      return
    }
    await this.#release(this.all().filter({ pk__in: this.#keys(rows, to.key.attribute) }))
  }

  /** Rows of a reversed foreign key lose what they point with; those that name a row of any model go, as in Django. */
  async #release(rows: QuerySetRuntime): Promise<void> {
    const { far, generic } = this.#relation
    if (generic !== null) {
      await rows.orderBy().delete()
      return
    }
    this.#nullable()
    await rows.orderBy().update({ [far.attribute]: null })
  }

  #nullable(): void {
    const { far, from, property } = this.#relation
    if (!far.null) throw ormErrors.CANNOT_CLEAR({ model: from.name, property })
  }

  /** Makes these the rows: adds what is missing, takes out the rest; with `{ clear: true }` takes out all of them first. */
  async set(rows: readonly unknown[], options: ManyOptions = {}): Promise<void> {
    const { far, to, through, generic } = this.#relation
    const attribute = through === null ? to.key.attribute : far.attribute
    const keys = this.#keys(rows, attribute)
    const values = { through: options.through ?? {} }
    this.known = null
    await this.#target.database.atomic(async () => {
      if (options.clear === true) {
        await this.clear()
        await this.add(...keys, values)
        return
      }
      const before = (await this.all().orderBy().valuesList(attribute, { flat: true })) as unknown[]
      const wanted = new Set(keys)
      const gone = before.filter((key) => !wanted.has(key))
      if (gone.length > 0 && (through !== null || far.null || generic !== null)) await this.remove(...gone)
      const known = new Set(before)
      const fresh = keys.filter((key) => !known.has(key))
      if (fresh.length > 0) await this.add(...fresh, values)
    })
  }

  /** Takes all rows out. */
  async clear(): Promise<void> {
    this.known = null
    const links = this.#links()
    if (links !== null) {
      await links.clear()
      return
    }
    await this.#release(this.all())
  }
}

/** How rows are put into a to-many relation. */
export interface ManyOptions {
  /** Values of a link model's own fields; functions are called. */
  readonly through?: Values
  /** False: rows of a reversed foreign key are saved one by one, and so with their hooks. */
  readonly bulk?: boolean
  /** `set` takes all rows out first. */
  readonly clear?: boolean
}

function isOptions(value: unknown): value is ManyOptions {
  return isRecord(value) && !isRow(value) && ('through' in value || 'bulk' in value)
}

altersData(ManyRuntime.prototype, ['add', 'remove', 'set', 'clear', 'create', 'getOrCreate', 'updateOrCreate'])
