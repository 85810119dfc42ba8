/** A message as it was found in a source. */
export interface FoundMessage {
  readonly context: string | null
  readonly id: string
  readonly plural: string | null
  /** From 1. */
  readonly line: number
  /** What the programmer says to translators, a line each. */
  readonly comments: readonly string[]
}

/** Something in a source that a person should look at. */
export interface Complaint {
  readonly file: string
  readonly line: number | null
  readonly problem: string
  /** True where the source could not be read, so that its messages are missing. */
  readonly fatal: boolean
}

/** What one source holds. */
export interface Extraction {
  readonly messages: readonly FoundMessage[]
  readonly complaints: readonly Omit<Complaint, 'file'>[]
}

/** How a comment for translators begins, as in Django. */
export const tag = 'Translators'

/** A comment, on the lines that it takes. */
export interface SourceComment {
  readonly text: string
  readonly firstLine: number
  readonly lastLine: number
}

/**
 * The comments for translators among those of a source, by the line on which they end. Comments on lines that follow each
 * other are one, from the line on that begins with `Translators`.
 */
export function translatorComments(comments: readonly SourceComment[]): ReadonlyMap<number, readonly string[]> {
  const byLine = new Map<number, readonly string[]>()
  let open: string[] | null = null
  let last = -1
  for (const { text, firstLine, lastLine } of comments) {
    if (firstLine > last + 1) open = null
    const lines = text
      .split(/\r?\n/)
      .map((line) => line.replace(/^\s*\*?\s?/, '').trim())
      .filter((line) => line !== '')
    const from = lines.findIndex((line) => line.startsWith(tag))
    if (from !== -1) open = lines.slice(from)
    else if (open !== null) {
      open = [...open, ...lines]
      byLine.delete(last)
    }
    if (open !== null) byLine.set(lastLine, open)
    last = lastLine
  }
  return byLine
}

/** Why a text cannot be a message, or null. */
export function unusable(text: string): string | null {
  if (text === '') return 'an empty message stands for the header of a catalog'
  if (/[\0\x04]/.test(text)) return 'a message with the characters U+0000 or U+0004 cannot stand in a catalog'
  if (!text.isWellFormed()) return 'a message with half of a surrogate pair cannot stand in a catalog'
  return null
}
