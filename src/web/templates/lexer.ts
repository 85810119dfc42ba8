/** What a piece of a template's source is. */
export type TokenKind = 'text' | 'variable' | 'block'

/** One piece of a template's source. Comments (`{# … #}`) leave none. */
export interface Token {
  readonly kind: TokenKind
  /** The text itself, or what stands between the braces, trimmed. */
  readonly content: string
  /** Offset of the token's first character in the source. */
  readonly position: number
}

const closers = { '{': '}}', '%': '%}', '#': '#}' } as const

/**
 * Splits a template's source into tokens, in one pass and linear time. A tag never spans lines (Django's template
 * language, https://docs.djangoproject.com/en/stable/ref/templates/language/): an opening that is not closed on its
 * line is text. `{% verbatim %}` is known here, because nothing inside it may be read as a tag.
 */
export function tokenize(source: string): Token[] {
  const tokens: Token[] = []
  const nextCloser: Record<keyof typeof closers, number> = { '{': 0, '%': 0, '#': 0 }
  let newline = -1
  let textFrom = 0
  let verbatim: string | null = null
  const endText = (end: number) => {
    if (end > textFrom) tokens.push({ kind: 'text', content: source.slice(textFrom, end), position: textFrom })
  }
  let at = source.indexOf('{')
  while (at !== -1) {
    const second = source[at + 1]
    if (second !== '{' && second !== '%' && second !== '#') {
      at = source.indexOf('{', at + 1)
      continue
    }
    if (nextCloser[second] !== -1 && nextCloser[second] < at + 2) {
      nextCloser[second] = source.indexOf(closers[second], at + 2)
    }
    const close = nextCloser[second]
    if (newline !== Number.POSITIVE_INFINITY && newline < at) {
      newline = source.indexOf('\n', at)
      if (newline === -1) newline = Number.POSITIVE_INFINITY
    }
    if (close === -1 || close > newline) {
      at = source.indexOf('{', at + 1)
      continue
    }
    const content = source.slice(at + 2, close).trim()
    const end = close + 2
    if (verbatim !== null) {
      if (second === '%' && content === verbatim) {
        endText(at)
        tokens.push({ kind: 'block', content, position: at })
        textFrom = end
        verbatim = null
      }
      at = source.indexOf('{', end)
      continue
    }
    endText(at)
    if (second === '{') tokens.push({ kind: 'variable', content, position: at })
    else if (second === '%') {
      tokens.push({ kind: 'block', content, position: at })
      if (content === 'verbatim' || content.startsWith('verbatim ')) verbatim = `end${content}`
    }
    textFrom = end
    at = source.indexOf('{', end)
  }
  endText(source.length)
  return tokens
}
