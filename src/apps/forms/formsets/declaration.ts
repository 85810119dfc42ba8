import { issue, type Label, ngettextNoop, ValidationError } from '../../../base/schema/index.ts'
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

/** How many forms a submission has. */
export interface FormCounts {
  /** As it says itself. */
  readonly total: number
  /** Without those that are to be deleted. */
  readonly kept: number
  /** Empty ones that nobody touched. */
  readonly untouched: number
}

/** Throws a `ValidationError` where there are too many forms, or too few. */
export function checkCounts(declaration: FormsetDeclaration, limits: FormsetLimits, counts: FormCounts): void {
  const { validateMin, validateMax } = declaration
  const { min, max, absoluteMax } = limits
  const { total, kept, untouched } = counts
  if ((validateMax && kept > max) || total > absoluteMax) {
    const said = ngettextNoop('Please submit at most %(num)d form.', 'Please submit at most %(num)d forms.')
    throw new ValidationError([issue({ ...said, count: max }, 'too_many_forms', { num: max })])
  }
  if (validateMin && kept - untouched < min) {
    const said = ngettextNoop('Please submit at least %(num)d form.', 'Please submit at least %(num)d forms.')
    throw new ValidationError([issue({ ...said, count: min }, 'too_few_forms', { num: min })])
  }
}
