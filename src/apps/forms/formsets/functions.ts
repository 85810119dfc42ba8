import type { Form, FormRequest } from '../form.ts'
import type { FormOptions } from '../form-core.ts'
import type { StandardSchemaV1 } from '../standard-schema.ts'
import type { FormsetDeclaration } from './declaration.ts'
import { Formset } from './formset.ts'
import type { FormsetMeta, FormsetOptions } from './members.ts'
import type { FormsetInput } from './schema.ts'

/** The fields that a formset adds to its forms. */
export type AddedFields<D> = (D extends { readonly canOrder: true } ? { ORDER: number | null } : unknown) &
  (D extends { readonly canDelete: true } ? { DELETE: boolean } : unknown)

/** The class of a formset. Extend it to override `clean` or `formOptions`. */
export interface FormsetClass<F extends Form, O = FormOptions> {
  new (options?: FormsetOptions<O>): Formset<F, O>
  /** The formset for a request: with what a POST, PUT or PATCH submitted, a new one for every other method. */
  from<S extends Formset>(
    this: new (
      options?: FormsetOptions<O>,
    ) => S,
    request: FormRequest,
    options?: Omit<FormsetOptions<O>, 'data' | 'files'>,
  ): Promise<S>
  /** The class as a Standard Schema: takes a submission or a list of objects, one a new form; gives the cleaned values, typed. */
  schema<S extends Formset>(this: new (options: never) => S): StandardSchemaV1<FormsetInput, S['cleaned']>
  readonly formsetMeta: FormsetMeta
}

/**
 * A class of formsets, several forms on one page: `class Guests extends formset(GuestForm, { extra: 3, canDelete: true }) {}`.
 * Semantics: Django's `formset_factory` (https://docs.djangoproject.com/en/stable/ref/forms/formsets/).
 */
export function formset<F extends Form, const D extends FormsetDeclaration = {}, O = FormOptions>(
  form: new (options?: O) => F,
  declaration?: D & FormsetDeclaration,
): FormsetClass<F & AddedFields<D>, O> {
  return formsetClass(Formset, { form, declaration: declaration ?? {} }) as never
}

/** A subclass of a kind of formsets that is made of this. */
export function formsetClass(base: typeof Formset, formsetMeta: FormsetMeta): typeof Formset {
  const made = class extends base {
    static override readonly formsetMeta = formsetMeta
  }
  Object.defineProperty(made, 'name', { value: `${formsetMeta.form.name}set` })
  return made as typeof Formset
}
