import type {
  Columns,
  DateString,
  Explained,
  PathValue,
  QuerySet,
  Relations,
  Row,
  Wrong,
} from '../../../data/orm/index.ts'
import type { AnyModelFormClass, Form } from '../../forms/index.ts'
import type { AdminOptions } from '../registration.ts'
import type { ActionDeclaration } from './actions.ts'
import type { ComputedField, Fieldset, WidgetDeclaration } from './form.ts'
import type { AdminHooks, AdminView } from './hooks.ts'
import type { ComputedColumn, CustomFilter, LabelledColumn, PathFilter, StateMark, Total } from './list.ts'

/*
 * Paths are taken as type parameters, one for each option that has them, and only what was written is computed: a path that leads nowhere
 * puts its sentence in the place of the option. Names of fields are plain unions, which an editor offers. A text is matched as
 * a template (`${P}`), so that functions and objects beside it are not taken for one.
 */

/** A path: what an editor offers are the names of the fields. */
type Name<M, P extends string> = Columns<M> | `${P}`
/** A column: its path, a function of the row, or an object. */
type Display<M, P extends string> =
  | '__str__'
  | Name<M, P>
  | ((row: Row<M>) => unknown)
  | ComputedColumn<Row<M>, P>
  | LabelledColumn<P>
type Filter<M, P extends string> = Name<M, P> | PathFilter<P> | CustomFilter<QuerySet<M>>

/** The values of a field as texts: those of its choices. */
type Value<M, P extends string> = PathValue<M, P> extends infer V ? `${Extract<V, string | number>}` : never
type Unsigned<P extends string> = P extends `-${infer N}` ? N : P
/** The sentences about those of the paths `P` that lead nowhere. */
type Lost<M, P extends string> = P extends unknown ? Explained<Extract<PathValue<M, Unsigned<P>>, Wrong>> : never
/** The sentences about paths that lead nowhere, or to something that is no date. */
type Undated<M, P extends string> = P extends unknown
  ? [Lost<M, P>] extends [never]
    ? NonNullable<PathValue<M, P>> extends Date | Dated
      ? never
      : Wrong<`'${P}' is no date of`, M, ''>
    : Lost<M, P>
  : never
/** The mark that dates carry to the compiler, and other texts do not. */
type Mark = Exclude<keyof DateString, keyof string>
type Dated = { readonly [K in Mark]?: DateString[K] }
/** Search fields may start with `^`, `=` or `@`, and end with a text lookup. */
type Bare<P extends string> = P extends `${'^' | '=' | '@'}${infer Name}`
  ? Name
  : P extends `${infer Name}__${'exact' | 'iexact' | 'contains' | 'icontains' | 'startswith' | 'istartswith' | 'endswith' | 'iendswith'}`
    ? Name
    : P
/** A class that `modelForm` made for this model, or one that extends it. */
interface FormOf<M> {
  new (options?: never): Form & { readonly instance: Row<M> }
  readonly formMeta: AnyModelFormClass['formMeta']
}
type Held<Option extends string, Problem> = [Problem] extends [never] ? unknown : { readonly [K in Option]: Problem }

/** The paths that were written in the options of a registration, by option. */
interface WrittenPaths {
  readonly display: string
  readonly more: string
  readonly links: string
  readonly sortable: string
  readonly totals: string
  readonly filter: string
  readonly search: string
  readonly ordering: string
  readonly hierarchy: string
  readonly related: string
}

/** Refuses every option in which a path leads nowhere. */
export type CheckedPaths<M, P extends WrittenPaths> = Held<'listDisplay', Lost<M, P['display']>> &
  Held<'listMore', Lost<M, P['more']>> &
  Held<'listDisplayLinks', Lost<M, Exclude<P['links'], '__str__'>>> &
  Held<'sortableBy', Lost<M, P['sortable']>> &
  Held<'listTotals', Lost<M, P['totals']>> &
  Held<'listFilter', Lost<M, P['filter']>> &
  Held<'searchFields', Lost<M, Bare<P['search']>>> &
  Held<'ordering', Lost<M, P['ordering']>> &
  Held<'dateHierarchy', Undated<M, P['hierarchy']>> &
  Held<'listSelectRelated', Lost<M, P['related']>>

type PathOptions =
  | 'listDisplay'
  | 'listMore'
  | 'listDisplayLinks'
  | 'sortableBy'
  | 'listTotals'
  | 'listFilter'
  | 'searchFields'
  | 'ordering'
  | 'dateHierarchy'
  | 'listSelectRelated'
type FieldOptions =
  | 'listEditable'
  | 'quickLook'
  | 'states'
  | 'fields'
  | 'fieldsets'
  | 'exclude'
  | 'readonlyFields'
  | 'prepopulatedFields'
  | 'autocompleteFields'
  | 'rawIdFields'
  | 'radioFields'
  | 'widgets'
  | 'accountOf'
type RowOptions = 'actions' | 'hooks' | 'views' | 'viewOnSite' | 'form'

/** The options of `admin(Model, …)`, with every name checked against the model. `C` are the names of its computed fields. */
export interface TypedAdminOptions<M, P extends WrittenPaths, C extends string>
  extends Omit<AdminOptions, PathOptions | FieldOptions | RowOptions> {
  readonly listDisplay?: readonly Display<M, P['display']>[]
  readonly listMore?: readonly Display<M, P['more']>[]
  readonly listDisplayLinks?: readonly Name<M, P['links']>[] | null
  readonly sortableBy?: readonly Name<M, P['sortable']>[]
  readonly listTotals?: Readonly<Record<P['totals'], Total>>
  readonly listFilter?: readonly Filter<M, P['filter']>[]
  readonly searchFields?: readonly Name<M, P['search']>[]
  readonly ordering?: readonly Name<M, P['ordering']>[]
  readonly dateHierarchy?: P['hierarchy']
  readonly listSelectRelated?: readonly Name<M, P['related']>[]

  readonly listEditable?: readonly Columns<M>[]
  readonly quickLook?: readonly (Columns<M> | NoInfer<C>)[]
  readonly states?: { readonly [K in Columns<M>]?: Readonly<Partial<Record<Value<M, K>, StateMark>>> }
  readonly fields?: readonly (Columns<M> | NoInfer<C> | readonly (Columns<M> | NoInfer<C>)[])[]
  readonly fieldsets?: readonly Fieldset<Columns<M> | NoInfer<C>>[]
  readonly exclude?: readonly Columns<M>[]
  readonly readonlyFields?: readonly (Columns<M> | ComputedField<Row<M>, C>)[]
  readonly prepopulatedFields?: Readonly<Partial<Record<Columns<M>, readonly Columns<M>[]>>>
  readonly autocompleteFields?: readonly Relations<M>[]
  readonly rawIdFields?: readonly Relations<M>[]
  readonly radioFields?: readonly Columns<M>[]
  readonly widgets?: Readonly<Partial<Record<Columns<M>, WidgetDeclaration>>>
  readonly accountOf?: Relations<M>

  readonly actions?: readonly ActionDeclaration<QuerySet<M>>[]
  readonly hooks?: AdminHooks<Row<M>, QuerySet<M>>
  readonly views?: readonly AdminView<QuerySet<M>>[]
  readonly viewOnSite?: (row: Row<M>) => string | null
  readonly form?: FormOf<M>
}
