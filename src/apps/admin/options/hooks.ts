import type { Label } from '../../../base/schema/index.ts'
import type { AnyQuerySet } from '../../../data/orm/index.ts'
import type { HttpRequest } from '../../../web/http/index.ts'
import type { AnyRow } from '../registration.ts'
import type { Fieldset, InlineRegistration } from './form.ts'

/** What a save knows. */
export interface SaveContext {
  readonly request: HttpRequest
  readonly added: boolean
  /** The fields that this person changed. */
  readonly changed: readonly string[]
}

/**
 * What a project does around the admin's own work, given the request. A hook that decides may only narrow what permissions and rules
 * open. Semantics: the methods of Django's `ModelAdmin` (https://docs.djangoproject.com/en/stable/ref/contrib/admin/#modeladmin-methods).
 */
export interface AdminHooks<Row = AnyRow, Rows = AnyQuerySet> {
  /** The rows that this request works with, out of those that the person may see. */
  readonly rows?: (rows: Rows, request: HttpRequest) => Rows
  /** The rows that a relation may be given, out of those that it may be: in selects, searches, and checked when the form is saved. What a row has already it may keep. */
  readonly choices?: (field: string, rows: AnyQuerySet, request: HttpRequest) => AnyQuerySet
  /** Whether the person may see, add, change or delete: any row where `row` is null. */
  readonly canView?: (request: HttpRequest, row: Row | null) => boolean | Promise<boolean>
  readonly canAdd?: (request: HttpRequest) => boolean | Promise<boolean>
  readonly canChange?: (request: HttpRequest, row: Row | null) => boolean | Promise<boolean>
  readonly canDelete?: (request: HttpRequest, row: Row | null) => boolean | Promise<boolean>
  /** Values of the empty form. */
  readonly initial?: (
    request: HttpRequest,
  ) => Readonly<Record<string, unknown>> | Promise<Readonly<Record<string, unknown>>>
  /** Fields that this request shows and does not change, beside the declared ones. */
  readonly readonlyFields?: (request: HttpRequest, row: Row | null) => readonly string[] | Promise<readonly string[]>
  /** The sections of the form for this request. */
  readonly fieldsets?: (request: HttpRequest, row: Row | null) => readonly Fieldset[] | null
  /** The inlines of the form for this request, out of the declared ones. */
  readonly inlines?: (request: HttpRequest, row: Row | null) => readonly InlineRegistration[] | null
  /** Saves a row that the form has filled; in the transaction. By default `row.save()`. */
  readonly save?: (row: Row, context: SaveContext) => Promise<void>
  /** After a row, its relations and its inlines are saved; in the transaction. */
  readonly saved?: (row: Row, context: SaveContext) => Promise<void>
  /** Deletes a row; in the transaction. By default `row.delete()`. */
  readonly delete?: (row: Row, request: HttpRequest) => Promise<void>
  /** Where to go after a save or a deletion, instead of the usual place: a path, or null for the usual one. */
  readonly next?: (row: Row, did: 'added' | 'saved' | 'deleted', request: HttpRequest) => string | null
}

/** A page of a project beside those of a model: `/admin/news/article/<path>`, for staff who may see the model. */
export interface AdminView<Rows = AnyQuerySet | null> {
  /** Below the model's list, or below the site: 'report/', 'import/<int:year>/'. What the admin has itself comes first. */
  readonly path: string
  /** Of a site: the name of its route. */
  readonly name: string
  /** In the menu of the list, or in the navigation. Without it the page has no link. */
  readonly label?: Label
  readonly methods?: readonly ('get' | 'post')[]
  /** The permission that it needs beside seeing the model: 'news.publish_article', or the codename of one of the model. */
  readonly permission?: string
  readonly view: (context: AdminViewContext<Rows>) => Response | Promise<Response>
}

/** What a page of a project is given: `page` draws a template inside the admin's shell. */
export interface AdminViewContext<Rows = AnyQuerySet | null> {
  readonly request: HttpRequest
  readonly params: Readonly<Record<string, unknown>>
  /** The rows of the model that this person may see; null for a page of the site. */
  readonly rows: Rows
  page(
    template: string,
    options: { readonly title: string; readonly context?: Readonly<Record<string, unknown>> },
  ): Promise<Response>
}

/**
 * Templates that stand in for the admin's own, by page. Without them a file that lies where Django looks for one is taken:
 * `templates/admin/news/article/list.html` for one model, `templates/admin/news/list.html` for an app, `templates/admin/list.html`
 * for all.
 */
export interface AdminTemplates {
  readonly list?: string
  readonly form?: string
  readonly view?: string
  readonly delete?: string
  readonly history?: string
}

/** The same for a site, with the pages that are no model's. */
export interface SiteTemplates extends AdminTemplates {
  readonly index?: string
  readonly login?: string
}
