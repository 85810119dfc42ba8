import type { SafeString } from '../../base/text/index.ts'
import type { KeyedModel, ModelClass, QuerySet, Row } from '../../data/orm/index.ts'
import type { HttpRequest, TemplateContexts } from '../../web/http/index.ts'

export type Awaitable<T> = T | Promise<T>

/** What a view's own question about a visitor gives: true to go on, false for 403, or the answer itself. */
export type Allowed = boolean | Response

/** Rows as a view takes them: a queryset of the model, with whatever it loads and annotates beside. */
// biome-ignore lint/suspicious/noExplicitAny: annotations of any kind
export type Rows<M, R> = QuerySet<M, R, any>

/** What every generic view can be told. */
export interface ViewOptions<N extends string> {
  /** Instead of the default template. Where its context is registered (`TemplateContexts`), that of the view has to fit: else `path` does not take the view. */
  readonly template?: N
}

/** What is said of the visitor before anything is read: `allow: async (request) => (await request.user).isStaff`. */
export interface AllowRequest<P> {
  readonly allow?: (request: HttpRequest, params: P) => Awaitable<Allowed>
}

/** The same about one row, after it was found. */
export interface AllowRow<P, R> {
  readonly allow?: (request: HttpRequest, row: R, params: P) => Awaitable<Allowed>
}

/** Which rows a view knows. */
export interface FromRows<M, R, P> {
  /**
   * The rows, of this request: `() => Article.live().selectRelated('section')`. What the template names of relations is loaded here, with the rows: a template
   * never loads one row at a time. Default: all rows of the model.
   */
  readonly queryset?: (request: HttpRequest, params: P) => Rows<M, R>
}

/** Where to go when it is done: an address, or a function of the row. */
export type SuccessUrl<R> = string | ((row: R, request: HttpRequest) => string)
/** What the next page says then, by way of `nuages/messages`. */
export type SuccessMessage<R> = string | SafeString | ((row: R, request: HttpRequest) => string | SafeString)

/** What a view is whose context is not the one that its template was registered with. */
export interface Misfit<Needs, Got> {
  readonly needs: Needs
  readonly got: Got
}

/** The view `V`; or what keeps it from being one, where its context `C` does not fit the one of the template `N`. */
export type Fitting<V, N extends string, C> = [N] extends [never]
  ? V
  : N extends keyof TemplateContexts
    ? C extends TemplateContexts[N]
      ? V
      : Misfit<TemplateContexts[N], C>
    : V

/** The names under which a template finds the rows or the row beside the general one. */
export type Named<K extends string, V> = [K] extends [never] ? unknown : { readonly [N in K]: V }

export type { KeyedModel, ModelClass, Row }
