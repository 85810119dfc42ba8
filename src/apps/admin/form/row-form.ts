import { type BoundField, type Form, modelForm } from '../../forms/index.ts'
import type { ModelAdmin } from '../model-admin.ts'
import type { AnyRow } from '../registration.ts'
import type { SentValues } from './slugs.ts'

/** A model form of a model that only the project knows. */
export interface RowForm extends Pick<Form, 'isBound' | 'isValid' | 'errors' | 'ready'> {
  readonly cleaned: object
  field(name: string): BoundField
  addError(field: string | null, problem: string): void
  save(): Promise<object>
}

/** What a form of the admin is made with. */
export interface NewForm {
  readonly data?: SentValues
  readonly instance?: AnyRow
  readonly initial?: Readonly<Record<string, unknown>>
  /** Fields that it leaves out. */
  readonly leftOut?: ReadonlySet<string>
}

/** The form of a model with the fields that its registration lets people write, and no others. */
export function newForm(model: ModelAdmin, { leftOut, ...options }: NewForm): RowForm {
  const fields = leftOut === undefined ? model.editable : model.editable.filter((name) => !leftOut.has(name))
  const FormClass = modelForm(model.info.model as never, { fields: fields as never }) as unknown as new (
    options: object,
  ) => RowForm
  return new FormClass(options)
}
