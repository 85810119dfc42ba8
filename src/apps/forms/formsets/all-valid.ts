import { core, type Form } from '../form.ts'
import { Formset } from './formset.ts'

/** A formset of any forms. */
interface AnyFormset {
  readonly isAdding: boolean
  isValid(): Promise<boolean>
  leaveUnchecked(): Promise<false>
  keepUploads(): Promise<void>
}

const isFormset = (each: Form | AnyFormset): each is AnyFormset => each instanceof Formset

/**
 * Validates forms and formsets of one page, all of them, so that each can say what is wrong with it. Where somebody asked for
 * one more form in one of them, nothing is checked. Semantics: Django's `all_valid`, which takes formsets alone.
 */
export async function allValid(...forms: readonly (Form | AnyFormset)[]): Promise<boolean> {
  const adding = forms.some((each) => isFormset(each) && each.isAdding)
  let valid = true
  for (const each of forms) valid = (adding ? await leaveUnchecked(each) : await each.isValid()) && valid
  if (!valid) for (const each of forms) await each.keepUploads()
  return valid
}

async function leaveUnchecked(each: Form | AnyFormset): Promise<false> {
  if (isFormset(each)) return each.leaveUnchecked()
  each[core].leaveUnchecked()
  await each.ready()
  return false
}
