import { escapeHtml } from './escape.ts'
import { quoteUrl } from './uri.ts'

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
const wrapping: readonly (readonly [string, string])[] = [
  ['(', ')'],
  ['[', ']'],
]
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
    href = `mailto:${middle}`
    rel = ''
  }
  if (href === null) return plain()
  const shown = limit !== undefined && middle.length > limit ? `${middle.slice(0, Math.max(0, limit - 1))}…` : middle
  if (!escaping) return `${lead}<a href="${escapeHtml(href)}"${rel}>${shown}</a>${trail}`
  return `${escapeHtml(lead)}<a href="${escapeHtml(href)}"${rel}>${escapeHtml(shown)}</a>${escapeHtml(trail)}`
}

/** Takes punctuation and brackets that are not part of the address off. */
function trim(piece: string): { lead: string; middle: string; trail: string } {
  let lead = ''
  let middle = piece
  let trail = ''
  let again = true
  while (again) {
    again = false
    let end = middle.length
    while (end > 0 && trailing.test(middle[end - 1]!) && !endsWithReference(middle, end)) end--
    if (end < middle.length) {
      trail = middle.slice(end) + trail
      middle = middle.slice(0, end)
      again = true
    }
    for (const [opening, closing] of wrapping) {
      if (middle.startsWith(opening)) {
        lead += opening
        middle = middle.slice(opening.length)
        again = true
      }
      const surplus = count(middle, closing) - count(middle, opening)
      if (surplus > 0 && middle.endsWith(closing)) {
        let keep = middle.length
        for (let i = 0; i < surplus && middle[keep - 1] === closing; i++) keep--
        trail = middle.slice(keep) + trail
        middle = middle.slice(0, keep)
        again = true
      }
    }
  }
  return { lead, middle, trail }
}

/** Whether the text up to `end` ends with something like `&amp;`. */
function endsWithReference(text: string, end: number): boolean {
  return text[end - 1] === ';' && /&(?:[a-z]+|#\d+|#x[0-9a-f]+);$/i.test(text.slice(Math.max(0, end - 12), end))
}

function count(text: string, character: string): number {
  let found = 0
  for (let i = text.indexOf(character); i !== -1; i = text.indexOf(character, i + 1)) found++
  return found
}

const references: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'", '#x27': "'" }

function decodeReferences(text: string): string {
  return text.replace(/&(amp|lt|gt|quot|#39|#x27);/g, (_, name: string) => references[name]!)
}

function isEmail(text: string): boolean {
  const at = text.indexOf('@')
  if (at < 1 || text.indexOf('@', at + 1) !== -1) return false
  const host = text.slice(at + 1)
  return host.includes('.') && !host.startsWith('.') && !host.endsWith('.') && !host.includes('..')
}
