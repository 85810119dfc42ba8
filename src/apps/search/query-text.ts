import { folded } from './words.ts'

/** One thing to look for: a word, or several in a row. */
export interface Term {
  readonly text: string
  /** Words that begin so are meant too: `clim*`. */
  readonly prefix: boolean
  /** It stood in quotes: no other forms of its words. */
  readonly exact: boolean
}

/** What a visitor typed: every group has to be met, by any of its terms, and no excluded term. */
export interface Wanted {
  readonly groups: readonly (readonly Term[])[]
  readonly excluded: readonly Term[]
}

/** Characters of a query that are read, and terms; the rest is not searched for. */
export const longestQuery = 300
const mostTerms = 32

/**
 * Reads `climate "new york" paris OR london -sport clim*`: words that all have to be there, phrases in quotes, alternatives with `OR`,
 * exclusions with `-`, beginnings with `*`. Every text is understood. Null where there is nothing to look for.
 */
export function parseQuery(text: string): Wanted | null {
  const groups: Term[][] = []
  const excluded: Term[] = []
  let joins = false
  let count = 0
  for (const { not, text: word, quoted, prefix } of tokens(text.slice(0, longestQuery).toWellFormed())) {
    if (word === 'OR' && !quoted && !not) {
      joins = groups.length > 0
      continue
    }
    // Of some letters nothing is left without their accents: they are signs for accents alone.
    if (!/[\p{L}\p{N}]/u.test(folded(word))) continue
    if (++count > mostTerms) break
    const term = { text: word, prefix, exact: quoted }
    if (not) excluded.push(term)
    else if (joins) groups.at(-1)!.push(term)
    else groups.push([term])
    joins = false
  }
  return groups.length === 0 ? null : { groups, excluded }
}

interface Token {
  readonly not: boolean
  readonly text: string
  readonly quoted: boolean
  readonly prefix: boolean
}

function* tokens(text: string): Iterable<Token> {
  for (const [, minus, phrase, word = ''] of text.matchAll(/(-?)(?:["“”„]([^"“”]*)["“”]?|([^\s"“”„]+))/gu)) {
    const quoted = phrase !== undefined
    const prefix = !quoted && word.endsWith('*')
    yield {
      not: minus !== '',
      text: (phrase ?? word).replaceAll('*', ' ').replaceAll('\0', ' ').trim(),
      quoted,
      prefix,
    }
  }
}
