import { use } from '../../base/context/index.ts'
import type { Database } from '../drivers/index.ts'
import type { RelationInfo, ThroughInfo } from '../query/index.ts'
import { altersData } from './alters-data.ts'
import { checkList, cleaned } from './arguments.ts'
import { ormErrors } from './errors.ts'
import { after, promised } from './maybe.ts'
import { ormService } from './orm.ts'
import { type Conditions, type QuerySetRuntime, querySetOf, sameDatabase } from './queryset.ts'
import { loadPeers } from './refs.ts'
import { reversed } from './relations.ts'
import { createRow } from './rows.ts'
import { type AnyRow, batch, isRow, loaded } from './state.ts'
import { asKey, fits, modelOf } from './walk.ts'

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

  #database(): Database {
    return this.#row[batch].source?.database ?? use(ormService).database()
  }

  /** The keys of rows, references or bare keys. */
  #keys(rows: readonly unknown[], attribute: string): unknown[] {
    const { to, from, property } = this.#relation
    checkList(`${from.name}.${property}`, rows)
    return rows.map((row) => {
      if (row === undefined || row === null)
        throw ormErrors.UNDEFINED({ where: `${from.name}.${property}`, name: 'row' })
      const model = modelOf(row)
      if (model !== null && !fits(model, to))
        throw ormErrors.WRONG_MODEL({ where: `${from.name}.${property}`, model: to.name, given: model.name })
      const key = asKey(row)
      return isRow(row) ? row[attribute] : cleaned(to.column(attribute)!, key, property)
    })
  }

  /** Creates a row at the far end; `through` gives the values of a link model's own fields. */
  create(values: Values, through: Values = {}): Promise<object> {
    const { far, to, through: link } = this.#relation
    if (link === null)
      return promised(() => createRow(to, { ...values, [far.attribute]: this.#key() }, this.#database().name))
    return this.#database().atomic(async () => {
      const row = await createRow(to, values, this.#database().name)
      await this.#link(link, [(row as AnyRow)[far.attribute]], through)
      return row
    })
  }

  /** Adds rows (or keys) that are not there yet. A last `{ through: { … } }` gives the values of a link model's fields. */
  async add(...rows: unknown[]): Promise<void> {
    const { far, through } = this.#relation
    const last = rows.at(-1)
    const options = typeof last === 'object' && last !== null && !isRow(last) && 'through' in last ? last : null
    const given = options === null ? rows : rows.slice(0, -1)
    this.known = null
    if (given.length === 0) return
    if (through !== null) {
      const keys = this.#keys(given, far.attribute)
      await this.#database().atomic(() =>
        this.#link(through, keys, (options as { through: Values } | null)?.through ?? {}),
      )
      return
    }
    const keys = this.#keys(given, this.#relation.to.key.attribute)
    const key = this.#key()
    await this.#query()
      .filter({ pk__in: keys })
      .update({ [far.attribute]: key })
    for (const row of given) if (isRow(row)) row[far.attribute] = key
  }

  async #link(link: ThroughInfo, keys: readonly unknown[], values: Values): Promise<void> {
    const key = this.#key()
    const links = this.#links(link)
    const row = (each: unknown) => ({ ...values, [link.near.attribute]: key, [link.far.attribute]: each })
    if (this.#relation.symmetrical) await this.#mirror(link, keys, values)
    if (link.automatic) {
      // Each pair stands once: the table's own rule passes over those that are there.
      await links.bulkCreate([...new Set(keys)].map(row), { ignoreConflicts: true })
      return
    }
    const there = await links
      .filter({ [link.near.attribute]: key, [`${link.far.attribute}__in`]: keys })
      .valuesList(link.far.attribute, { flat: true })
    const known = new Set(there)
    const fresh = [...new Set(keys)].filter((each) => !known.has(each))
    if (fresh.length === 0) return
    await links.bulkCreate(fresh.map(row))
  }

  /** The same links seen from the other rows. */
  async #mirror(link: ThroughInfo, keys: readonly unknown[], values: Values): Promise<void> {
    const key = this.#key()
    const there = await this.#links(link)
      .filter({ [link.far.attribute]: key, [`${link.near.attribute}__in`]: keys })
      .valuesList(link.near.attribute, { flat: true })
    const known = new Set(there)
    // A row that is its own friend has one link.
    const fresh = [...new Set(keys)].filter((each) => each !== key && !known.has(each))
    if (fresh.length === 0) return
    const rows = fresh.map((each) => ({ ...values, [link.near.attribute]: each, [link.far.attribute]: key }))
    await this.#links(link).bulkCreate(rows, link.automatic ? { ignoreConflicts: true } : {})
  }

  #links(link: ThroughInfo): QuerySetRuntime {
    return querySetOf(link.model.model).using(this.#database().name)
  }

  /** Takes rows out. Rows of a reversed foreign key stay in the database, with null in it. */
  async remove(...rows: unknown[]): Promise<void> {
    const { far, through, to } = this.#relation
    this.known = null
    if (rows.length === 0) return
    if (through !== null) {
      const keys = this.#keys(rows, far.attribute)
      const { near, far: there } = through
      await this.#unlink(through, { [near.attribute]: this.#key(), [`${there.attribute}__in`]: keys })
      if (this.#relation.symmetrical)
        await this.#unlink(through, { [there.attribute]: this.#key(), [`${near.attribute}__in`]: keys })
      return
    }
    this.#nullable()
    const keys = this.#keys(rows, to.key.attribute)
    await this.#query()
      .filter({ pk__in: keys, [far.attribute]: this.#key() })
      .update({ [far.attribute]: null })
  }

  async #unlink(through: ThroughInfo, lookups: Conditions): Promise<void> {
    await this.#links(through).filter(lookups).delete()
  }

  #nullable(): void {
    const { far, from, property } = this.#relation
    if (!far.null) throw ormErrors.CANNOT_CLEAR({ model: from.name, property })
  }

  /** Makes these the rows: adds what is missing, takes out the rest. */
  async set(rows: readonly unknown[], through: Values = {}): Promise<void> {
    const { far, to, through: link } = this.#relation
    const attribute = link === null ? to.key.attribute : far.attribute
    const keys = this.#keys(rows, attribute)
    this.known = null
    await this.#database().atomic(async () => {
      const before = (await this.all().orderBy().valuesList(attribute, { flat: true })) as unknown[]
      const wanted = new Set(keys)
      const gone = before.filter((key) => !wanted.has(key))
      if (gone.length > 0 && (link !== null || far.null)) await this.remove(...gone)
      const fresh = keys.filter((key) => !before.includes(key))
      if (fresh.length > 0) await this.add(...fresh, { through })
    })
  }

  /** Takes all rows out. */
  async clear(): Promise<void> {
    const { far, through } = this.#relation
    this.known = null
    if (through !== null) {
      await this.#unlink(through, { [through.near.attribute]: this.#key() })
      if (this.#relation.symmetrical) await this.#unlink(through, { [through.far.attribute]: this.#key() })
    } else {
      this.#nullable()
      await this.all()
        .orderBy()
        .update({ [far.attribute]: null })
    }
  }
}

altersData(ManyRuntime.prototype, ['add', 'remove', 'set', 'clear', 'create'])
