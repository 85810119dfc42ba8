import type { KeyedModel, ModelClass, Row } from '../../data/orm/index.ts'
import { type HttpRequest, requireMethods, type View } from '../../web/http/index.ts'
import { type By, type ByParams, type CheckedBy, findRow, sourceOf } from './find.ts'
import { namesOf } from './list.ts'
import type { AllowRow, Awaitable, Fitting, FromRows, Named, ViewOptions } from './options.ts'
import { draw, refusal, rowName, templateStem } from './render.ts'

/** What the template of one row gets. `K` is a name of its own: `article`. */
export type DetailContext<R, K extends string = never> = { readonly object: R } & Named<K, R>

/** What `detailView` can be told. */
export interface DetailOptions<M, R, P, B extends By, N extends string, K extends string, X>
  extends ViewOptions<N>,
    AllowRow<P, R>,
    FromRows<M, R, P> {
  /**
   * By what the row is found: a path, which is also the name of the route's parameter (`by: 'slug'` and `<slug:slug>`), or paths by parameter
   * (`by: { section: 'section__slug', slug: 'slug' }`). It has to be unique, unless a `queryset` sees to that. Default 'pk'.
   */
  readonly by?: B & CheckedBy<M, B>
  /** The row's own name in the template, beside `object`. Default: the model's, `article`, which the types do not know. */
  readonly name?: K
  /** More for the template. */
  readonly context?: (request: HttpRequest, row: R, params: P) => Awaitable<X>
}

/**
 * A page with one row: `path('<slug:slug>/', detailView(Article, { by: 'slug' }))`. The template is 'news/article_detail.html'; a row that is not there, or
 * not in the queryset, is 404. One query. Semantics: Django's `DetailView`
 * (https://docs.djangoproject.com/en/stable/ref/class-based-views/generic-display/#detailview).
 */
export function detailView<
  M extends KeyedModel,
  const B extends By = 'pk',
  R = Row<M>,
  const N extends string = never,
  const K extends string = never,
  X extends object = {},
>(
  model: ModelClass<M>,
  options: DetailOptions<M, R, ByParams<M, B>, B, N, K, X> = {} as never,
): Fitting<View<ByParams<M, B>>, N, DetailContext<R, K> & X> {
  type P = ByParams<M, B>
  const settings = options as unknown as DetailOptions<M, R, P, By, string, string, object>
  return requireMethods(['GET'], async (request, params: P) => {
    const source = sourceOf(model, settings.queryset, request, params)
    const { info } = source
    const narrowed = settings.queryset !== undefined
    const row = await findRow(`detailView of ${info.name}`, source, settings.by ?? 'pk', params, narrowed)
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
