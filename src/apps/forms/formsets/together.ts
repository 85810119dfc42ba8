import { core, type Form } from '../form.ts'

/** Looks up what was chosen among rows, for all forms in one query for each field. */
export async function lookUpTogether(forms: readonly Form[]): Promise<void> {
  for (const [name, input] of forms[0]?.[core].inputs ?? []) {
    if (input.lookUpTogether === undefined) continue
    const fields = forms.filter((form) => form[core].inputs.has(name)).map((form) => form[core].field(name))
    await input.lookUpTogether(fields.map((field) => [field.input, field.input.disabled ? field.initial : field.data]))
  }
}

/** Lets one form of a formset fetch the choices that it shares with `form`. */
export function shareChoices(form: Form, peer: Form): void {
  for (const [name, input] of form[core].inputs) input.shareChoices?.(peer[core].inputs.get(name))
}
