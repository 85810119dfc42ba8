import {
  atomic,
  type KeyedModel,
  type ModelClass,
  ProtectedError,
  type Row,
  relatedObjects,
} from '../../data/orm/index.ts'
import { type HttpRequest, redirect, requireMethods, type View } from '../../web/http/index.ts'
import { addressAfter, succeed } from './edit.ts'
import { viewsErrors } from './errors.ts'
import { type By, type ByParams, type CheckedBy, findRow, sourceOf } from './find.ts'
import { namesOf } from './list.ts'
import type { AllowRow, Awaitable, Fitting, FromRows, SuccessMessage, SuccessUrl, ViewOptions } from './options.ts'
import { draw, refusal, rowName, templateStem } from './render.ts'

/** Rows of one kind that a deletion concerns. */
export interface ConcernedRows {
  /** 'comments'. */
  readonly name: string
  readonly count: number
  /** The first of them, as they say of themselves. */
  readonly titles: readonly string[]
}

/** What the template that asks before a deletion gets. */
export interface DeleteContext<R> {
  readonly object: R
  /** What goes with the row. */
  readonly gone: readonly ConcernedRows[]
  /** What stands in the way: the row cannot be deleted while there is any. */
  readonly blocking: readonly ConcernedRows[]
}

/** What `deleteView` can be told. */
export interface DeleteOptions<M, R, P, B extends By, N extends string, X>
  extends ViewOptions<N>,
    AllowRow<P, R>,
    FromRows<M, R, P> {
  /** By what the row is found, as in `detailView`. Default 'pk'. */
  readonly by?: B & CheckedBy<M, B>
  /** Where the browser is sent when the row is gone. */
  readonly successUrl: SuccessUrl<R>
  /** What the next page says then. */
  readonly successMessage?: SuccessMessage<R>
  /** More for the template. */
  readonly context?: (request: HttpRequest, row: R, params: P) => Awaitable<X>
}

/** As many rows of a kind are named. */
const mostTitles = 10

/**
 * Asks, and deletes a row where it is told to by POST: `path('<int:pk>/delete/', deleteView(Article, { successUrl: '/' }))`. The template is
 * 'news/article_confirm_delete.html'. Where other rows protect it, the page says which, and a POST is answered with 409. Semantics: Django's `DeleteView`
 * (https://docs.djangoproject.com/en/stable/ref/class-based-views/generic-editing/#deleteview).
 */
export function deleteView<
  M extends KeyedModel,
  const B extends By = 'pk',
  R = Row<M>,
  const N extends string = never,
  X extends object = {},
>(
  model: ModelClass<M>,
  options: DeleteOptions<M, R, ByParams<M, B>, B, N, X>,
): Fitting<View<ByParams<M, B>>, N, DeleteContext<R> & X> {
  type P = ByParams<M, B>
  const settings = options as unknown as DeleteOptions<M, R, P, By, string, object>
  if (settings.successUrl === undefined) throw viewsErrors.NO_SUCCESS_URL({ view: 'deleteView' })
  return requireMethods(['GET', 'POST'], async (request, params: P) => {
    const source = sourceOf(model, settings.queryset, request, params)
    const { info } = source
    const narrowed = settings.queryset !== undefined
    const row = await findRow(`deleteView of ${info.name}`, source, settings.by ?? 'pk', params, narrowed)
    const stop = refusal(request, (await settings.allow?.(request, row as R, params)) ?? true)
    if (stop !== null) return stop
    let status = 200
    if (request.method === 'POST') {
      // What was the row's own is asked before it is gone.
      const to = addressAfter(row as R, request, settings.successUrl)
      if (await deleted(row)) {
        succeed(request, row as R, settings.successMessage)
        return redirect(to, { status: 303 })
      }
      status = 409
    }
    const own = await settings.context?.(request, row as R, params)
    return draw(
      request,
      {
        given: settings.template,
        own: `${templateStem(info)}_confirm_delete.html`,
        plain: 'views/confirm_delete.html',
      },
      { object: row, [rowName(info)]: row, model: namesOf(info), ...(await concerned(row)), ...own },
      status,
    )
  }) as never
}

/** False where other rows protect it. */
async function deleted(row: KeyedModel): Promise<boolean> {
  try {
    await atomic(() => row.delete())
    return true
  } catch (error) {
    if (error instanceof ProtectedError) return false
    throw error
  }
}

async function concerned(row: KeyedModel): Promise<Pick<DeleteContext<unknown>, 'gone' | 'blocking'>> {
  const gone: ConcernedRows[] = []
  const blocking: ConcernedRows[] = []
  for (const { model, rows, onDelete } of await relatedObjects(row)) {
    if (model.automatic || rows.length === 0) continue
    const told: ConcernedRows = {
      name: model.verboseNamePlural,
      count: rows.length,
      titles: rows.slice(0, mostTitles).map(String),
    }
    if (onDelete === 'cascade') gone.push(told)
    else if (onDelete === 'protect' || onDelete === 'restrict') blocking.push(told)
  }
  return { gone, blocking }
}
