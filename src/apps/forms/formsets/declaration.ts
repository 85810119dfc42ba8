import type { Label } from '../../../base/schema/index.ts'
import { formsErrors } from '../errors.ts'
import type { Widget, WidgetName } from '../widgets/functions.ts'

/** What the class of a formset is made with. */
export interface FormsetDeclaration {
  /** Empty forms after those that are filled in. Default 1. */
  readonly extra?: number
  /** Forms that are shown at least. Default 0. */
  readonly min?: number
  /** Forms that are shown at most. Default 1000. */
  readonly max?: number
  /** Forms that are read at most, whatever was submitted. Default `max` + 1000. */
  readonly absoluteMax?: number
  /** Refuse fewer than `min` filled-in forms. Default false. */
  readonly validateMin?: boolean
  /** Refuse more than `max` forms. Default false: up to `absoluteMax` pass. */
  readonly validateMax?: boolean
  /** Each form gets a field `ORDER`. */
  readonly canOrder?: boolean
  /** Each form gets a box `DELETE`. */
  readonly canDelete?: boolean
  /** Have empty forms the box too? Default true. */
  readonly canDeleteExtra?: boolean
  readonly orderingWidget?: Widget | WidgetName
  readonly deletionWidget?: Widget | WidgetName
  /** Put before the names of all fields: `prefix-0-name`. Default 'form'. */
  readonly prefix?: string
  /** What one form is about, in its legend before its number: 'Ingredient'. Default: from the name of the form's class. */
  readonly label?: Label
}

/** A declaration with its defaults. */
export interface FormsetLimits {
  readonly extra: number
  readonly min: number
  readonly max: number
  readonly absoluteMax: number
}

/** How many forms a formset shows and reads. Throws `NUAGES_FORMS_BAD_FORMSET`. */
export function limitsOf(formset: string, declaration: FormsetDeclaration): FormsetLimits {
  const { extra = 1, min = 0, max = 1000 } = declaration
  const { absoluteMax = max + 1000 } = declaration
  const limits = { extra, min, max, absoluteMax }
  for (const [option, value] of Object.entries(limits)) {
    if (!Number.isSafeInteger(value) || value < 0) {
      throw formsErrors.BAD_FORMSET({ formset, problem: `'${option}' is ${String(value)}` })
    }
  }
  if (max > absoluteMax) {
    throw formsErrors.BAD_FORMSET({ formset, problem: `'max' (${max}) is above 'absoluteMax' (${absoluteMax})` })
  }
  return limits
}
