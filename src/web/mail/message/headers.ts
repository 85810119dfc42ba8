import { mailErrors } from '../errors.ts'
import { headerText, kindOf } from './lines.ts'

/** Headers of one's own: `{ 'List-Unsubscribe': '<https://example.org/leave/>' }`, a list for one that stands several times. */
export type HeadersInput = Readonly<Record<string, string | readonly string[]>>

const token = /^[a-z\d][a-z\d-]{0,75}$/i
/** Those that a mail's fields and its bodies make. */
const own = /^(?:from|to|cc|bcc|reply-to|subject|date|message-id|return-path|mime-version|content-.*|dkim-.*)$/i
/** Ends of lines may stand only between words, and a line has 998 characters at most (RFC 5322, 2.1.1). */
const longestWord = 900
const longest = 10_000

/** Checks the headers that somebody adds. Throws `NUAGES_MAIL_HEADER_INJECTION` or `…_BAD_VALUE`. */
export function readHeaders(input: unknown): readonly (readonly [string, string])[] {
  if (typeof input !== 'object' || input === null || Array.isArray(input))
    throw mailErrors.BAD_VALUE({ field: 'headers', problem: `they are ${kindOf(input)}, not { name: value }` })
  const read: (readonly [string, string])[] = []
  for (const [name, value] of Object.entries(input as Record<string, unknown>)) {
    headerText(name, 'header name', longest)
    if (!token.test(name))
      throw mailErrors.BAD_VALUE({
        field: 'headers',
        problem: 'a name has other characters than letters, digits and -',
      })
    const field = `header ${name}`
    if (own.test(name)) throw mailErrors.BAD_VALUE({ field, problem: 'the fields of the mail make it' })
    for (const each of Array.isArray(value) ? value : [value]) {
      const text = headerText(each, field, longest).trim()
      if (text.split(/\s+/).some((word) => word.length > longestWord))
        throw mailErrors.BAD_VALUE({ field, problem: `it has a word of more than ${longestWord} characters` })
      if (text !== '') read.push(Object.freeze([name, text] as const))
    }
  }
  return read
}
