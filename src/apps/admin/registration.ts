import type { Columns, Explained, KeyedModel, ModelClass, Paths, PathValue, Row, Wrong } from '../../data/orm/index.ts'
import type { ActionDeclaration } from './options/actions.ts'
import type { Fieldset, FormOptions } from './options/form.ts'
import type { AdminHooks, AdminTemplates, AdminView } from './options/hooks.ts'
import type { IconName } from './options/icons.ts'
import type { ComputedColumn, LabelledColumn, ListOptions } from './options/list.ts'

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

type FieldOf<M> = Columns<M>
/** An entry of `listDisplay`, whose path is one of `P`: written as a template, so that only texts are taken for paths. */
type Display<M, P extends string> =
  | '__str__'
  | `${P}`
  | ((row: Row<M>) => unknown)
  | ComputedColumn<Row<M>>
  | LabelledColumn
/** The sentence about each path of `P` that leads nowhere. */
type Lost<M, P extends string> = P extends unknown
  ? PathValue<M, P> extends infer W extends Wrong
    ? Explained<W>
    : never
  : never
/** Refuses `listDisplay` where one of its paths leads nowhere. */
type CheckedDisplay<M, P extends string> = [Lost<M, P>] extends [never] ? unknown : { readonly listDisplay: Lost<M, P> }
/** Search fields may start with `^`, `=` or `@`, and end with a text lookup. */
type Bare<P extends string> = P extends `${'^' | '=' | '@'}${infer Name}`
  ? Name
  : P extends `${infer Name}__${'exact' | 'iexact' | 'contains' | 'icontains' | 'startswith' | 'istartswith' | 'endswith' | 'iendswith'}`
    ? Name
    : P
type Searched<M, S extends readonly string[]> = {
  readonly [I in keyof S]: PathValue<M, Bare<S[I]>> extends infer W extends Wrong ? Explained<W> : S[I]
}

/** The options of `admin(Model, …)`, with every path checked against the model. */
export interface TypedAdminOptions<
  M,
  D extends string,
  S extends readonly string[],
  F extends readonly string[],
  O extends readonly string[],
> extends Omit<
    AdminOptions,
    | 'listDisplay'
    | 'searchFields'
    | 'listFilter'
    | 'ordering'
    | 'fields'
    | 'fieldsets'
    | 'exclude'
    | 'readonlyFields'
    | 'prepopulatedFields'
    | 'viewOnSite'
  > {
  readonly listDisplay?: readonly Display<M, D>[]
  readonly searchFields?: S & Searched<M, S>
  readonly listFilter?: F & Paths<M, F>
  readonly ordering?: O & Paths<M, O>
  readonly fields?: readonly (FieldOf<M> | readonly FieldOf<M>[])[]
  readonly fieldsets?: readonly Fieldset<FieldOf<M>>[]
  readonly exclude?: readonly FieldOf<M>[]
  readonly readonlyFields?: readonly FieldOf<M>[]
  readonly prepopulatedFields?: Readonly<Partial<Record<FieldOf<M>, readonly FieldOf<M>[]>>>
  readonly viewOnSite?: (row: Row<M>) => string | null
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
  const D extends string = never,
  const S extends readonly string[] = [],
  const F extends readonly string[] = [],
  const O extends readonly string[] = [],
>(
  model: ModelClass<M>,
  options: TypedAdminOptions<M, D, S, F, O> & CheckedDisplay<M, NoInfer<D>> = {} as never,
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
