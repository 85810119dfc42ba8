import { httpErrors } from '../errors.ts'

/**
 * A text as JSON (RFC 8259), of at most `depth` levels: what is nested deeper overflows the stack of whoever walks through it. Throws
 * `NUAGES_HTTP_BODY_NOT_JSON`, which does not quote the text.
 */
export function parseJson(text: string, depth: number): unknown {
  if (deeperThan(text, depth)) {
    throw httpErrors.BODY_NOT_JSON({ reason: `it is nested more than ${depth} levels deep` })
  }
  try {
    return JSON.parse(text)
  } catch (error) {
    const at = /position (\d+)/.exec((error as Error).message)?.[1]
    const reason = text.trim() === '' ? 'it is empty' : at === undefined ? 'it is malformed' : `see character ${at}`
    throw httpErrors.BODY_NOT_JSON({ reason })
  }
}

const [quote, backslash, openBracket, closeBracket, openBrace, closeBrace] = [34, 92, 91, 93, 123, 125]

function deeperThan(text: string, depth: number): boolean {
  // Each level takes two characters.
  if (text.length <= 2 * depth) return false
  let level = 0
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    if (code === quote) {
      i = endOfString(text, i)
      if (i === -1) return false
    } else if (code === openBracket || code === openBrace) {
      if (++level > depth) return true
    } else if (code === closeBracket || code === closeBrace) level--
  }
  return false
}

/** Where the string that begins at `start` ends; -1 where it does not. */
function endOfString(text: string, start: number): number {
  for (let end = text.indexOf('"', start + 1); end !== -1; end = text.indexOf('"', end + 1)) {
    let escapes = 0
    while (text.charCodeAt(end - 1 - escapes) === backslash) escapes++
    if (escapes % 2 === 0) return end
  }
  return -1
}
