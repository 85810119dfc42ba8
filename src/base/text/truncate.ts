import { normalizeUnicode } from './normalize.ts'
/** `text` cut to `length` characters, `mark` (which counts) at the end. Combining marks count with their letter. */
export function truncateChars(text: string, length: number, mark = '…'): string {
  const wanted = Math.trunc(length)
  if (!(wanted > 0)) return ''
  const room = wanted - countLetters(mark)
  let seen = 0
  let cut = -1
  let at = 0
  const normal = normalizeUnicode(text, 'NFC')
  for (const character of normal) {
    if (!isCombining(character)) {
      seen++
      if (cut === -1 && seen > room) cut = at
      if (seen > wanted) return addMark(normal.slice(0, Math.max(0, cut)), mark)
    }
    at += character.length
  }
  return normal
}

function isCombining(character: string): boolean {
  return character > '\u02ff' && /^\p{Mn}$/u.test(character)
}

/** Characters without combining marks. */
export function countLetters(text: string): number {
  let count = 0
  for (const character of text) if (!isCombining(character)) count++
  return count
}

/** A text with the mark behind it, once. */
export function addMark(text: string, mark: string): string {
  return text.endsWith(mark) && mark !== '' ? text : text + mark
}

/** The first `count` words, `mark` added where there were more. White space between words becomes one space. */
export function truncateWords(text: string, count: number, mark = ' …'): string {
  const wanted = Math.trunc(count)
  if (!(wanted > 0)) return ''
  const words = text.split(/\s+/).filter((word) => word !== '')
  return words.length <= wanted ? words.join(' ') : addMark(words.slice(0, wanted).join(' '), mark)
}
