import type { SafeString } from '../../base/text/index.ts'
import { type AnyRow, infoOf, type KeyedModel, type ModelClass, type Row } from '../../data/orm/index.ts'
import type { ModelInfo } from '../../data/query/index.ts'
import { type HttpRequest, redirect, requireMethods, type View } from '../../web/http/index.ts'
import {
  type AnyModelForm,
  type AnyModelFormClass,
  type Editable,
  type FieldOptions,
  type Form,
  type ModelFormClass,
  type ModelFormOf,
  modelFormFor,
} from '../forms/index.ts'
import { messages } from '../messages/index.ts'
import { viewsErrors } from './errors.ts'
import { type By, type ByParams, type CheckedBy, findRow, sourceOf } from './find.ts'
import { namesOf } from './list.ts'
import type {
  AllowRequest,
  AllowRow,
  Awaitable,
  Fitting,
  FromRows,
  SuccessMessage,
  SuccessUrl,
  ViewOptions,
} from './options.ts'
import { draw, refusal, rowName, templateStem } from './render.ts'

/** What the template of a form gets; of a new row `object` is null. */
export interface FormContext<F, R = null> {
  readonly form: F
  readonly object: R
}

/** What views that write a row have in common. */
interface WriteOptions<R, F, P, Given = R | null> {
  /** Where the browser is sent when the row is saved. */
  readonly successUrl: SuccessUrl<R>
  /** What the next page says then. */
  readonly successMessage?: SuccessMessage<R>
  /** Values to begin with, by field. */
  readonly initial?: (request: HttpRequest, params: P) => Awaitable<Readonly<Record<string, unknown>>>
  /** Values of the row that the form does not ask for: `async (request) => ({ author: await request.user })`. */
  readonly given?: (request: HttpRequest, params: P) => Awaitable<Readonly<Record<string, unknown>>>
  /**
   * Of the form's fields those that this visitor has, of this row (null: a new one): `only: onlyWritable(Article)` keeps to the field rules of
   * `nuages/auth`. Others are neither shown nor written, whatever is sent. Default: all.
   */
  readonly only?: (request: HttpRequest, row: Given, params: P) => Awaitable<readonly string[]>
  /** Saves a form that is valid, and gives the row. Default: `form.save()`. */
  readonly save?: (form: F, request: HttpRequest, params: P) => Awaitable<R>
}

/** The fields that a view asks for, where it is not given a form class. */
export type ChosenFields<M, F extends readonly string[]> = FieldOptions<M> & { readonly fields: F }

interface MoreContext<X, P, F> {
  /** More for the template. */
  readonly context?: (request: HttpRequest, form: F, params: P) => Awaitable<X>
}

/** What `createView` can be told. */
export interface CreateOptions<R, F, P, N extends string, X>
  extends ViewOptions<N>,
    AllowRequest<P>,
    WriteOptions<R, F, P, null>,
    MoreContext<X, P, F> {}

/** What `updateView` can be told. */
export interface UpdateOptions<M, R, F, P, B extends By, N extends string, X>
  extends ViewOptions<N>,
    AllowRow<P, R>,
    FromRows<M, R, P>,
    WriteOptions<R, F, P, R>,
    MoreContext<X, P, F> {
  /** By what the row is found, as in `detailView`. Default 'pk'. */
  readonly by?: B & CheckedBy<M, B>
}

type Loose = Omit<CreateOptions<AnyRow, AnyModelForm, unknown, string, object>, 'only'> &
  Pick<UpdateOptions<never, AnyRow, never, unknown, By, string, object>, 'by' | 'queryset'> &
  Pick<WriteOptions<AnyRow, never, unknown>, 'only'> & {
    readonly fields?: readonly string[]
  }

/**
 * A form that makes a row: `path('new/', createView(Article, { fields: ['title', 'body'], successUrl: '/' }))`, or with a form class of `modelForm`. Only the fields that are
 * named are written, whatever is sent. The template is 'news/article_form.html'; a form that was refused comes back with 422. Semantics: Django's `CreateView`
 * (https://docs.djangoproject.com/en/stable/ref/class-based-views/generic-editing/#createview).
 */
