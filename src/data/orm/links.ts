import type { RelationInfo, ThroughInfo } from '../query/index.ts'
import { alongside, type Heard, tell } from './events.ts'
import { Q } from './q.ts'
import { type QuerySetRuntime, querySetOf } from './queryset.ts'
import type { AnyRow } from './state.ts'
import type { Target } from './writing.ts'

type Values = Readonly<Record<string, unknown>>

/** The links of one row's many-to-many. */
export class Links {
  readonly #row: AnyRow
  readonly #relation: RelationInfo
  readonly #through: ThroughInfo
  readonly #key: unknown
  readonly #target: Target

  constructor(row: AnyRow, relation: RelationInfo, through: ThroughInfo, key: unknown, target: Target) {
    this.#row = row
    this.#relation = relation
    this.#through = through
    this.#key = key
    this.#target = target
  }

  #links(): QuerySetRuntime {
    return querySetOf(this.#through.model.model).using(this.#target.database.name)
  }

  /** Adds links that are not there yet. */
  async add(given: readonly unknown[], values: Values): Promise<void> {
    const { near, far, automatic } = this.#through
    const heard = this.#heard()
    const keys = [...new Set(given)]
    const symmetrical = this.#relation.symmetrical
    // Each pair stands once: an automatic table's own rule passes over those that are there.
    const fast = automatic && heard.length === 0
    const fresh = fast ? keys : await this.#fresh(keys, near.attribute, far.attribute)
    // A row that is its own friend has one link.
    const others = symmetrical ? keys.filter((each) => each !== this.#key) : []
    const mirrored = fast || others.length === 0 ? others : await this.#fresh(others, far.attribute, near.attribute)
    const rows = [
      ...fresh.map((each) => ({ ...values, [near.attribute]: this.#key, [far.attribute]: each })),
      ...mirrored.map((each) => ({ ...values, [near.attribute]: each, [far.attribute]: this.#key })),
    ]
    await this.#told(heard, 'add', fresh, async () => {
      if (rows.length > 0) await this.#links().bulkCreate(rows, automatic ? { ignoreConflicts: true } : {})
    })
  }

  /** The keys that no link leads to yet. */
  async #fresh(keys: readonly unknown[], from: string, to: string): Promise<unknown[]> {
    const there = await this.#links()
      .filter({ [from]: this.#key, [`${to}__in`]: keys })
      .valuesList(to, { flat: true })
    const known = new Set(there)
    return keys.filter((each) => !known.has(each))
  }

  async remove(keys: readonly unknown[]): Promise<void> {
    const { near, far } = this.#through
    const own = { [near.attribute]: this.#key, [`${far.attribute}__in`]: keys }
    const mirrored = { [far.attribute]: this.#key, [`${near.attribute}__in`]: keys }
    await this.#told(this.#heard(), 'remove', keys, () => this.#delete(own, mirrored))
  }

  async clear(): Promise<void> {
    const { near, far } = this.#through
    const own = { [near.attribute]: this.#key }
    await this.#told(this.#heard(), 'clear', null, () => this.#delete(own, { [far.attribute]: this.#key }))
  }

  async #delete(own: Values, mirrored: Values): Promise<void> {
    await this.#links()
      .filter(this.#relation.symmetrical ? Q(own).or(mirrored) : own)
      .delete()
  }

  /** Who is to be told of changes: the listeners of either side. */
  #heard(): readonly NonNullable<Heard['manyChanged']>[number][] {
    const { from, to } = this.#relation
    const { orm } = this.#target
    const near = orm.heard(from)?.manyChanged ?? []
    return from === to ? near : [...near, ...(orm.heard(to)?.manyChanged ?? [])]
  }

  async #told(
    heard: NonNullable<Heard['manyChanged']>,
    action: 'add' | 'remove' | 'clear',
    keys: readonly unknown[] | null,
    work: () => Promise<unknown>,
  ): Promise<void> {
    if (heard.length === 0) {
      await work()
      return
    }
    const { property, field } = this.#relation
    const reverse = field?.type !== 'manyToMany'
    const { orm, database } = this.#target
    const event = { property, action, reverse, keys, database: database.name }
    const { from, to } = this.#relation
    const together = [from, to].some((each) => orm.heard(each)?.together === true)
    await alongside({ together }, database, async () => {
      await tell(heard, this.#row, { ...event, moment: 'before' })
      await work()
      await tell(heard, this.#row, { ...event, moment: 'after' })
    })
  }
}
