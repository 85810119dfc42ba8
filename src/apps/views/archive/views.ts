import type { Columns, KeyedModel, ModelClass, Row } from '../../../data/orm/index.ts'
import { type HttpRequest, requireMethods, type View } from '../../../web/http/index.ts'
import type { DetailContext } from '../detail.ts'
import { viewsErrors } from '../errors.ts'
import { type By, type ByParams, type CheckedBy, findRow, sourceOf } from '../find.ts'
import { type ListContext, listed, namesOf, type PagingOptions } from '../list.ts'
import type { AllowRequest, AllowRow, Awaitable, Fitting, FromRows, ViewOptions } from '../options.ts'
import { draw, refusal, rowName, templateStem } from '../render.ts'
import { dayNumber, dayOf, isoWeek, type Period, type PeriodKind, periodAround, weekOf } from './calendar.ts'
import { DatedRows } from './dated.ts'

/** The columns that may date a row: those of dates and moments. The compiler takes other texts for dates too; the view does not. */
export type DateColumn<M> = {
  [K in Columns<M>]: NonNullable<M[K]> extends Date | string ? K : never
}[Columns<M>]

/** What says when a row is from. */
export interface DateOptions<M> {
  /** A date, or a moment, which belongs to the day that it has where the visitor is. */
  readonly dateField: DateColumn<M>
  /** Rows of the future are shown too. Default false. */
  readonly allowFuture?: boolean
  /** The clock. */
  readonly now?: () => Date
}

/** What the template of an archive gets. Days are 'YYYY-MM-DD'. */
export type ArchiveContext<R, K extends string = never> = ListContext<R, K> & {
  /** What the page is about; null on the first page of an archive. */
  readonly period: Period | null
  /** The first days of the parts that have rows: of a year its months, of a month its days, of the whole archive its years. */
  readonly dateList: readonly string[]
  /** The first day of the nearest earlier period that has a page; null where there is none. */
  readonly previous: string | null
  readonly next: string | null
  /** The year and number of the ISO week, on the page of a week. */
  readonly week: { readonly year: number; readonly week: number } | null
}

/** What the views of an archive can be told. */
export interface ArchiveOptions<M, R, P, N extends string, K extends string, X>
  extends ViewOptions<N>,
    AllowRequest<P>,
    FromRows<M, R, P>,
    DateOptions<M>,
    PagingOptions {
  /** The rows' own name in the template, beside `objectList`. */
  readonly name?: K
  /** More for the template. */
  readonly context?: (request: HttpRequest, params: P, rows: readonly R[]) => Awaitable<X>
}

interface Plan {
  readonly view: string
  readonly suffix: string
  /** The period that the parameters name; null for all; undefined where the calendar has none such. */
  readonly period: (params: Readonly<Record<string, number>>, today: string) => Period | null | undefined
  /** Of which parts the page lists the dates. */
  readonly parts: PeriodKind | null
  readonly partsOrder: 'asc' | 'desc'
  readonly allowEmpty: boolean
  readonly rows: boolean
}

type AnyOptions = ArchiveOptions<never, unknown, unknown, string, string, object>

function archive<P>(model: unknown, options: object, plan: Plan): View<P> {
  const settings = options as AnyOptions
  const { dateField: field, allowFuture = false, allowEmpty = plan.allowEmpty, now = () => new Date() } = settings
  return requireMethods(['GET'], async (request, given: P) => {
    const params = given as Readonly<Record<string, number>>
    const stop = refusal(request, (await settings.allow?.(request, params)) ?? true)
    if (stop !== null) return stop
    const { info, rows } = sourceOf(model, settings.queryset, request, params)
    const dated = new DatedRows(`${plan.view} of ${info.name}`, info, rows, { field, allowFuture, now })
    const period = checkedPeriod(plan, params, dated)
    const inside = (period === null ? dated.rows : dated.within(period)).orderBy(`-${field}`, '-pk')
    const dateList = plan.parts === null ? [] : await dated.dates(inside, plan.parts, plan.partsOrder)
    const noRows = () => viewsErrors.NO_ROWS({ names: info.verboseNamePlural })
    if (!allowEmpty && plan.parts !== null && dateList.length === 0) throw noRows()
    const shown = plan.rows
      ? await listed(request, params, inside, info, { ...settings, allowEmpty })
      : { objectList: [], page: null, paginator: null, isPaginated: false }
    const objectList = shown.objectList as readonly never[]
    const own = await settings.context?.(request, params, objectList)
    const named = settings.name === undefined ? {} : { [settings.name]: objectList }
    return draw(
      request,
      {
        given: settings.template,
        own: `${templateStem(info)}_archive${plan.suffix}.html`,
        plain: 'views/archive.html',
      },
      {
        ...shown,
        [`${rowName(info)}List`]: objectList,
        ...named,
        model: namesOf(info),
        period,
        dateList,
        parts: plan.parts,
        previous: period === null ? null : await dated.neighbour(period, false, allowEmpty),
        next: period === null ? null : await dated.neighbour(period, true, allowEmpty),
        week: period?.kind === 'week' ? weekOf(dayOf(period.start)) : null,
        ...own,
      },
    )
  })
}