// The overload for models is the last one: its errors are those that the compiler tells.
export function createView<M, K, P = {}, const N extends string = never, X extends object = {}>(
  form: ModelFormClass<M, K>,
  options: CreateOptions<Row<M>, ModelFormOf<M, K>, P, N, X>,
): Fitting<View<P>, N, FormContext<ModelFormOf<M, K>> & X>
export function createView<
  M extends KeyedModel,
  const F extends readonly Editable<M>[],
  P = {},
  const N extends string = never,
  X extends object = {},
>(
  model: ModelClass<M>,
  options: ChosenFields<M, F> & CreateOptions<Row<M>, ModelFormOf<M, F[number]>, P, N, X>,
): View<P>
export function createView(what: unknown, options: object): View<unknown> {
  const settings = options as Loose
  const forms = formOf('createView', what, settings)
  return requireMethods(['GET', 'POST'], async (request, params) => {
    const info = infoOfForm(forms())
    const stop = refusal(request, (await settings.allow?.(request, params)) ?? true)
    return stop ?? answerForm(request, params, { form: forms(), info, settings, row: null })
  })
}

/**
 * A form that changes a row: `path('<int:pk>/edit/', updateView(Article, { fields: ['title'], successUrl: '/' }))`. The template is 'news/article_form.html'.
 * Semantics: Django's `UpdateView` (https://docs.djangoproject.com/en/stable/ref/class-based-views/generic-editing/#updateview).
 */
export function updateView<
  M,
  K,
  const B extends By = 'pk',
  R = Row<M>,
  const N extends string = never,
  X extends object = {},
>(
  form: ModelFormClass<M, K>,
  options: UpdateOptions<M, R, ModelFormOf<M, K>, ByParams<M, B>, B, N, X>,
): Fitting<View<ByParams<M, B>>, N, FormContext<ModelFormOf<M, K>, R> & X>
export function updateView<
  M extends KeyedModel,
  const F extends readonly Editable<M>[],
  const B extends By = 'pk',
  R = Row<M>,
  const N extends string = never,
  X extends object = {},
>(
  model: ModelClass<M>,
  options: ChosenFields<M, F> & UpdateOptions<M, R, ModelFormOf<M, F[number]>, ByParams<M, B>, B, N, X>,
): Fitting<View<ByParams<M, B>>, N, FormContext<ModelFormOf<M, F[number]>, R> & X>
export function updateView(what: unknown, options: object): View<unknown> {
  const settings = options as Loose & {
    readonly allow?: (request: HttpRequest, row: AnyRow, params: unknown) => Awaitable<boolean | Response>
  }
  const forms = formOf('updateView', what, settings)
  return requireMethods(['GET', 'POST'], async (request, params: unknown) => {
    const info = infoOfForm(forms())
    const source = sourceOf(info, settings.queryset, request, params)
    const narrowed = settings.queryset !== undefined
    const row = await findRow(`updateView of ${info.name}`, source, settings.by ?? 'pk', params, narrowed)
    const stop = refusal(request, (await settings.allow?.(request, row, params)) ?? true)
    return stop ?? answerForm(request, params, { form: forms(), info, settings, row })
  })
}

interface Work {
  readonly form: AnyModelFormClass
  readonly info: ModelInfo
  readonly settings: Omit<Loose, 'allow'>
  readonly row: AnyRow | null
}

async function answerForm(request: HttpRequest, params: unknown, work: Work): Promise<Response> {
  const { form: formClass, info, settings, row } = work
  const initial = await settings.initial?.(request, params)
  const given = await settings.given?.(request, params)
  const only = await settings.only?.(request, row, params)
  const title = row === null ? null : String(row)
  const form = await formClass.from(request, {
    ...(row !== null && { instance: row }),
    ...(initial !== undefined && { initial }),
    ...(given !== undefined && { given }),
    ...(only !== undefined && { only }),
  })
  if (request.method === 'POST' && (await form.isValid())) {
    const saved = settings.save === undefined ? await form.save() : await settings.save(form, request, params)
    succeed(request, saved, settings.successMessage)
    return redirect(addressAfter(saved, request, settings.successUrl), { status: 303 })
  }
  const own = await settings.context?.(request, form, params)
  return draw(
    request,
    { given: settings.template, own: `${templateStem(info)}_form.html`, plain: 'views/form.html' },
    { form, object: row, [rowName(info)]: row, title, model: namesOf(info), ...own },
    form.isBound ? 422 : 200,
  )
}

