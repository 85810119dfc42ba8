import type { FormInput } from '../data.ts'
import type { StandardIssue, StandardSchemaV1 } from '../standard-schema.ts'
import type { Formset } from './formset.ts'

/** What a formset validates as a schema: a submission with its management form, or a list of objects, each what was filled in for one new form. */
export type FormsetInput = FormInput | readonly Readonly<Record<string, unknown>>[]

/** A class of formsets as a Standard Schema. Paths of issues are the number of the form, from 0, and the field. */
export function schemaOf<T>(
  Class: new (options: { readonly data: FormInput }) => Formset,
): StandardSchemaV1<FormsetInput, T> {
  return {
    '~standard': {
      version: 1,
      vendor: 'nuages',
      async validate(value) {
        const { prefix } = new Class({ data: {} })
        const formset = new Class({ data: submission(prefix, value) })
        if (await formset.isValid()) return { value: formset.cleaned as T }
        const whole: StandardIssue[] = formset.nonFormErrors.map(({ message }) => ({ message }))
        const inForms = formset.errors.flatMap((errors, index) =>
          Object.values(errors)
            .flat()
            .map(({ message, field }) => ({ message, path: field === null ? [index] : [index, field] })),
        )
        return { issues: [...whole, ...inForms] }
      },
    },
  }
}

function submission(prefix: string, value: unknown): FormInput {
  if (!Array.isArray(value)) return (typeof value === 'object' && value !== null ? value : {}) as FormInput
  const fields = value.flatMap((item: unknown, index) =>
    Object.entries(typeof item === 'object' && item !== null ? item : {}).map(
      ([name, each]) => [`${prefix}-${index}-${name}`, each] as const,
    ),
  )
  return Object.fromEntries([[`${prefix}-TOTAL_FORMS`, value.length], [`${prefix}-INITIAL_FORMS`, 0], ...fields])
}