function checkedPeriod(plan: Plan, params: Readonly<Record<string, number>>, dated: DatedRows): Period | null {
  const period = plan.period(params, dated.today)
  if (period === undefined) throw viewsErrors.NO_SUCH_DATE({ date: toldDate(params) })
  if (period !== null && !dated.allowFuture && period.start > dated.today)
    throw viewsErrors.NO_SUCH_DATE({ date: toldDate(params) })
  return period
}

function toldDate(params: Readonly<Record<string, unknown>>): string {
  const parts = ['year', 'month', 'week', 'day'].filter((name) => Object.hasOwn(params, name))
  return parts.map((name) => `${name} ${String(params[name]).slice(0, 12)}`).join(', ')
}

function around(kind: PeriodKind, year: number, month: number, day: number): Period | undefined {
  const number = dayNumber(year, month, day)
  return number === null ? undefined : periodAround(kind, number)
}

type Year = { readonly year: number }
type Month = Year & { readonly month: number }
type Week = Year & { readonly week: number }
type Day = Month & { readonly day: number }

/**
 * The first page of an archive: the latest rows, and the years (or months: `dates: 'month'`) that have any. The template is 'news/article_archive.html'. Semantics: Django's
 * `ArchiveIndexView` (https://docs.djangoproject.com/en/stable/ref/class-based-views/generic-date-based/).
 */
export function archiveIndex<
  M extends KeyedModel,
  R = Row<M>,
  P = {},
  const N extends string = never,
  const K extends string = never,
  X extends object = {},
>(
  model: ModelClass<M>,
  options: ArchiveOptions<M, R, P, N, K, X> & { readonly dates?: PeriodKind },
): Fitting<View<P>, N, ArchiveContext<R, K> & X> {
  const { dates = 'year' } = options as { readonly dates?: PeriodKind }
  return archive(model, options, {
    view: 'archiveIndex',
    suffix: '',
    period: () => null,
    parts: dates,
    partsOrder: 'desc',
    allowEmpty: false,
    rows: true,
  }) as never
}

/**
 * A year of an archive: `path('<int:year>/', yearArchive(Article, { dateField: 'published' }))`. The months that have rows; with `rows: true` the rows too, as Django's
 * `make_object_list`. The template is 'news/article_archive_year.html'.
 */
export function yearArchive<
  M extends KeyedModel,
  R = Row<M>,
  const N extends string = never,
  const K extends string = never,
  X extends object = {},
>(
  model: ModelClass<M>,
  options: ArchiveOptions<M, R, Year, N, K, X> & { readonly rows?: boolean },
): Fitting<View<Year>, N, ArchiveContext<R, K> & X> {
  return archive(model, options, {
    view: 'yearArchive',
    suffix: '_year',
    period: ({ year }) => around('year', year!, 1, 1),
    parts: 'month',
    partsOrder: 'asc',
    allowEmpty: false,
    rows: (options as { readonly rows?: boolean }).rows ?? false,
  }) as never
}

/** A month: `<int:year>/<int:month>/`. Its rows, and the days that have any. The template is 'news/article_archive_month.html'. */
export function monthArchive<
  M extends KeyedModel,
  R = Row<M>,
  const N extends string = never,
  const K extends string = never,
  X extends object = {},
>(
  model: ModelClass<M>,
  options: ArchiveOptions<M, R, Month, N, K, X>,
): Fitting<View<Month>, N, ArchiveContext<R, K> & X> {
  return archive(model, options, {
    view: 'monthArchive',
    suffix: '_month',
    period: ({ year, month }) => around('month', year!, month!, 1),
    parts: 'day',
    partsOrder: 'asc',
    allowEmpty: false,
    rows: true,
  }) as never
}

/** A week of ISO 8601, by its year and number: `<int:year>/week/<int:week>/`. The template is 'news/article_archive_week.html'. */
export function weekArchive<
  M extends KeyedModel,
  R = Row<M>,
  const N extends string = never,
  const K extends string = never,
  X extends object = {},
