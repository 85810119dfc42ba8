import type { Label } from '../../base/schema/index.ts'
import type { Columns, Explained, KeyedModel, ModelClass, Paths, PathValue, Row, Wrong } from '../../data/orm/index.ts'

export type { AnyRow } from '../../data/orm/index.ts'

/** A column that a function computes from a row. */
export interface ComputedColumn<Row = never> {
  /** The head of the column. */
  readonly label: Label
  /** The cell: text, a number, a boolean (drawn as Yes or No), a date, or null. May be a promise. */
  readonly value: (row: Row) => unknown
  /** What a click on the head orders by: a path. Without it the column cannot be ordered by. */
  readonly orderBy?: string
  /** Relations that `value` reads, loaded with the rows: `['section']`. */
  readonly selectRelated?: readonly string[]
  /** Align at the end, as numbers are. */
  readonly numeric?: boolean
}

/** A column by its path, under another name than the field's. */
export interface LabelledColumn {
  readonly path: string
  readonly label: Label
  readonly value?: never
}

/** One entry of `listDisplay`: a path, `'__str__'` for what the row says of itself, a function of the row, or an object. */
export type ColumnDeclaration = string | ((row: never) => unknown) | ComputedColumn | LabelledColumn

/** A section of a form. */
export interface Fieldset<F extends string = string> {
  /** Its heading; none for the first section where it is null. */
  readonly title: Label | null
  /** Fields in order. Fields that stand together in an inner list share a line. */
  readonly fields: readonly (F | readonly F[])[]
  /** A sentence under the heading. */
  readonly description?: Label
  /** Starts closed. A section that holds an error is always open. */
  readonly collapsed?: boolean
}

/** The options of a registration as the admin reads them, paths unchecked. */
export interface AdminOptions {
  /** The columns of the list. By default what the row says of itself. */
  readonly listDisplay?: readonly ColumnDeclaration[]
  /** Relations to load with the rows, where `toString` or a computed column reads them. */
  readonly listSelectRelated?: readonly string[]
  /** Filters beside the list: fields with choices, booleans, relations. */
  readonly listFilter?: readonly string[]
  /**
   * Where the search box looks: every word has to be found in one of these. `^name` at its start, `=name` as a whole,
   * `name__exact` by another text lookup. By default there is no search box.
   */
  readonly searchFields?: readonly string[]
  /** The order of the list: paths, `-` for descending. By default the model's own. */
  readonly ordering?: readonly string[]
  /** Rows on a page: 50. */
  readonly listPerPage?: number
  /** The fields of the form, in order, in one section. */
  readonly fields?: readonly (string | readonly string[])[]
  /** The fields of the form in sections. */
  readonly fieldsets?: readonly Fieldset[]
  /** Fields that the form leaves out. */
  readonly exclude?: readonly string[]
  /** Fields that the form shows and does not change. */
  readonly readonlyFields?: readonly string[]
  /** Fields filled from others when they are left empty: `{ slug: ['headline'] }`. */
  readonly prepopulatedFields?: Readonly<Record<string, readonly string[]>>
  /** The address of a row on the site, for "View on site". */
  readonly viewOnSite?: (row: never) => string | null
  /** The icon in the navigation: one of `iconNames`. */
  readonly icon?: IconName
  /** Nobody may add (or change, or delete) rows here, whoever they are. */
  readonly canAdd?: boolean
  readonly canChange?: boolean
  readonly canDelete?: boolean
  /** The relation to the user whose account a row is part of, such as a means of logging in: it is worked on like the account, by nobody who may do less than they. */
  readonly accountOf?: string
}

/** The icons that a registration can choose. */
export const iconNames = [
  'book',
  'pen',
  'house',
  'tag',
  'cart',
  'user',
  'users',
  'shield',
  'clock',
  'file',
  'list',
  'chat',
  'folder',
  'image',
] as const
export type IconName = (typeof iconNames)[number]

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
