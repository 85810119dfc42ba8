import type { InlineFormsetMeta } from '../../../forms/index.ts'
import type { AnyRow } from '../../registration.ts'
import type { AdminRequest } from '../../request.ts'
import type { Lookups } from '../relations/lookup.ts'
import { formClass, type RowForm } from '../row-form.ts'
import type { Inline } from './declared.ts'
import { InlineForms } from './forms.ts'

/** The class of the forms of an inline, whatever their parent. `rows` are those whose relations may be kept as they are. */
export function formsClass(
  admin: AdminRequest,
  inline: Inline,
  { lookups, rows }: { readonly lookups: Lookups; readonly rows: readonly AnyRow[] },
): new (
  options: ConstructorParameters<typeof InlineForms>[0],
) => InlineForms {
  const { model, key } = inline
  const Base = formClass(admin, model, { lookups, instance: rows })
  const Form = class extends (Base as unknown as new (options: never) => RowForm) {
    below: readonly InlineForms[] = []
    override get hasChanged(): boolean {
      // A number alone is no row.
      return (
        this.changedFields.some((name) => name !== 'ORDER') ||
        (this.isBound && this.below.some((forms) => forms.hasChanged))
      )
    }
  }
  const formsetMeta: InlineFormsetMeta = {
    form: Form as never,
    parent: key.relation?.to ?? model.info,
    declaration: {
      fk: key.property,
      extra: inline.extra ?? 1,
      min: inline.min,
      max: inline.max,
      validateMin: inline.min > 0,
      canDelete: true,
      canOrder: inline.orderField !== null,
    },
  }
  return class extends InlineForms {
    static override readonly formsetMeta = formsetMeta
  } as never
}

/** Lets the forms of one set fetch the choices that they share with another's. */
export function shareWith(first: InlineForms, forms: InlineForms): void {
  for (const field of forms.emptyForm) {
    const peer = [...first.emptyForm].find(({ name }) => name === field.name)
    field.input.shareChoices?.(peer?.input)
  }
}
