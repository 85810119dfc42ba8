import { core, type Form } from '../form.ts'

/** Looks up what was chosen among rows, for all forms in one query for each field. */
export async function lookUpTogether(forms: readonly Form[]): Promise<void> {
  for (const [name, input] of forms[0]?.[core].inputs ?? []) {
    if (input.lookUpTogether === undefined) continue
    const fields = forms.filter((form) => form[core].inputs.has(name)).map((form) => form[core].field(name))
    await input.lookUpTogether(fields.map((field) => [field.input, field.input.disabled ? field.initial : field.data]))
  }
}

/** Fetches the choices of all forms; those that are the same once. */
export async function readyTogether([first, ...others]: readonly [Form, ...Form[]]): Promise<void> {
  await first.ready()
  for (const form of others) {
    for (const [name, input] of form[core].inputs) input.shareChoices?.(first[core].inputs.get(name))
    await form.ready()
  }
}