>(
  model: ModelClass<M>,
  options: ArchiveOptions<M, R, Week, N, K, X>,
): Fitting<View<Week>, N, ArchiveContext<R, K> & X> {
  return archive(model, options, {
    view: 'weekArchive',
    suffix: '_week',
    period: ({ year, week }) => isoWeek(year!, week!) ?? undefined,
    parts: null,
    partsOrder: 'asc',
    allowEmpty: false,
    rows: true,
  }) as never
}

/** A day: `<int:year>/<int:month>/<int:day>/`. The template is 'news/article_archive_day.html'. */
export function dayArchive<
  M extends KeyedModel,
  R = Row<M>,
  const N extends string = never,
  const K extends string = never,
  X extends object = {},
>(model: ModelClass<M>, options: ArchiveOptions<M, R, Day, N, K, X>): Fitting<View<Day>, N, ArchiveContext<R, K> & X> {
  return archive(model, options, {
    view: 'dayArchive',
    suffix: '_day',
    period: ({ year, month, day }) => around('day', year!, month!, day!),
    parts: null,
    partsOrder: 'asc',
    allowEmpty: false,
    rows: true,
  }) as never
}

/** The day that it is where the visitor is. The template is that of a day. */
export function todayArchive<
  M extends KeyedModel,
  R = Row<M>,
  P = {},
  const N extends string = never,
  const K extends string = never,
  X extends object = {},
>(model: ModelClass<M>, options: ArchiveOptions<M, R, P, N, K, X>): Fitting<View<P>, N, ArchiveContext<R, K> & X> {
  return archive(model, options, {
    view: 'todayArchive',
    suffix: '_day',
    period: (_params, today) => periodAround('day', dayOf(today)),
    parts: null,
    partsOrder: 'asc',
    allowEmpty: false,
    rows: true,
  }) as never
}

/** What `dateDetail` can be told. */
export interface DateDetailOptions<M, R, P, B extends By, N extends string, K extends string, X>
  extends ViewOptions<N>,
    AllowRow<P, R>,
    FromRows<M, R, P>,
    DateOptions<M> {
  /** By what the row is found within its day, as in `detailView`; it need be unique there only. Default 'pk'. */
  readonly by?: B & CheckedBy<M, B>
  /** The row's own name in the template, beside `object`. */
  readonly name?: K
  /** More for the template. */
  readonly context?: (request: HttpRequest, row: R, params: P) => Awaitable<X>
}

/**
 * One row, found by its day and something else: `path('<int:year>/<int:month>/<int:day>/<slug:slug>/', dateDetail(Article, { dateField: 'published', by: 'slug' }))`. The template
 * is 'news/article_detail.html'. Semantics: Django's `DateDetailView`.
 */
export function dateDetail<
  M extends KeyedModel,
  const B extends By = 'pk',
  R = Row<M>,
  const N extends string = never,
  const K extends string = never,
  X extends object = {},
>(
  model: ModelClass<M>,
  options: DateDetailOptions<M, R, Day & ByParams<M, B>, B, N, K, X>,
): Fitting<View<Day & ByParams<M, B>>, N, DetailContext<R, K> & X> {
  type P = Day & ByParams<M, B>
  const settings = options as unknown as DateDetailOptions<never, R, P, By, string, string, object>
  const { dateField: field, allowFuture = false, now = () => new Date() } = settings
  return requireMethods(['GET'], async (request, params: P) => {
    const { info, rows } = sourceOf(model, settings.queryset, request, params)
    const view = `dateDetail of ${info.name}`
    const dated = new DatedRows(view, info, rows, { field, allowFuture, now })
    const { year, month, day } = params
    const period = around('day', year, month, day)
    if (period === undefined || (!allowFuture && period.start > dated.today))
      throw viewsErrors.NO_SUCH_DATE({ date: toldDate(params) })
    const row = await findRow(view, { info, rows: dated.within(period) }, settings.by ?? 'pk', params, true)
    const stop = refusal(request, (await settings.allow?.(request, row as R, params)) ?? true)
    if (stop !== null) return stop
    const own = await settings.context?.(request, row as R, params)
    const named = settings.name === undefined ? {} : { [settings.name]: row }
    return draw(
      request,
      { given: settings.template, own: `${templateStem(info)}_detail.html`, plain: 'views/detail.html' },
      { object: row, [rowName(info)]: row, ...named, model: namesOf(info), ...own },
    )
  }) as never
}