/** Says on the next page that it worked. */
export function succeed<R>(request: HttpRequest, row: R, message: SuccessMessage<R> | undefined): void {
  if (message === undefined) return
  const text: string | SafeString = typeof message === 'function' ? message(row, request) : message
  messages(request).success(text)
}

export function addressAfter<R>(row: R, request: HttpRequest, url: SuccessUrl<R>): string {
  return typeof url === 'function' ? url(row, request) : url
}

/** The form class of a view, made when it is first asked for: a model knows its app by then. */
function formOf(view: string, what: unknown, settings: Loose): () => AnyModelFormClass {
  if (settings.successUrl === undefined) throw viewsErrors.NO_SUCCESS_URL({ view })
  if (typeof what === 'function' && 'formMeta' in what) return () => what as unknown as AnyModelFormClass
  const model = what as abstract new (...args: never) => object
  const { fields } = settings
  if (!Array.isArray(fields)) throw viewsErrors.NO_FIELDS({ view, model: model.name })
  let made: AnyModelFormClass | null = null
  return () => (made ??= modelFormFor(model, settings as Parameters<typeof modelFormFor>[1]))
}

function infoOfForm(form: AnyModelFormClass): ModelInfo {
  const { model } = form.formMeta
  return 'table' in model ? (model as ModelInfo) : infoOf(model as never)
}

/** What `formView` can be told. */
export interface FormViewOptions<F, P, N extends string, X>
  extends ViewOptions<N>,
    AllowRequest<P>,
    MoreContext<X, P, F> {
  /** Does what the form is for. It may answer itself, or give the address to go to. */
  readonly success?: (form: F, request: HttpRequest, params: P) => Awaitable<Response | string | void>
  /** Where the browser is sent where `success` gives nothing. */
  readonly successUrl?: string
  readonly successMessage?: string | SafeString | ((form: F, request: HttpRequest) => string | SafeString)
  readonly initial?: (request: HttpRequest, params: P) => Awaitable<Readonly<Record<string, unknown>>>
}

interface FormClass<F> {
  new (options?: never): F
  from(request: HttpRequest, options?: never): Promise<F>
}

/**
 * A page with a form that is no row's: `path('contact/', formView(ContactForm, { template: 'contact.html', success: send, successUrl: '/thanks/' }))`.
 * Semantics: Django's `FormView` (https://docs.djangoproject.com/en/stable/ref/class-based-views/generic-editing/#formview).
 */
export function formView<F extends Form, P = {}, const N extends string = never, X extends object = {}>(
  formClass: new (...args: never[]) => F,
  options: FormViewOptions<F, P, N, X>,
): Fitting<View<P>, N, FormContext<F> & X> {
  const settings = options as FormViewOptions<F, P, string, object>
  if (settings.success === undefined && settings.successUrl === undefined)
    throw viewsErrors.NO_SUCCESS_URL({ view: 'formView' })
  return requireMethods(['GET', 'POST'], async (request, params: P) => {
    const stop = refusal(request, (await settings.allow?.(request, params)) ?? true)
    if (stop !== null) return stop
    const initial = await settings.initial?.(request, params)
    const form = await (formClass as unknown as FormClass<F>).from(
      request,
      (initial === undefined ? {} : { initial }) as never,
    )
    if (request.method === 'POST' && (await form.isValid())) {
      const done = await settings.success?.(form, request, params)
      if (done instanceof Response) return done
      succeed(request, form, settings.successMessage)
      const to = typeof done === 'string' ? done : settings.successUrl
      if (to === undefined) throw viewsErrors.NO_SUCCESS_URL({ view: 'formView' })
      return redirect(to, { status: 303 })
    }
    const own = await settings.context?.(request, form, params)
    const context = { form, object: null, title: null, ...own }
    const templates = { given: settings.template, own: 'views/form.html', plain: 'views/form.html' }
    return draw(request, templates, context, form.isBound ? 422 : 200)
  }) as never
}
