import type { Columns, KeyedModel, ModelClass, Paths, Row } from '../../data/orm/index.ts'
import type { ComputedField, InlineOptions, InlineRegistration, WidgetDeclaration } from './options/form.ts'

type FieldOf<M> = Columns<M>

/** The options of `inline(Model, …)`, with every name checked against the model. */
export interface TypedInlineOptions<M, O extends readonly string[]>
  extends Omit<
    InlineOptions,
    | 'foreignKey'
    | 'fields'
    | 'exclude'
    | 'readonlyFields'
    | 'widgets'
    | 'prepopulatedFields'
    | 'ordering'
    | 'orderField'
  > {
  readonly foreignKey?: FieldOf<M>
  readonly fields?: readonly (FieldOf<M> | readonly FieldOf<M>[])[]
  readonly exclude?: readonly FieldOf<M>[]
  readonly readonlyFields?: readonly (FieldOf<M> | ComputedField<Row<M>>)[]
  readonly widgets?: Readonly<Partial<Record<FieldOf<M>, WidgetDeclaration>>>
  readonly prepopulatedFields?: Readonly<Partial<Record<FieldOf<M>, readonly FieldOf<M>[]>>>
  readonly ordering?: O & Paths<M, O>
  readonly orderField?: FieldOf<M>
}

/**
 * Rows of another model that stand in the form of the row they belong to: `inlines: [inline(Chapter, { orderField: 'position' })]`. Names are
 * checked by the compiler, and again when the project starts, where the foreign key is looked for too.
 * Semantics: Django's `InlineModelAdmin` (https://docs.djangoproject.com/en/stable/ref/contrib/admin/#inlinemodeladmin-objects).
 */
export function inline<M extends KeyedModel, const O extends readonly string[] = []>(
  model: ModelClass<M>,
  options: TypedInlineOptions<M, O> = {},
): InlineRegistration {
  return Object.freeze({
    kind: 'nuages.inline',
    model,
    options: Object.freeze({ ...options }) as unknown as InlineOptions,
  })
}
