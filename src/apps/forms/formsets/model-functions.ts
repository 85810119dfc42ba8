import type { KeyedModel, Row } from '../../../data/orm/index.ts'
import type { Form, FormRequest } from '../form.ts'
import {
  type Chosen,
  type ClassOf,
  type Editable,
  type FieldOptions,
  type ModelFormOf,
  modelFormFor,
} from '../model/functions.ts'
import type { ModelFormDeclaration, ModelFormOptions } from '../model/model-form.ts'
import type { StandardSchemaV1 } from '../standard-schema.ts'
import { type AddedFields, formsetClass } from './functions.ts'
import { InlineFormset, type InlineFormsetDeclaration, type InlineFormsetOptions } from './inline-formset.ts'
import type { FormsetMeta } from './members.ts'
import { ModelFormset, type ModelFormsetDeclaration, type ModelFormsetOptions, type RowForm } from './model-formset.ts'
import type { FormsetInput } from './schema.ts'

/** A form class for rows of `M`. */
type RowFormClass<F, O> = new (options?: O) => F

/** The class of a model formset. Extend it to override `clean`, `formOptions` or how rows are written. */
export interface ModelFormsetClass<F extends Form, M extends object, O = ModelFormOptions<M>> {
  new (options?: ModelFormsetOptions<M, O>): ModelFormset<M, F & RowForm<M>, O>
  /** The formset for a request: with what a POST, PUT or PATCH submitted, showing `rows` for every other method. */
  from<S>(
    this: new (
      options?: ModelFormsetOptions<M, O>,
    ) => S,
    request: FormRequest,
    options?: Omit<ModelFormsetOptions<M, O>, 'data' | 'files'>,
  ): Promise<S>
  /** The class as a Standard Schema: takes a submission or a list of objects, one a new form; gives the cleaned values, typed. */
  schema<S extends { readonly cleaned: unknown }>(
    this: new (
      options: never,
    ) => S,
  ): StandardSchemaV1<FormsetInput, S['cleaned']>
  readonly formsetMeta: FormsetMeta
}

/** The class of an inline formset. Extend it to override `clean`, `formOptions` or how rows are written. */
export interface InlineFormsetClass<F extends Form, M extends object, P extends object, O = ModelFormOptions<M>> {
  new (options?: InlineFormsetOptions<P, M, O>): InlineFormset<M, P, F & RowForm<M>, O>
  /** The formset for a request: with what a POST, PUT or PATCH submitted, showing the rows of `instance` for every other method. */
  from<S>(
    this: new (
      options?: InlineFormsetOptions<P, M, O>,
    ) => S,
    request: FormRequest,
    options?: Omit<InlineFormsetOptions<P, M, O>, 'data' | 'files'>,
  ): Promise<S>
  readonly formsetMeta: FormsetMeta
}

type Fields<M, F, X> = {
  readonly fields?: F
  readonly exclude?: readonly X[]
  readonly form?: undefined
} & FieldOptions<M>

/** The options of a declaration that its forms are made of. */
function formOf(model: unknown, declaration: object): FormsetMeta['form'] {
  const { form, fields, exclude, labels, help, widgets, messages, ...rest } = declaration as ModelFormDeclaration & {
    readonly form?: FormsetMeta['form']
  }
  if (form !== undefined) return form
  const { inputs, formField, localizedFields, validateUnique } = rest
  const chosen = {
    fields,
    exclude,
    labels,
    help,
    widgets,
    messages,
    inputs,
    formField,
    localizedFields,
    validateUnique,
  }
  const given = Object.entries(chosen).filter(([, value]) => value !== undefined)
  return modelFormFor(model as never, Object.fromEntries(given)) as FormsetMeta['form']
}

/**
 * A class of formsets for rows of a model: `modelFormset(Book, { fields: ['title'], canDelete: true })`, or with a form of
 * one's own `modelFormset(Book, { form: BookForm })`. Semantics: Django's `modelformset_factory`.
 */
export function modelFormset<M extends KeyedModel, F extends Form, const D extends ModelFormsetDeclaration, O>(
  model: ClassOf<M>,
  declaration: D & ModelFormsetDeclaration & { readonly form: RowFormClass<F, O> },
): ModelFormsetClass<F & AddedFields<D>, Row<M>, O>
export function modelFormset<
  M extends KeyedModel,
  const D extends ModelFormsetDeclaration,
  const F extends readonly Editable<M>[] | '__all__' | undefined = undefined,
  const X extends Editable<M> = never,
>(
  model: ClassOf<M>,
  declaration: D & ModelFormsetDeclaration & Fields<M, F, X>,
): ModelFormsetClass<ModelFormOf<M, Chosen<M, F, X>> & AddedFields<D>, Row<M>>
export function modelFormset(model: unknown, declaration: object): unknown {
  return formsetClass(ModelFormset as never, { form: formOf(model, declaration), declaration })
}

/** The foreign keys of `M` to `P`. */
type KeysTo<M, P> = {
  [K in keyof M & string]: NonNullable<M[K]> extends { readonly pk: unknown; load(): Promise<infer R> }
    ? P extends R
      ? K
      : never
    : never
}[keyof M & string]

type Deleting<D> = AddedFields<D extends { readonly canDelete: boolean } ? D : D & { readonly canDelete: true }>

/**
 * A class of formsets for the rows that belong to one row of another model:
 * `inlineFormset(Author, Book, { fields: ['title'] })`, made with `{ instance: author }`. Without saying otherwise it has
 * three empty forms, and rows can be deleted. Semantics: Django's `inlineformset_factory`.
 */
export function inlineFormset<
  P extends KeyedModel,
  M extends KeyedModel,
  F extends Form,
  const D extends InlineFormsetDeclaration,
  O,
>(
  parent: ClassOf<P>,
  model: ClassOf<M>,
  declaration: D &
    InlineFormsetDeclaration & { readonly form: RowFormClass<F, O>; readonly fk?: KeysTo<Row<M>, Row<P>> },
): InlineFormsetClass<F & Deleting<D>, Row<M>, Row<P>, O>
export function inlineFormset<
  P extends KeyedModel,
  M extends KeyedModel,
  const D extends InlineFormsetDeclaration,
  const F extends readonly Editable<M>[] | '__all__' | undefined = undefined,
  const X extends Editable<M> = never,
>(
  parent: ClassOf<P>,
  model: ClassOf<M>,
  declaration: D & InlineFormsetDeclaration & Fields<M, F, X> & { readonly fk?: KeysTo<Row<M>, Row<P>> },
): InlineFormsetClass<ModelFormOf<M, Chosen<M, F, X>> & Deleting<D>, Row<M>, Row<P>>
export function inlineFormset(parent: unknown, model: unknown, declaration: object): unknown {
  const own = { extra: 3, canDelete: true, ...declaration }
  const meta = { form: formOf(model, declaration), parent, declaration: own }
  return formsetClass(InlineFormset as never, meta as FormsetMeta)
}
