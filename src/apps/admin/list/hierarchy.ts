import { type AnyQuerySet, Count, TruncDay, TruncMonth, TruncYear } from '../../../data/orm/index.ts'
import { currentLocale, gettext } from '../../../web/i18n/index.ts'
import { dayText, fill, localTime, plural } from '../format.ts'
import type { ModelAdmin } from '../model-admin.ts'
import { type ModelPath, pathLabel } from '../paths.ts'
import type { AdminRequest } from '../request.ts'
import type { ListAddress } from './address.ts'
import { where } from './conditions.ts'
import { calendarPeriod, inPeriod, type Period } from './periods.ts'

/** What the strip of dates is called in the address: `?published__on=2026-03`. */
export function hierarchyName({ path }: ModelPath): string {
  return `${path}__on`
}

/** The days that a place in the strip stands for: '2026', '2026-03', '2026-03-04'. */
export function hierarchyPeriod(on: string | null): Period | null {
  return on !== null && /^\d{4}(-\d\d){0,2}$/.test(on) ? calendarPeriod(on) : null
}

/** A bar of the strip: a year, a month or a day with rows. */
interface TimeBar {
  readonly url: string
  readonly text: string
  /** What the bar says to those who do not see it: '2026, 12 books'. */
  readonly words: string
  readonly current: boolean
  readonly zero: boolean
  readonly height: number
  readonly y: number
}

/** The strip above the list. */
interface TimeStrip {
  readonly label: string
  readonly up: { readonly url: string; readonly text: string } | null
  readonly bars: readonly TimeBar[]
}

const tall = 30
/** Years that are shown: the last ones. */
const mostYears = 40

/**
 * Years, the months of one, or the days of a month, each with how many rows it has among `rows` (the list without the strip), in the time
 * zone; one query. Null where there is nothing to go through.
 */
export async function timeStrip(
  admin: AdminRequest,
  model: ModelAdmin,
  rows: AnyQuerySet,
  address: ListAddress,
): Promise<TimeStrip | null> {
  const { hierarchy } = model
  if (hierarchy === null) return null
  const name = hierarchyName(hierarchy)
  const on = address.get(name) ?? ''
  const level = on.length >= 7 ? 'day' : on.length >= 4 ? 'month' : 'year'
  const around = level === 'day' ? on.slice(0, 7) : level === 'month' ? on.slice(0, 4) : ''
  const counts = await countsOf(admin, hierarchy, rows, level, around)
  if (counts.size === 0 && around === '') return null
  const places = around === '' ? years([...counts.keys()]) : within(around)
  const most = Math.max(1, ...places.map((place) => counts.get(place) ?? 0))
  return {
    label: fill(stripLabels[level](), { name: pathLabel(hierarchy) }),
    up: around === '' ? null : upward(address, name, around),
    bars: places.map((place) => {
      const n = counts.get(place) ?? 0
      const height = n === 0 ? 2 : Math.max(3, Math.round((n / most) * tall))
      return {
        url: address.with(name, ...(on === place ? (around === '' ? [] : [around]) : [place])).toString(),
        text: shortText(place),
        words: fill(gettext('%(date)s: %(count)s'), {
          date: longText(place),
          count: plural(n, model.one, model.many),
        }),
        current: on === place,
        zero: n === 0,
        height,
        y: tall - height,
      }
    }),
  }
}

const stripLabels = {
  year: () => gettext('%(name)s, by year'),
  month: () => gettext('%(name)s, by month'),
  day: () => gettext('%(name)s, by day'),
}

const cuts = { year: TruncYear, month: TruncMonth, day: TruncDay } as const
const lengths = { year: 4, month: 7, day: 10 } as const

async function countsOf(
  { zone }: AdminRequest,
  { path, schema }: ModelPath,
  rows: AnyQuerySet,
  level: keyof typeof cuts,
  around: string,
): Promise<Map<string, number>> {
  const inside =
    around === ''
      ? rows.filter(where({ [`${path}__isnull`]: false }))
      : rows.filter(inPeriod(path, schema!, calendarPeriod(around)!, zone))
  const cut = cuts[level] as (path: string, options?: { readonly timezone: string }) => object
  const at = schema!.kind === 'datetime' ? cut(path, { timezone: zone }) : cut(path)
  const groups = await inside
    .orderBy()
    .values({ nuages_at: at })
    .annotate({ nuages_count: Count('pk') })
  return new Map(
    (groups as unknown as readonly { readonly nuages_at: unknown; readonly nuages_count: unknown }[]).map(
      ({ nuages_at: when, nuages_count: n }) => [placeOf(when, zone).slice(0, lengths[level]), Number(n)],
    ),
  )
}

function placeOf(when: unknown, zone: string): string {
  return when instanceof Date ? localTime(when, zone).slice(0, 10) : String(when)
}

/** Every year from the first to the last, so that a gap is seen as one. */
function years(found: readonly string[]): string[] {
  const numbers = found.map(Number).filter(Number.isInteger)
  const last = Math.max(...numbers)
  const first = Math.max(Math.min(...numbers), last - mostYears + 1)
  return Array.from({ length: last - first + 1 }, (_, i) => String(first + i).padStart(4, '0'))
}

/** The months of a year, or the days of a month. */
function within(around: string): string[] {
  const two = (n: number) => String(n).padStart(2, '0')
  if (around.length === 4) return Array.from({ length: 12 }, (_, i) => `${around}-${two(i + 1)}`)
  const [year, month] = around.split('-').map(Number) as [number, number]
  const days = new Date(Date.UTC(year, month, 0)).getUTCDate()
  return Array.from({ length: days }, (_, i) => `${around}-${two(i + 1)}`)
}

function upward(address: ListAddress, name: string, around: string) {
  if (around.length === 4) return { url: address.with(name).toString(), text: gettext('All years') }
  return { url: address.with(name, around.slice(0, 4)).toString(), text: around.slice(0, 4) }
}

function shortText(place: string): string {
  if (place.length === 4) return String(Number(place))
  if (place.length === 10) return String(Number(place.slice(8)))
  return monthText(place, { month: 'short' })
}

function longText(place: string): string {
  if (place.length === 7) return monthText(place, { month: 'long', year: 'numeric' })
  return place.length === 4 ? String(Number(place)) : dayText(place)
}

function monthText(place: string, options: Intl.DateTimeFormatOptions): string {
  const date = new Date(`${place}-15T00:00:00Z`)
  return new Intl.DateTimeFormat(currentLocale().code, { ...options, timeZone: 'UTC' }).format(date)
}
