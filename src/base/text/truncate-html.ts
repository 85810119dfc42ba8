import { escapeHtml } from './escape.ts'
import { normalizeUnicode } from './normalize.ts'
import { decodeReferences } from './references.ts'
import { addMark, countLetters } from './truncate.ts'

/** Elements without content: nothing is to be closed after them. */
const voidElements: ReadonlySet<string> = new Set(
  'area base br col embed hr img input link meta param source track wbr'.split(' '),
)

/**
 * HTML cut to `length` characters of its text, `mark` (which counts) at the end; elements that are open there are closed. A character
 * reference is one character, and comes out as the character that it stands for, escaped where it must be; comments go. 0 and less
 * give ''; a mark that takes all the room stands alone, without tags. Semantics: Django's `truncatechars_html`.
 */
export function truncateHtmlChars(html: string, length: number, mark = '…'): string {
  const wanted = Math.trunc(length)
  if (!(wanted > 0)) return ''
  const room = Math.max(0, wanted - countLetters(mark))
  const cut = new Cut(room)
  const normal = normalizeUnicode(html, 'NFC')
  let seen = 0
  for (const piece of piecesOf(normal)) {
    if (piece.name !== null) {
      cut.tag(piece, normal)
      continue
    }
    const characters = Array.from(piece.text)
    seen += characters.length
    // A text of exactly this length, with nothing after it and nothing inside it, needs no mark.
    if (seen === wanted && characters.length === normal.length - piece.start) return cut.end(escapeHtml(piece.text))
    const shown = escapeHtml(characters.slice(0, cut.room).join(''))
    if (characters.length > cut.room) return room === 0 ? mark : cut.end(addMark(shown, mark))
    cut.text(shown, characters.length)
  }
  return cut.out
}

/**
 * HTML cut to `count` words of its text, in the same way, without counting `mark`. White space between words becomes one space. Semantics:
 * Django's `truncatewords_html`.
 */
export function truncateHtmlWords(html: string, count: number, mark = ' …'): string {
  const wanted = Math.trunc(count)
  if (!(wanted > 0)) return ''
  const cut = new Cut(wanted)
  for (const piece of piecesOf(html)) {
    if (piece.name !== null) {
      cut.tag(piece, html)
      continue
    }
    const words = wordsOf(piece.text)
    if (words.length === 0) {
      cut.text(escapeHtml(piece.text), 0)
      continue
    }
    const shown = escapeHtml(words.slice(0, cut.room).join(' '))
    if (words.length > cut.room) return cut.end(addMark(shown, mark))
    cut.text(shown, words.length)
  }
  return cut.out
}

/** The words of a text; white space at its ends stays with the first and the last. */
function wordsOf(text: string): string[] {
  const words = text.split(/\s+/)
  if (words.length > 1 && words[0] === '') {
    words.shift()
    words[0] = text.slice(0, text.length - text.trimStart().length) + words[0]
  }
  if (words.length > 1 && words.at(-1) === '') {
    words.pop()
    words.push(words.pop()! + text.slice(text.trimEnd().length))
  }
  return text.trim() === '' ? [] : words
}

/** What is kept so far, how much room is left, and which elements are open. */
class Cut {
  out = ''
  room: number
  readonly #open: string[] = []

  constructor(room: number) {
    this.room = room
  }

  tag(piece: Piece, html: string): void {
    const name = piece.name!
    const empty = voidElements.has(name)
    if (piece.closes) {
      if (empty) return
      this.out += `</${name}>`
      // Only the innermost: looking further for every end tag would take quadratic time.
      if (this.#open.at(-1) === name) this.#open.pop()
      return
    }
    this.out += html.slice(piece.start, piece.end)
    if (empty) return
    if (html[piece.end - 2] === '/') this.out += `</${name}>`
    else this.#open.push(name)
  }

  text(shown: string, size: number): void {
    this.out += shown
    this.room -= size
  }

  /** The result: `last`, and the end tags that are still to come. */
  end(last: string): string {
    const closers = this.#open.toReversed().map((name) => `</${name}>`)
    return this.out + last + closers.join('')
  }
}

/** A tag (`name` says of which element), or text (`name` is null) with its references decoded. */
interface Piece {
  readonly name: string | null
  readonly closes: boolean
  readonly text: string
  readonly start: number
  readonly end: number
}

/** Tags and texts in order. Comments, declarations and end tags without a name are left out; what never ends is text. Linear time. */
function* piecesOf(html: string): Generator<Piece> {
  const last = html.lastIndexOf('>')
  let commentsEnd = true
  let from = 0
  const text = (to: number): Piece => {
    return { name: null, closes: false, text: decodeReferences(html.slice(from, to)), start: from, end: to }
  }
  for (let at = html.indexOf('<'); at !== -1 && at < last; at = html.indexOf('<', Math.max(at + 1, from))) {
    const next = html[at + 1]!
    const closes = next === '/'
    if (!/[a-zA-Z/!?]/.test(next)) continue
    let end: number
    let name: string | null = null
    if (html.startsWith('<!--', at)) {
      end = commentsEnd ? html.indexOf('-->', at + 4) : -1
      if (end === -1) commentsEnd = false
      else end += 3
    } else if (next === '!' || next === '?' || (closes && !/[a-zA-Z]/.test(html[at + 2]!))) {
      end = html.indexOf('>', at) + 1
    } else {
      nameAt.lastIndex = at + (closes ? 2 : 1)
      name = nameAt.exec(html)![0].toLowerCase()
      end = endOfTag(html, nameAt.lastIndex, last)
    }
    if (end === -1) continue
    if (at > from) yield text(at)
    from = end
    if (name !== null) yield { name, closes, text: '', start: at, end }
  }
  if (from < html.length) yield text(html.length)
}
const nameAt = /[^\s/>]+/y

/** The offset after a tag's `>`; one inside a quoted value does not count, unless the quote never closes. */
function endOfTag(html: string, start: number, last: number): number {
  for (let i = start; i <= last; i++) {
    const character = html[i]!
    if (character === '>') return i + 1
    if (character === '=') {
      let value = i + 1
      while (value < last && /\s/.test(html[value]!)) value++
      const quote = html[value]!
      if (quote === '"' || quote === "'") {
        const close = html.indexOf(quote, value + 1)
        if (close === -1 || close > last) return html.indexOf('>', value) + 1
        i = close
      } else i = value - 1
    }
  }
  return -1
}
