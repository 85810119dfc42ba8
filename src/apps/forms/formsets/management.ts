import { gettextNoop, type Issue, issue, ValidationError } from '../../../base/schema/index.ts'
import type { FieldValues } from '../data.ts'
import { Form } from '../form.ts'
import type { FormOptions } from '../form-core.ts'
import { input } from '../inputs/functions.ts'
import { IntegerInput } from '../inputs/numbers.ts'

/** The hidden fields by which a submission says how many forms it has. Names: Django's `ManagementForm`. */
export class ManagementForm extends Form {
  TOTAL_FORMS = input.hidden(input.integer())
  INITIAL_FORMS = input.hidden(input.integer())
  MIN_NUM_FORMS = input.hidden(input.integer({ required: false }))
  MAX_NUM_FORMS = input.hidden(input.integer({ required: false }))
}

/** The counts that a formset begins with, or that were submitted. */
export interface Counts {
  readonly total: number
  readonly initial: number
  readonly min: number | null
  readonly max: number | null
}

const fields = [
  ['TOTAL_FORMS', true],
  ['INITIAL_FORMS', true],
  ['MIN_NUM_FORMS', false],
  ['MAX_NUM_FORMS', false],
] as const

const counter = new IntegerInput({ required: false })

/** A submitted count; null where there is none, undefined where it is no whole number. */
function countOf(raw: unknown): number | null | undefined {
  try {
    return counter.toValue(raw)
  } catch (error) {
    if (error instanceof ValidationError) return undefined
    throw error
  }
}

/** What a submission says of its forms. */
export interface Submitted {
  readonly counts: Counts
  /** What is wrong with that. */
  readonly issue: Issue | null
}

/** The submitted counts, or what is wrong with them; a count that is missing is 0. */
export function readCounts(
  data: FieldValues,
  prefix: string,
): { readonly counts: Counts; readonly issue: Issue | null } {
  const found = new Map(fields.map(([name]) => [name, countOf(data.get(`${prefix}-${name}`) ?? null)]))
  const missing = fields.filter(([name, required]) => {
    const count = found.get(name)
    return count === undefined || (count === null && required)
  })
  const counts = {
    total: found.get('TOTAL_FORMS') ?? 0,
    initial: found.get('INITIAL_FORMS') ?? 0,
    min: found.get('MIN_NUM_FORMS') ?? null,
    max: found.get('MAX_NUM_FORMS') ?? null,
  }
  return { counts, issue: missing.length === 0 ? null : tampered(missing.map(([name]) => `${prefix}-${name}`)) }
}

function tampered(names: readonly string[]): Issue {
  return issue(
    gettextNoop(
      'ManagementForm data is missing or has been tampered with. Missing fields: %(field_names)s. You may need to file a bug report if the issue persists.',
    ),
    'missing_management_form',
    { field_names: names.join(', ') },
  )
}

/** A management form that shows these numbers. */
export function managementForm(options: FormOptions, { total, initial, min, max }: Counts): ManagementForm {
  return new ManagementForm({
    ...options,
    initial: { TOTAL_FORMS: total, INITIAL_FORMS: initial, MIN_NUM_FORMS: min, MAX_NUM_FORMS: max },
  })
}
