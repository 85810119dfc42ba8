import { mailErrors } from '../errors.ts'

/** What would end a header, or speak to a terminal that shows it: control characters, and the line separators of Unicode. */
const control = /[\x00-\x1f\x7f-\x9f\u2028\u2029]/

/** A text that stands in a header: one line, and what Unicode allows. Throws `NUAGES_MAIL_HEADER_INJECTION`. */
export function headerText(value: unknown, field: string, longest: number): string {
  if (typeof value !== 'string') throw mailErrors.BAD_VALUE({ field, problem: `it is ${kindOf(value)}, not a text` })
  if (control.test(value)) throw mailErrors.HEADER_INJECTION({ field })
  if (value.length > longest)
    throw mailErrors.BAD_VALUE({ field, problem: `it has ${value.length} characters, and ${longest} are allowed` })
  return value.toWellFormed()
}

/** What something is, for a message that does not repeat it. */
export function kindOf(value: unknown): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'a list'
  return value === undefined ? 'undefined' : `of the type ${typeof value}`
}
