/** The named characters from U+00A0 to U+00FF, in their order. */
const latin =
  'nbsp iexcl cent pound curren yen brvbar sect uml copy ordf laquo not shy reg macr deg plusmn sup2 sup3 acute micro para middot cedil sup1 ordm raquo frac14 frac12 frac34 iquest Agrave Aacute Acirc Atilde Auml Aring AElig Ccedil Egrave Eacute Ecirc Euml Igrave Iacute Icirc Iuml ETH Ntilde Ograve Oacute Ocirc Otilde Ouml times Oslash Ugrave Uacute Ucirc Uuml Yacute THORN szlig agrave aacute acirc atilde auml aring aelig ccedil egrave eacute ecirc euml igrave iacute icirc iuml eth ntilde ograve oacute ocirc otilde ouml divide oslash ugrave uacute ucirc uuml yacute thorn yuml'
const named: ReadonlyMap<string, string> = new Map([
  ...latin.split(' ').map((name, index) => [name, String.fromCharCode(0xa0 + index)] as const),
  ...Object.entries({
    amp: '&',
    AMP: '&',
    lt: '<',
    LT: '<',
    gt: '>',
    GT: '>',
    quot: '"',
    QUOT: '"',
    apos: "'",
    nbsp: ' ',
    shy: '',
    zwnj: '',
    zwj: '\u200d',
    ensp: ' ',
    emsp: ' ',
    thinsp: ' ',
    ndash: '–',
    mdash: '—',
    hellip: '…',
    lsquo: '‘',
    rsquo: '’',
    sbquo: '‚',
    ldquo: '“',
    rdquo: '”',
    bdquo: '„',
    lsaquo: '‹',
    rsaquo: '›',
    euro: '€',
    trade: '™',
    bull: '•',
    larr: '←',
    rarr: '→',
    uarr: '↑',
    darr: '↓',
    OElig: 'Œ',
    oelig: 'œ',
    Scaron: 'Š',
    scaron: 'š',
  }),
])

const hidden = new Set(['script', 'style', 'head', 'title', 'template'])
/** Elements around which a text has an empty line, and those that begin a line of their own. */
const apart = new Set([
  'p',
  'h1',
  'h2',
  'h3',
  'h4',
  'h5',
  'h6',
  'ul',
  'ol',
  'table',
  'blockquote',
  'pre',
  'dl',
  'figure',
])
const alone = new Set([
  'div',
  'li',
  'tr',
  'section',
  'article',
  'header',
  'footer',
  'main',
  'address',
  'dt',
  'dd',
  'body',
  'html',
])
const windows = new TextDecoder('windows-1252')
/** Lists inside of lists are set in no further. */
const deepest = 8
const tag = /^<(\/?)([a-z][a-z\d]*)/i

/**
 * The plain text of an HTML mail, for programs that show no HTML: paragraphs, lists with their marks, the addresses of links behind their
 * words, the alternative texts of images. Time grows with the length alone.
 */
export function textOfHtml(html: string): string {
  const writer = new Writer()
  let at = 0
  while (at < html.length) {
    const next = html.indexOf('<', at)
    writer.text(html.slice(at, next < 0 ? html.length : next))
    if (next < 0) break
    if (html.startsWith('<!--', next)) {
      const close = html.indexOf('-->', next + 4)
      at = close < 0 ? html.length : close + 3
      continue
    }
    const [, slash, name = ''] = tag.exec(html.slice(next, next + 20)) ?? []
    if (name === '' && !/^<[!/?]/.test(html.slice(next, next + 2))) {
      writer.text('<')
      at = next + 1
      continue
    }
    const element = name.toLowerCase()
    at = tagEnd(html, next)
    if (hidden.has(element) && slash !== '/') at = endOf(element, html, at)
    else writer.tag(element, slash === '/', html.slice(next, at))
  }
  return writer.result()
}

/** Where an element ends whose content is not shown: at its end tag. */
function endOf(element: string, html: string, start: number): number {
  const end = new RegExp(`</${element}[\\s>]`, 'gi')
  end.lastIndex = start
  return end.exec(html)?.index ?? html.length
}

/** Behind the '>' of a tag; one in quotes does not count. */
function tagEnd(html: string, start: number): number {
  let quote = ''
  for (let at = start; at < html.length; at++) {
    const character = html[at]!
    if (quote !== '') {
      if (character === quote) quote = ''
    } else if (character === '"' || character === "'") quote = character
    else if (character === '>') return at + 1
  }
  return html.length
}

