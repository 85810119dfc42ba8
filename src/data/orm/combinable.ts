import type { Field } from '../query/index.ts'
import { checkPath, isRecord, kindOf } from './arguments.ts'
import { CombineStep, MergeStep, type Operator } from './combining.ts'
import { dateField, datetimeField } from './computed.ts'
import { type Parts, QuerySetDescription } from './description.ts'
import { ormErrors } from './errors.ts'
import { Trunc, type TruncPart } from './functions/dates.ts'
import { type LockOptions, LockStep, lockOptions } from './locking.ts'
import { type RecurseOptions, RecurseStep } from './recursion.ts'
import { DistinctStep, type Step, ValuesStep } from './steps.ts'

export interface DatesOptions {
  readonly order?: 'asc' | 'desc'
  /** For moments: an IANA name. */
  readonly timezone?: string
}

const dayKinds: readonly string[] = ['year', 'month', 'week', 'day']

/** The methods that make one queryset of several, or rows of a queryset's rows. */
export abstract class CombinableDescription extends QuerySetDescription {
  /** The rows of any of the querysets; each once, but with `{ all: true }`. */
  union(...given: unknown[]): this {
    const last = given.at(-1)
    const options = isRecord(last) ? last : null
    const where = `union() of ${this.model.name}`
    for (const [name, value] of Object.entries(options ?? {}))
      if (name !== 'all' || typeof value !== 'boolean')
        throw ormErrors.BAD_ARGUMENT({ where, needs: 'querysets and `{ all: true }`', given: `'${name}'` })
    const others = this.#others('union()', options === null ? given : given.slice(0, -1))
    // What has no rows adds none.
    const [first = this, ...rest] = [this, ...others].filter((each) => !isEmpty(each)) as this[]
    return rest.length === 0 ? first : first.#combined('union', options?.['all'] === true, rest)
  }

  /** The rows that are in all of the querysets. */
  intersection(...given: unknown[]): this {
    const others = this.#others('intersection()', given)
    const empty = [this, ...others].find((each) => isEmpty(each)) as this | undefined
    return empty ?? (others.length === 0 ? this : this.#combined('intersection', false, others))
  }

  /** The rows that are in none of the others. */
  difference(...given: unknown[]): this {
    const others = this.#others('difference()', given).filter((each) => !isEmpty(each))
    return isEmpty(this) || others.length === 0 ? this : this.#combined('difference', false, others)
  }

  #others(what: string, given: readonly unknown[]): QuerySetDescription[] {
    return given.map((each) => {
      if (each instanceof QuerySetDescription) return each
      throw ormErrors.BAD_ARGUMENT({ where: `${what} of ${this.model.name}`, needs: 'querysets', given: kindOf(each) })
    })
  }

  #combined(operator: Operator, all: boolean, others: readonly QuerySetDescription[]): this {
    return this.anew(new CombineStep(operator, all, [this, ...others]), operator)
  }

  /** A queryset that begins with `step`, which holds this one. */
  protected anew(step: Step, combined: Parts['combined']): this {
    const { prefetches, database, limits } = this.parts
    return this.again({
      parent: null,
      step,
      from: 0,
      to: null,
      prefetches,
      database,
      known: null,
      owner: null,
      combined,
      locked: false,
      limits,
    })
  }

  /** The rows that the conditions of either queryset ask for. Django's `|`. */
  or(other: unknown): this {
    return this.#merged('or', other)
  }

  /** The rows that the conditions of both ask for. Django's `&`. */
  and(other: unknown): this {
    return this.#merged('and', other)
  }

  #merged(kind: 'or' | 'and', other: unknown): this {
    const what = `${kind}()`
    const where = `${what} of ${this.model.name}`
    if (!(other instanceof CombinableDescription))
      throw ormErrors.BAD_ARGUMENT({ where, needs: 'a queryset', given: kindOf(other) })
    if (other.model !== this.model)
      throw ormErrors.WRONG_MODEL({ where, model: this.model.name, given: other.model.name })
    const refused = (problem: string) => ormErrors.NOT_MERGEABLE({ model: this.model.name, what, problem })
    for (const each of [this, other] as const) {
      each.unsliced(what)
      each.uncombined(what)
      if (each.says((step) => step instanceof RecurseStep)) throw refused('one of them recurses')
    }
    if (isEmpty(this)) return kind === 'or' ? (other as this) : this
    if (isEmpty(other)) return kind === 'or' ? this : (other as this)
    const distinct = (step: Step) => step instanceof DistinctStep
    if (this.says(distinct) !== other.says(distinct)) throw refused('one of them is distinct()')
    const valued = (step: Step) => step instanceof ValuesStep
    if (this.says(valued) !== other.says(valued)) throw refused('one of them gives values(), the other rows')
    return this.further(new MergeStep(kind, other.said()))
  }

  /**
   * These rows, and those that a relation to the same model leads to from them, again and again:
   * `Category.filter({ id: 3 }).recurse('children')`. What comes after speaks of all of them.
   */
  recurse(relation: string, options: RecurseOptions = {}): this {
    const { prefetches } = this.parts
    const rows = prefetches.length === 0 ? this : this.further(null, { prefetches: [] })
    return this.anew(new RecurseStep(rows, relation, options), null)
  }

  /** The dates at a path, cut down to a year, month, week or day, each once. Django's `dates()`. */
  dates(path: string, kind: TruncPart, options: DatesOptions = {}): this {
    return this.#moments('dates()', path, kind, options, dateField)
  }

  /** The moments at a path, cut down by the clocks of a time zone, each once. Django's `datetimes()`. */
  datetimes(path: string, kind: TruncPart, options: DatesOptions = {}): this {
    return this.#moments('datetimes()', path, kind, options, datetimeField)
  }

  #moments(what: string, path: string, kind: TruncPart, options: DatesOptions, output: Field): this {
    this.unsliced(what)
    this.uncombined(what)
    const where = `${what} of ${this.model.name}`
    checkPath(where, path)
    const kinds = output === dateField ? dayKinds : [...dayKinds, 'hour', 'minute', 'second']
    const bad = (needs: string, given: string) => ormErrors.BAD_ARGUMENT({ where, needs, given })
    if (!kinds.includes(kind)) throw bad(kinds.join(', '), typeof kind === 'string' ? `'${kind}'` : kindOf(kind))
    if (!isRecord(options)) throw bad('options', kindOf(options))
    const { order = 'asc', timezone, ...others } = options as DatesOptions
    const [other] = Object.keys(others)
    if (other !== undefined || (timezone !== undefined && output === dateField))
      throw bad(
        output === dateField ? 'the option order' : 'the options order and timezone',
        `'${other ?? 'timezone'}'`,
      )
    if (order !== 'asc' && order !== 'desc') throw bad("'asc' or 'desc' as `order`", kindOf(order))
    const cut = Trunc(path, kind, { output, ...(timezone === undefined ? {} : { timezone }) })
    return this.filter({ [`${path}__isnull`]: false })
      .valuesList(cut, { flat: true })
      .distinct()
      .orderBy(order === 'asc' ? cut.asc() : cut.desc())
  }

  /** Locks the rows until the transaction ends. Only inside one. SQLite, which locks the whole file, ignores it. */
  selectForUpdate(options: LockOptions = {}): this {
    this.uncombined('selectForUpdate()')
    const lock = lockOptions(`selectForUpdate() of ${this.model.name}`, options)
    return this.further(new LockStep(lock), { locked: true })
  }
}

/** Known to have no rows, without a query. */
function isEmpty(rows: QuerySetDescription): boolean {
  return rows.known?.length === 0
}
