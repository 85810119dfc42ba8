import type { AnyQuerySet, KeyedModel, ModelClass, Paths, Row } from '../../data/orm/index.ts'
import type { ModelInfo } from '../../data/query/index.ts'
import { type HttpRequest, requireMethods, type View } from '../../web/http/index.ts'
import { viewsErrors } from './errors.ts'
import { sourceOf } from './find.ts'
import type { AllowRequest, Awaitable, Fitting, FromRows, Named, ViewOptions } from './options.ts'
import { type KeysetPage, keysetPage } from './pagination/keyset.ts'
import type { Page } from './pagination/page.ts'
import { Paginator } from './pagination/paginator.ts'
import { draw, refusal, rowName, templateStem } from './render.ts'

/** How a list is cut into pages. */
export interface PagingOptions {
  /** Rows of a page. Without it the list has one page with all of them. */
  readonly paginateBy?: number
  /** A last page of as many rows or fewer is joined to the one before. Default 0. */
  readonly orphans?: number
  /** The parameter of the address, or of the route, that has the number. Default 'page'. */
  readonly pageParam?: string
  /** What a number that is none, or one beyond the last, is answered with: 404 (default), or the nearest page. */
  readonly invalidPage?: '404' | 'nearest'
  /** 'number' (default): numbered pages, two queries. 'keyset': pages by place, one query, without numbers (`?after=`, `?before=`). */
  readonly pages?: 'number' | 'keyset'
  /** Show an empty list. Default true; false answers with 404. */
  readonly allowEmpty?: boolean
}

/** What the template of a list gets. `K` is a name of the rows' own: `articles`. */
export type ListContext<R, K extends string = never> = {
  readonly objectList: readonly R[]
  /** The page that is shown; null where the list is not cut into pages. */
  readonly page: Page<R> | KeysetPage<R> | null
  readonly paginator: Paginator<R> | null
  /** There are other pages. */
  readonly isPaginated: boolean
} & Named<K, readonly R[]>

/** What `listView` can be told. */
export interface ListOptions<M, R, P, N extends string, K extends string, O extends readonly string[], X>
  extends ViewOptions<N>,
    AllowRequest<P>,
    FromRows<M, R, P>,
    PagingOptions {
  /** The order, `-` for descending. Default: that of the queryset or the model; pages without any are in order of the key. */
  readonly orderBy?: O & Paths<M, O>
  /** The rows' own name in the template, beside `objectList`. Default: the model's, `articleList`, which the types do not know. */
  readonly name?: K
  /** More for the template. */
  readonly context?: (request: HttpRequest, params: P, rows: readonly R[]) => Awaitable<X>
}

/**
 * A page with rows of a model: `path('', listView(Article, { queryset: () => Article.live(), paginateBy: 20 }))`. The template is
 * 'news/article_list.html'. Numbered pages are two queries, all others one. Semantics: Django's `ListView`
 * (https://docs.djangoproject.com/en/stable/ref/class-based-views/generic-display/#listview).
 */
export function listView<
  M extends KeyedModel,
  R = Row<M>,
  P = {},
  const N extends string = never,
  const K extends string = never,
  const O extends readonly string[] = [],
  X extends object = {},
>(
  model: ModelClass<M>,
  options: ListOptions<M, R, P, N, K, O, X> = {} as never,
): Fitting<View<P>, N, ListContext<R, K> & X> {
  const settings = options as ListOptions<M, R, P, string, string, readonly string[], object>
  return requireMethods(['GET'], async (request, params: P) => {
    const stop = refusal(request, (await settings.allow?.(request, params)) ?? true)
    if (stop !== null) return stop
    const { info, rows } = sourceOf(model, settings.queryset, request, params)
    const ordered = settings.orderBy === undefined ? rows : rows.orderBy(...settings.orderBy)
    const shown = await listed(request, params, ordered, info, settings)
    const own = await settings.context?.(request, params, shown.objectList as readonly R[])
    const named = settings.name === undefined ? {} : { [settings.name]: shown.objectList }
    return draw(
      request,
      { given: settings.template, own: `${templateStem(info)}_list.html`, plain: 'views/list.html' },
      { ...shown, [`${rowName(info)}List`]: shown.objectList, ...named, model: namesOf(info), ...own },
    )
  }) as never
}

/** What a plain page says of the model: 'article', 'articles'. */
export function namesOf(info: ModelInfo): { readonly name: string; readonly namePlural: string } {
  return { name: info.verboseName, namePlural: info.verboseNamePlural }
}

/** The rows of a list, cut into pages as the view was told. Throws `NUAGES_VIEWS_NO_SUCH_PAGE` and `NUAGES_VIEWS_NO_ROWS` (404). */
export async function listed(
  request: HttpRequest,
  params: unknown,
  rows: AnyQuerySet,
  info: ModelInfo,
  options: PagingOptions,
): Promise<ListContext<unknown>> {
  const { paginateBy, allowEmpty = true } = options
  const none = () => viewsErrors.NO_ROWS({ names: info.verboseNamePlural })
  if (paginateBy === undefined) {
    const objectList = await rows
    if (objectList.length === 0 && !allowEmpty) throw none()
    return { objectList, page: null, paginator: null, isPaginated: false }
  }
  const ordered = rows.ordered ? rows : rows.orderBy('pk')
  if (options.pages === 'keyset') {
    const { query } = request
    const page = await keysetPage(ordered, {
      size: paginateBy,
      after: query.get('after'),
      before: query.get('before'),
    })
    if (page.length === 0 && !page.hasOtherPages && !allowEmpty) throw none()
    return { objectList: page.rows, page, paginator: null, isPaginated: page.hasOtherPages }
  }
  const { orphans = 0, pageParam = 'page', invalidPage = '404' } = options
  const paginator = new Paginator<unknown>(ordered, paginateBy, { orphans })
  if (!allowEmpty && (await paginator.count()) === 0) throw none()
  const ofRoute = params as Readonly<Record<string, unknown>> | undefined
  const wanted =
    ofRoute !== undefined && Object.hasOwn(ofRoute, pageParam) ? ofRoute[pageParam] : request.query.get(pageParam)
  const page = invalidPage === 'nearest' ? await paginator.nearestPage(wanted) : await paginator.page(wanted)
  return { objectList: page.rows, page, paginator, isPaginated: page.hasOtherPages }
}
