import { domainToASCII } from 'node:url'
import { isEmail } from '../schema/index.ts'
import { escapeHtml } from './escape.ts'
import { decodeReferences } from './references.ts'
import { percentEncode, quoteUrl } from './uri.ts'

/** How links are made. */
export interface UrlizeOptions {
  /** Show at most so many characters of an address. */
  readonly limit?: number
  /** Add `rel="nofollow"`. Default: true. */
  readonly nofollow?: boolean
  /** Escape the text that is no link, and the links. Default: true. */
  readonly escape?: boolean
}

const trailing = /[.,:;!]/
const wrapping = [
  ['(', ')'],
  ['[', ']'],
] as const
const simpleUrl = /^https?:\/\/\[?[\p{L}\p{N}_]/iu
const bareUrl = /^www\.|^(?!http)[\p{L}\p{N}_][^@]+\.(com|edu|gov|int|mil|net|org)($|\/.*)$/isu
const longestWord = 4096

/**
 * Makes links of addresses and e-mail addresses in a text. Semantics: Django's `urlize`
 * (https://docs.djangoproject.com/en/stable/ref/templates/builtins/#urlize). Linear time.
 */
export function urlize(text: string, options: UrlizeOptions = {}): string {
  const escaping = options.escape ?? true
  const nofollow = options.nofollow ?? true
  return text
    .split(/([\s<>"']+)/)
    .map((piece, i) =>
      i % 2 === 1 ? (escaping ? escapeHtml(piece) : piece) : link(piece, options.limit, nofollow, escaping),
    )
    .join('')
}

function link(piece: string, limit: number | undefined, nofollow: boolean, escaping: boolean): string {
  const plain = () => (escaping ? escapeHtml(piece) : piece)
  if (piece.length > longestWord || !/[.@:]/.test(piece)) return plain()
  const { lead, middle, trail } = trim(piece)
  let href: string | null = null
  let rel = nofollow ? ' rel="nofollow"' : ''
  if (simpleUrl.test(middle)) href = quoteUrl(decodeReferences(middle))
  else if (bareUrl.test(middle)) href = quoteUrl(`http://${decodeReferences(middle)}`)
  else if (!middle.includes(':') && isEmail(middle)) {
    const at = middle.lastIndexOf('@')
    // RFC 6068: what is not plain in an address is encoded there.
    href = `mailto:${percentEncode(middle.slice(0, at), '')}@${percentEncode(domainToASCII(middle.slice(at + 1)), '')}`
    rel = ''
  }
  if (href === null) return plain()
  const shown = limit !== undefined && middle.length > limit ? `${middle.slice(0, Math.max(0, limit - 1))}…` : middle
  if (!escaping) return `${lead}<a href="${escapeHtml(href)}"${rel}>${shown}</a>${trail}`
  return `${escapeHtml(lead)}<a href="${escapeHtml(href)}"${rel}>${escapeHtml(shown)}</a>${escapeHtml(trail)}`
}

/** Takes punctuation and brackets that are not part of the address off. */
function trim(piece: string): { lead: string; middle: string; trail: string } {
  let start = 0
  let end = piece.length
  /** For each kind of bracket how many more are closed than opened between `start` and `end`. */
  const surplus = wrapping.map(([opening, closing]) => count(piece, closing) - count(piece, opening))
  for (let before = -1; before !== end - start; ) {
    before = end - start
    while (end > start && trailing.test(piece[end - 1]!) && !endsWithReference(piece, start, end)) end--
    wrapping.forEach(([opening, closing], i) => {
      if (start < end && piece[start] === opening) {
        start++
        surplus[i]!++
      }
      while (surplus[i]! > 0 && end > start && piece[end - 1] === closing) {
        end--
        surplus[i]!--
      }
    })
  }
  return { lead: piece.slice(0, start), middle: piece.slice(start, end), trail: piece.slice(end) }
}

/** Whether the text from `start` to `end` ends with something like `&amp;`. */
function endsWithReference(text: string, start: number, end: number): boolean {
  return text[end - 1] === ';' && /&(?:[a-z]+|#\d+|#x[0-9a-f]+);$/i.test(text.slice(Math.max(start, end - 12), end))
}

function count(text: string, character: string): number {
  let found = 0
  for (let i = text.indexOf(character); i !== -1; i = text.indexOf(character, i + 1)) found++
  return found
}
