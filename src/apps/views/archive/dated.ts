import { tryUse } from '../../../base/context/index.ts'
import { factsService } from '../../../base/settings/index.ts'
import type { AnyQuerySet } from '../../../data/orm/index.ts'
import type { ModelInfo } from '../../../data/query/index.ts'
import { currentTimeZone } from '../../../web/i18n/index.ts'
import { viewsErrors } from '../errors.ts'
import { beginningOf, dayAt, dayOf, type Period, type PeriodKind, periodAround } from './calendar.ts'

/** The rows of an archive, by the field that dates them. */
export class DatedRows {
  readonly info: ModelInfo
  /** All that the archive may show: without those of the future, where it is told so. */
  readonly rows: AnyQuerySet
  readonly field: string
  /** The day that it is, for the visitor. */
  readonly today: string
  readonly allowFuture: boolean
  readonly #moments: boolean
  readonly #zone: string

  constructor(
    view: string,
    info: ModelInfo,
    rows: AnyQuerySet,
    options: { readonly field: string; readonly allowFuture: boolean; readonly now: () => Date },
  ) {
    const { field, allowFuture, now } = options
    const column = info.column(field)
    const kind = column?.field.describe().kind
    if (kind !== 'date' && kind !== 'datetime') {
      const problem = column === undefined ? 'there is no such column' : 'it holds neither dates nor moments'
      throw viewsErrors.BAD_FIELD({ view, model: info.name, field, problem })
    }
    this.info = info
    this.field = field
    this.allowFuture = allowFuture
    this.#moments = kind === 'datetime'
    this.#zone = currentTimeZone() ?? tryUse(factsService)?.timeZone ?? 'UTC'
    const instant = now()
    this.today = dayAt(instant, this.#zone)
    this.rows = allowFuture ? rows : rows.filter({ [`${field}__lte`]: this.#moments ? instant : this.today })
  }

  /** The bound of a day, as the field compares it: of moments the instant at which it begins where the visitor is. */
  #bound(day: string): Date | string {
    if (!this.#moments) return day
    const instant = beginningOf(day, this.#zone)
    // East of Greenwich the first day begins in the year 0, which no database has.
    return instant.getTime() < firstInstant ? new Date(firstInstant) : instant
  }

  /** The rows of a period. */
  within({ start, end }: Period): AnyQuerySet {
    const { field } = this
    return this.rows.filter({ [`${field}__gte`]: this.#bound(start), [`${field}__lt`]: this.#bound(end) })
  }

  /** The first days of periods in which rows have their date. */
  async dates(rows: AnyQuerySet, kind: PeriodKind, order: 'asc' | 'desc'): Promise<readonly string[]> {
    const dated = rows.filter({ [`${this.field}__isnull`]: false })
    if (!this.#moments) return dated.dates(this.field, kind, { order })
    const moments = await dated.datetimes(this.field, kind, { order, timezone: this.#zone })
    return moments.map((moment) => dayAt(moment, this.#zone))
  }

  /** The first day of the nearest earlier or later period that an archive has a page for; null where there is none. */
  async neighbour(period: Period, forward: boolean, allowEmpty: boolean): Promise<string | null> {
    if (allowEmpty) {
      const day = forward ? dayOf(period.end) : dayOf(period.start) - 1
      if (day < firstDay || (forward && period.end === lastEnd)) return null
      const { start } = periodAround(period.kind, day)
      return this.allowFuture || start <= this.today ? start : null
    }
    const { field } = this
    const [lookup, bound] = forward ? ['gte', period.end] : ['lt', period.start]
    const [value] = (await this.rows
      .filter({ [`${field}__${lookup}`]: this.#bound(bound) })
      .orderBy(forward ? field : `-${field}`)
      .valuesList(field, { flat: true })
      .slice(0, 1)) as readonly (Date | string)[]
    if (value === undefined) return null
    const day = value instanceof Date ? dayAt(value, this.#zone) : value
    return periodAround(period.kind, dayOf(day)).start
  }
}

/** The first day that an archive knows: 0001-01-01. */
const firstDay = -719_162
const firstInstant = firstDay * 86_400_000
const lastEnd = '9999-12-31'
