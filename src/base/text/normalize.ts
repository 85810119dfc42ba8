/** A letter with more marks than this is none that anybody reads; the Unicode standard's stream-safe form draws the line at 30. */
const mostMarks = 60

const crowded = new RegExp(`\\p{M}{${mostMarks}}`, 'u')
const pieces = new RegExp(`[^]*?\\p{M}{${mostMarks}}|[^]+$`, 'gu')

/**
 * `text.normalize(form)` in linear time: the platform's own sorts each run of combining marks, which takes the square of its length. Runs of more than
 * 60 marks are sorted 60 by 60. (https://www.unicode.org/reports/tr15/#Stream_Safe_Text_Format)
 */
export function normalizeUnicode(text: string, form: 'NFC' | 'NFD' | 'NFKC' | 'NFKD'): string {
  if (text.length <= mostMarks || !crowded.test(text)) return text.normalize(form)
  return text.replace(pieces, (piece) => piece.normalize(form))
}
