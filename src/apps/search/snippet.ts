import { escapeHtml, html } from '../../base/text/index.ts'
import type { Term, Wanted } from './query-text.ts'
import { folded } from './words.ts'

/** A text in which what was found is marked. In a template it is `<mark>…</mark>` with everything else escaped. */
export interface Highlighted {
  readonly parts: readonly { readonly text: string; readonly found: boolean }[]
  /** The plain text. */
  toString(): string
}

class Marked implements Highlighted {
  readonly parts: Highlighted['parts']

  constructor(parts: Highlighted['parts']) {
    this.parts = parts
  }

  toString(): string {
    return this.parts.map(({ text }) => text).join('')
  }

  [html](): string {
    return this.parts.map(({ text, found }) => (found ? `<mark>${escapeHtml(text)}</mark>` : escapeHtml(text))).join('')
  }
}

/** A word of the text, with where it stands. */
interface Word {
  readonly folded: string
  readonly start: number
  readonly end: number
}

/** The text with what was found marked in it. `bends`: the database finds other forms of a word too. */
export function highlight(text: string, wanted: Wanted, bends: boolean): Highlighted {
  return marked(text, wordsOf(text), finder(wanted, bends), 0, text.length)
}

/** A piece of the text of at most so many characters, around the first place where most is found. */
export function snippet(text: string, wanted: Wanted, length: number, bends: boolean): Highlighted {
  const flat = text.replaceAll(/\s+/g, ' ').trim()
  const words = wordsOf(flat)
  const found = finder(wanted, bends)
  const hits = words.filter(found)
  const first = best(hits, length)
  const from = first === null ? 0 : beginningBefore(words, Math.max(0, first.start - Math.floor(length / 4)))
  const to = flat.length <= from + length ? flat.length : endBefore(words, from, from + length)
  const piece = marked(flat, words, found, from, to)
  const dots = { text: '…', found: false }
  return new Marked([...(from > 0 ? [dots] : []), ...piece.parts, ...(to < flat.length ? [dots] : [])])
}

/** The hit behind which most others follow within the length. */
function best(hits: readonly Word[], length: number): Word | null {
  let chosen: Word | null = null
  let most = 0
  let end = 0
  for (let i = 0; i < hits.length; i++) {
    while (end < hits.length && hits[end]!.end <= hits[i]!.start + (length * 3) / 4) end++
    if (end - i > most) {
      most = end - i
      chosen = hits[i]!
    }
  }
  return chosen
}

const beginningBefore = (words: readonly Word[], at: number) => words.find(({ start }) => start >= at)?.start ?? 0

function endBefore(words: readonly Word[], from: number, at: number): number {
  const last = words.findLast(({ start, end }) => start > from && end <= at)
  return last?.end ?? at
}

function marked(
  text: string,
  words: readonly Word[],
  found: (word: Word) => boolean,
  from: number,
  to: number,
): Highlighted {
  const parts: { text: string; found: boolean }[] = []
  let at = from
  for (const word of words) {
    if (word.start < from || word.end > to || !found(word)) continue
    if (word.start > at) parts.push({ text: text.slice(at, word.start), found: false })
    parts.push({ text: text.slice(word.start, word.end), found: true })
    at = word.end
  }
  if (at < to) parts.push({ text: text.slice(at, to), found: false })
  return new Marked(parts)
}

function wordsOf(text: string): Word[] {
  return [...text.matchAll(/[\p{L}\p{N}\p{M}]+/gu)].map(({ 0: word, index }) => ({
    folded: folded(word),
    start: index,
    end: index + word.length,
  }))
}

/** Whether a word is one that was looked for. */
function finder({ groups }: Wanted, bends: boolean): (word: Word) => boolean {
  const terms = groups.flat().flatMap(wordsOfTerm)
  return ({ folded: word }) =>
    terms.some(
      ({ text, prefix, exact }) =>
        word === text || (prefix ? word.startsWith(text) : bends && !exact && bentAlike(word, text)),
    )
}

const wordsOfTerm = ({ text, prefix, exact }: Term): readonly Term[] =>
  wordsOf(text).map(({ folded: word }, i, all) => ({ text: word, prefix: prefix && i === all.length - 1, exact }))

/** 'searching' and 'searched', as far as can be told without the database's dictionaries: the same but for an ending of up to three letters, which leaves four at least. */
function bentAlike(word: string, term: string): boolean {
  const stem = Math.max(4, term.length - 3)
  return term.length >= 4 && Math.abs(word.length - term.length) <= 3 && word.startsWith(term.slice(0, stem))
}
