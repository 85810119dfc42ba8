import { gettextNoop, ValidationError } from '../../base/schema/index.ts'

/** `JSON.stringify` writes exactly these as escapes; what stands before is no escape of the backslash itself. */
const unkept = /(?<!\\)(?:\\\\)*\\u(?:0000|d[89a-f])/

/**
 * A document as JSON text. Throws a `ValidationError` for what JSON has no form for (a bigint, NaN, which `JSON.stringify`
 * would make null without a word, a document that contains itself) and for what PostgreSQL keeps in no text: NUL and
 * half of a pair of surrogates.
 */
export function jsonText(value: unknown): string {
  let text: string | undefined
  try {
    if (finite(value)) text = JSON.stringify(value) as string | undefined
  } catch (cause) {
    throw Object.assign(invalid(gettextNoop('Value must be valid JSON.')), { cause })
  }
  if (text === undefined) throw invalid(gettextNoop('Value must be valid JSON.'))
  if (unkept.test(text)) throw invalid('Value must be valid JSON without null characters or lone surrogates.')
  return text
}

function finite(value: unknown): boolean {
  if (typeof value === 'number') return Number.isFinite(value)
  return typeof value !== 'object' || value === null || Object.values(value).every(finite)
}

const invalid = (message: string) => new ValidationError(message, { code: 'invalid' })
