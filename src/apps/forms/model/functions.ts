import type { Label } from '../../../base/schema/index.ts'
import type { AnyRow, Columns, KeyedModel, Many, One, Ref, Row } from '../../../data/orm/index.ts'
import type { ModelInfo } from '../../../data/query/index.ts'
import type { Form, FormRequest } from '../form.ts'
import type { Widget, WidgetName } from '../widgets/functions.ts'
import type { InputFactory } from './inputs.ts'
import { ModelForm, type ModelFormDeclaration, type ModelFormMeta, type ModelFormOptions } from './model-form.ts'

/** The names of a model's fields that its own table, or a many-to-many, holds. */
export type Editable<M> = {
  [K in Columns<M>]: NonNullable<M[K]> extends One<unknown> ? never : K
}[Columns<M>]

/** What a form's field gives for a model's property: of relations the rows themselves. */
type FieldValue<V> =
  NonNullable<V> extends Many<infer R>
    ? readonly Row<R>[]
    : NonNullable<V> extends Ref<infer R>
      ? Row<R> | Extract<V, null>
      : V

export type FieldOptions<M> = {
  readonly labels?: { readonly [K in Editable<M>]?: Label }
  readonly help?: { readonly [K in Editable<M>]?: Label }
  readonly widgets?: { readonly [K in Editable<M>]?: Widget | WidgetName }
  readonly messages?: { readonly [K in Editable<M>]?: Readonly<Record<string, Label>> }
  readonly inputs?: { readonly [K in Editable<M>]?: InputFactory }
  readonly formField?: ModelFormDeclaration['formField']
  readonly localizedFields?: readonly Editable<M>[] | '__all__'
  readonly validateUnique?: boolean
}

/** The names of the fields that a declaration chooses. */
export type Chosen<M, F, X> = Exclude<F extends readonly (infer N)[] ? N & keyof M : Editable<M>, X>

/** A form of the fields `N` of a model. */
export type ModelFormOf<M, N> = Form & { [K in N & keyof M]: FieldValue<M[K]> } & {
  /** The row that the form is about; after a successful validation it carries the new values, unsaved. */
  readonly instance: Row<M>
  /**
   * Writes the row and its many-to-many relations in one transaction. With `commit: false` it writes nothing and gives the row.
   * Throws `NUAGES_FORMS_NOT_VALID`.
   */
  save(options?: { readonly commit?: boolean }): Promise<Row<M>>
  /** After `save({ commit: false })` and saving the row: writes its many-to-many relations. */
  saveMany(): Promise<void>
}

/** The class of a model form. Extend it to add fields, or a `clean` of your own. */
export interface ModelFormClass<M, N> {
  new (options?: ModelFormOptions<M>): ModelFormOf<M, N>
  /** The form for a request: with what a POST, PUT or PATCH submitted, showing `instance` for every other method. */
  from<F extends Form>(
    this: new (
      options?: ModelFormOptions<M>,
    ) => F,
    request: FormRequest,
    options?: Omit<ModelFormOptions<M>, 'data' | 'files'>,
  ): Promise<F>
  readonly formMeta: ModelFormMeta
}

// biome-ignore lint/suspicious/noExplicitAny: a constraint that every model class meets
export type ClassOf<M> = abstract new (...args: any) => M

/**
 * A form class for a model: `class ArticleForm extends modelForm(Article, { fields: ['headline', 'body'] }) {}`. Inputs,
 * labels, limits and choices come from the model's fields; a relation's field gives the row itself. Name the fields,
 * or exclude some, or say `'__all__'`: a form never gets a field by accident.
 */
export function modelForm<
  M extends KeyedModel,
  const F extends readonly Editable<M>[] | '__all__' | undefined = undefined,
  const X extends Editable<M> = never,
>(
  model: ClassOf<M>,
  declaration: { readonly fields?: F; readonly exclude?: readonly X[] } & FieldOptions<M>,
): ModelFormClass<M, Chosen<M, F, X>> {
  return formClass({ model: model as never, declaration: declaration as ModelFormDeclaration }) as never
}

/** A form whose class is known at run time only. */
export interface AnyModelForm extends Form {
  readonly instance: AnyRow
  save(options?: { readonly commit?: boolean }): Promise<AnyRow>
  saveMany(): Promise<void>
}

export interface AnyModelFormClass {
  new (options?: ModelFormOptions): AnyModelForm
  from(request: FormRequest, options?: Omit<ModelFormOptions, 'data' | 'files'>): Promise<AnyModelForm>
  readonly formMeta: ModelFormMeta
}

/** `modelForm` for code that does not know the model: names are checked at run time. */
export function modelFormFor(
  model: ModelInfo | (abstract new (...args: never) => object),
  declaration: ModelFormDeclaration,
): AnyModelFormClass {
  return formClass({ model, declaration }) as never
}

function formClass(meta: ModelFormMeta): typeof ModelForm {
  const name = `${'table' in meta.model ? meta.model.name : meta.model.name}Form`
  const made = class extends ModelForm {
    static override readonly formMeta = meta
  }
  Object.defineProperty(made, 'name', { value: name })
  return made as typeof ModelForm
}