class Writer {
  #out = ''
  /** Line breaks that are due before the next word. */
  #breaks = 0
  #space = false
  #pre = 0
  /** The link that is open; one inside of another ends it, as in browsers. */
  #open: { readonly href: string; words: string } | null = null
  readonly #lists: { ordered: boolean; count: number }[] = []

  text(raw: string): void {
    const text = entities(raw)
    if (this.#pre > 0) {
      if (text !== '') this.#write(text)
      return
    }
    const words = text.split(/[ \t\n\f\r]+/)
    words.forEach((word, index) => {
      if (index > 0) this.#space = true
      if (word !== '') this.#write(word)
    })
  }

  tag(name: string, closing: boolean, source: string): void {
    if (apart.has(name))
      this.#break(name === 'ul' || name === 'ol' ? (this.#lists.length > (closing ? 1 : 0) ? 1 : 2) : 2)
    else if (alone.has(name)) this.#break(1)
    switch (name) {
      case 'br':
        this.#breaks++
        break
      case 'hr':
        this.#break(1)
        this.#write('---')
        this.#break(1)
        break
      case 'pre':
        this.#pre = Math.max(0, this.#pre + (closing ? -1 : 1))
        break
      case 'td':
      case 'th':
        this.#space = true
        break
      case 'img':
        if (!closing) this.text(attribute(source, 'alt') ?? '')
        break
      case 'ul':
      case 'ol':
        if (closing) this.#lists.pop()
        else this.#lists.push({ ordered: name === 'ol', count: 0 })
        break
      case 'li':
        if (!closing) this.#item()
        break
      case 'a':
        this.#link(closing, source)
    }
  }

  result(): string {
    return this.#out.replace(/^\n+/, '').trimEnd()
  }

  #item(): void {
    const list = this.#lists.at(-1)
    this.#write(
      `${'  '.repeat(Math.min(deepest, Math.max(0, this.#lists.length - 1)))}${list?.ordered === true ? `${++list.count}.` : '-'}`,
    )
    this.#space = true
  }

  #link(closing: boolean, source: string): void {
    if (!closing) {
      const href = attribute(source, 'href')?.trim() ?? ''
      this.#open = { href: /^(?:https?:|mailto:|tel:)/i.test(href) ? href : '', words: '' }
      return
    }
    const link = this.#open
    this.#open = null
    if (link === null || link.href === '') return
    const words = link.words.trim()
    const address = link.href.replace(/^(?:mailto|tel):/i, '')
    if (words === link.href || words === address) return
    const due = this.#space
    this.#space = words !== ''
    this.#write(words === '' ? address : `(${address})`)
    this.#space = due
  }

  #break(count: number): void {
    this.#breaks = Math.max(this.#breaks, count)
  }

  #write(text: string): void {
    const before =
      this.#out === '' ? '' : this.#breaks > 0 ? '\n'.repeat(Math.min(this.#breaks, 2)) : this.#space ? ' ' : ''
    this.#breaks = 0
    this.#space = false
    this.#out += before + text
    // Not read back from what is written: time would grow with the square of the links.
    if (this.#open !== null) this.#open.words += before + text
  }
}

function attribute(source: string, name: string): string | null {
  const found = new RegExp(`\\s${name}\\s?=\\s?(?:"([^"]*)"|'([^']*)'|([^\\s"'>]+))`, 'i').exec(source)
  return found === null ? null : entities(found[1] ?? found[2] ?? found[3] ?? '')
}

function entities(text: string): string {
  if (!text.includes('&')) return text
  return text.replace(/&(?:#(\d{1,7})|#x([\da-f]{1,6})|([a-z][a-z\d]{1,7}));/gi, (whole, decimal, hex, name) => {
    if (name !== undefined) return named.get(String(name)) ?? whole
    const code = decimal === undefined ? Number.parseInt(String(hex), 16) : Number(decimal)
    // As browsers read them: numbers that are meant for Windows' characters.
    if (code >= 0x80 && code <= 0x9f) return windows.decode(Uint8Array.of(code))
    return code > 0 && code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff) ? String.fromCodePoint(code) : ''
  })
}
