import { type Condition, Count, Q, TruncDate, untyped } from '../../../data/orm/index.ts'
import { gettext, ngettext } from '../../../web/i18n/index.ts'
import { isRuled, mayView } from '../access.ts'
import { count, fill, longDate } from '../format.ts'
import type { ModelAdmin } from '../model-admin.ts'
import { RecordChange } from '../models.ts'
import { newestEdge } from '../newest.ts'
import type { AdminRequest } from '../request.ts'

/** Days that the chart shows. */
const days = 14
/** Changes that are looked at: it is to be quick however many there were. */
const most = 20_000
const day = 24 * 60 * 60 * 1000
/** The width of a day in the drawing, of its bar, and the height of the drawing, in its own units. */
const step = 20
const bar = 14
const height = 100

/** A chart of how much was changed each day, with its words and its numbers. */
interface ChangesChart {
  readonly summary: string
  readonly width: number
  readonly height: number
  readonly bars: readonly {
    readonly x: number
    readonly y: number
    readonly width: number
    readonly height: number
    readonly title: string
  }[]
  readonly rows: readonly { readonly date: string; readonly count: string }[]
}

/** The changes of each of the last days in models whose every row this person may see; null where there were none. */
export async function changesChart(
  admin: AdminRequest,
  now: Date,
  models: readonly ModelAdmin[],
): Promise<ChangesChart | null> {
  const open = models.filter((model) => mayView(admin, model) && (admin.user.isSuperuser || !isRuled(admin, model)))
  if (open.length === 0) return null
  const start = new Date(now.getTime() - days * day)
  const edge = await newestEdge(RecordChange, most)
  const conditions = open.map(({ info }) =>
    Q({ contentType__appLabel: info.app, contentType__model: info.name.toLowerCase() } as Record<string, unknown>),
  )
  const found = await untyped(RecordChange)
    .filter({ time__gte: start, ...(edge === undefined ? {} : { pk__gt: edge }) })
    .filter(conditions.reduce<Condition<object>>((all, next) => all.or(next), Q({ pk__in: [] } as object)) as never)
    .orderBy()
    .annotate({ date: TruncDate('time', { timezone: admin.zone }) })
    .values('date')
    .annotate({ found: Count('pk') })
  if (found.length === 0) return null
  const byDate = new Map(found.map((row) => [String(row['date']), Number(row['found'])]))
  return drawn(admin, now, byDate)
}

function drawn(admin: AdminRequest, now: Date, byDate: ReadonlyMap<string, number>): ChangesChart {
  const dates = new Intl.DateTimeFormat('en-CA', { timeZone: admin.zone, dateStyle: 'short' })
  const series = Array.from({ length: days }, (_, index) => {
    const at = new Date(now.getTime() - (days - 1 - index) * day)
    return { date: longDate(at, admin.zone), value: byDate.get(dates.format(at)) ?? 0 }
  })
  const highest = Math.max(1, ...series.map(({ value }) => value))
  const sum = series.reduce((total, { value }) => total + value, 0)
  return {
    summary: fill(
      ngettext('%(count)s change in the last %(days)s days', '%(count)s changes in the last %(days)s days', sum),
      { count: count(sum), days },
    ),
    width: days * step,
    height,
    bars: series.map(({ date, value }, index) => {
      // What is there is seen, however little it is.
      const tall = value === 0 ? 0 : Math.max(2, Math.round((value / highest) * height))
      return {
        x: index * step + (step - bar) / 2,
        y: height - tall,
        width: bar,
        height: tall,
        title: fill(gettext('%(date)s: %(count)s'), { date, count: count(value) }),
      }
    }),
    rows: series.map(({ date, value }) => ({ date, count: count(value) })),
  }
}
