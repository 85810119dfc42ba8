import type { KeyedModel, ModelClass } from '../../data/orm/index.ts'
import type { ActionDeclaration } from './options/actions.ts'
import type { FormOptions } from './options/form.ts'
import type { AdminHooks, AdminTemplates, AdminView } from './options/hooks.ts'
import type { IconName } from './options/icons.ts'
import type { ListOptions } from './options/list.ts'
import type { CheckedPaths, TypedAdminOptions } from './options/typed.ts'

export type { AnyRow } from '../../data/orm/index.ts'

/** The options of a registration as the admin reads them, paths unchecked. */
export interface AdminOptions extends ListOptions, FormOptions {
  /** The icon in the navigation: one of `iconNames`. */
  readonly icon?: IconName
  /** What can be done to chosen rows, beside deleting them. */
  readonly actions?: readonly ActionDeclaration[]
  /** Functions around the admin's own work. */
  readonly hooks?: AdminHooks
  /** Further pages below the list. */
  readonly views?: readonly AdminView[]
  /** Templates instead of the admin's own. */
  readonly templates?: AdminTemplates
  /** Nobody may add (or change, or delete) rows here, whoever they are. */
  readonly canAdd?: boolean
  readonly canChange?: boolean
  readonly canDelete?: boolean
  /** False where changes of rows are not to be written down field by field: they are by default. */
  readonly history?: boolean
  /** The relation to the user whose account a row is part of, such as a means of logging in: it is worked on like the account, by nobody who may do less than they. */
  readonly accountOf?: string
}

/** What `admin(Model, …)` makes: plain, immutable, registered nowhere until a site takes it. */
export interface AdminRegistration {
  readonly kind: 'nuages.admin'
  readonly model: abstract new (...args: never) => object
  readonly options: AdminOptions
}

/**
 * Says how the admin shows a model. Every option has a default, so that `admin(Article)` is complete. Paths are checked
 * by the compiler, and again, with "did you mean", when the project starts.
 * Semantics: Django's `ModelAdmin` (https://docs.djangoproject.com/en/stable/ref/contrib/admin/#modeladmin-objects).
 */
export function admin<
  M extends KeyedModel,
  const Display extends string = never,
  const More extends string = never,
  const Links extends string = never,
  const Sortable extends string = never,
  const Totals extends string = never,
  const Filter extends string = never,
  const Search extends string = never,
  const Ordering extends string = never,
  const Hierarchy extends string = never,
  const Related extends string = never,
  const Computed extends string = never,
>(
  model: ModelClass<M>,
  options: TypedAdminOptions<
    M,
    {
      display: Display
      more: More
      links: Links
      sortable: Sortable
      totals: Totals
      filter: Filter
      search: Search
      ordering: Ordering
      hierarchy: Hierarchy
      related: Related
    },
    Computed
  > &
    CheckedPaths<
      M,
      {
        display: NoInfer<Display>
        more: NoInfer<More>
        links: NoInfer<Links>
        sortable: NoInfer<Sortable>
        totals: NoInfer<Totals>
        filter: NoInfer<Filter>
        search: NoInfer<Search>
        ordering: NoInfer<Ordering>
        hierarchy: NoInfer<Hierarchy>
        related: NoInfer<Related>
      }
    > = {} as never,
): AdminRegistration {
  return Object.freeze({
    kind: 'nuages.admin',
    model,
    options: Object.freeze({ ...options }) as unknown as AdminOptions,
  })
}

/** True for what `admin` made, even by another copy of the package. */
export function isRegistration(value: unknown): value is AdminRegistration {
  return typeof value === 'object' && value !== null && (value as { kind?: unknown }).kind === 'nuages.admin'
}
