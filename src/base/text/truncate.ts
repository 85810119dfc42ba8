/** Elements without content: nothing is to be closed after them. */
const voidElements: ReadonlySet<string> = new Set(
  'area base br col embed hr img input link meta param source track wbr command keygen'.split(' '),
)

/** `text` cut to `length` characters, `mark` (which counts) at the end. Combining marks count with their letter. */
export function truncateChars(text: string, length: number, mark = '…'): string {
  const wanted = Math.max(0, Math.trunc(length))
  const room = wanted - countLetters(mark)
  let seen = 0
  let cut = -1
  let at = 0
  for (const character of text.normalize('NFC')) {
    if (!isCombining(character)) {
      seen++
      if (cut === -1 && seen > room) cut = at
      if (seen > wanted) return addMark(text.normalize('NFC').slice(0, Math.max(0, cut)), mark)
    }
    at += character.length
  }
  return text.normalize('NFC')
}

function isCombining(character: string): boolean {
  return character > '\u02ff' && /^\p{Mn}$/u.test(character)
}

function countLetters(text: string): number {
  let count = 0
  for (const character of text) if (!isCombining(character)) count++
  return count
}

function addMark(text: string, mark: string): string {
  return text.endsWith(mark) && mark !== '' ? text : text + mark
}

/** The first `count` words, `mark` added where there were more. White space between words becomes one space. */
export function truncateWords(text: string, count: number, mark = ' …'): string {
  const words = text.split(/\s+/).filter((word) => word !== '')
  const kept = count < 0 ? words.slice(0, Math.trunc(count)) : words.slice(0, Math.trunc(count))
  if (kept.length === words.length && !(count < 0)) return words.join(' ')
  return addMark(kept.join(' '), mark)
}

/** The same for HTML: tags do not count, and those that are open at the cut are closed. */
export function truncateHtmlChars(text: string, length: number, mark = '…'): string {
  return truncateHtml(text, Math.trunc(length), mark, false)
}

/** The same for words of HTML. */
export function truncateHtmlWords(text: string, count: number, mark = ' …'): string {
  return count <= 0 ? '' : truncateHtml(text, Math.trunc(count), mark, true)
}

function truncateHtml(text: string, length: number, mark: string, words: boolean): string {
  const room = words ? length : length - countLetters(mark)
  let counted = 0
  let cut = 0
  const open = new OpenElements()
  for (const piece of piecesOf(text, words)) {
    if (counted > length) break
    if (piece.counts) {
      counted++
      if (counted === room) cut = piece.end
      continue
    }
    if (cut !== 0 || counted >= room) continue
    const tag = /^<(\/)?([^\s/>]+)/.exec(piece.text)
    if (tag === null || piece.text.slice(0, -1).trimEnd().endsWith('/')) continue
    const name = tag[2]!.toLowerCase()
    if (voidElements.has(name)) continue
    if (tag[1] === undefined) open.push(name)
    else open.close(name)
  }
  if (counted <= length) return text
  let out = text.slice(0, cut)
  if (mark !== '') out += mark
  return out + open.closers()
}

/** The elements that are open at a place of a text, the innermost last. */
class OpenElements {
  readonly #names: string[] = []
  readonly #counts = new Map<string, number>()

  push(name: string): void {
    this.#names.push(name)
    this.#counts.set(name, (this.#counts.get(name) ?? 0) + 1)
  }

  /** Closes the innermost element of that name with all inside it. The counts spare the search for one that is not open. */
  close(name: string): void {
    while (this.#counts.get(name)) {
      const last = this.#names.pop()!
      this.#counts.set(last, this.#counts.get(last)! - 1)
      if (last === name) return
    }
  }

  /** The end tags that are still to come. */
  closers(): string {
    return this.#names
      .toReversed()
      .map((name) => `</${name}>`)
      .join('')
  }
}

interface Piece {
  readonly text: string
  readonly end: number
  readonly counts: boolean
}

/** Tags and what counts (words or characters), in order. A `<` that never closes is a character like others. */
function* piecesOf(text: string, words: boolean): Generator<Piece> {
  const lastClose = text.lastIndexOf('>')
  const word = /[^<>\s]+/y
  let at = 0
  while (at < text.length) {
    const start = at
    const close = text[at] === '<' && at < lastClose ? text.indexOf('>', at + 1) : -1
    if (close > at + 1) {
      at = close + 1
      yield { text: text.slice(start, at), end: at, counts: false }
    } else if (words) {
      word.lastIndex = at
      const counts = word.test(text)
      at = counts ? word.lastIndex : at + 1
      if (counts) yield { text: '', end: at, counts }
    } else {
      at += text.codePointAt(at)! > 0xffff ? 2 : 1
      yield { text: '', end: at, counts: true }
    }
  }
}
