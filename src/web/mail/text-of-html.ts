const named: Readonly<Record<string, string>> = {
  __proto__: null as never,
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: ' ',
  shy: '',
  ndash: '–',
  mdash: '—',
  hellip: '…',
  laquo: '«',
  raquo: '»',
  copy: '©',
  euro: '€',
  middot: '·',
  bull: '•',
  rarr: '→',
  zwnj: '',
}

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
  #open: { readonly href: string; readonly from: number } | null = null
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
      this.#open = { href: /^(?:https?:|mailto:|tel:)/i.test(href) ? href : '', from: this.#out.length }
      return
    }
    const link = this.#open
    this.#open = null
    if (link === null || link.href === '') return
    const words = this.#out.slice(link.from).trim()
    const address = link.href.replace(/^(?:mailto|tel):/i, '')
    if (words === link.href || words === address) return
    this.#space = words !== ''
    this.#write(words === '' ? address : `(${address})`)
  }

  #break(count: number): void {
    this.#breaks = Math.max(this.#breaks, count)
  }

  #write(text: string): void {
    if (this.#breaks > 0) {
      this.#out = this.#out === '' ? '' : `${this.#out}${'\n'.repeat(Math.min(this.#breaks, 2))}`
    } else if (this.#space && this.#out !== '') this.#out += ' '
    this.#breaks = 0
    this.#space = false
    this.#out += text
  }
}

function attribute(source: string, name: string): string | null {
  const found = new RegExp(`\\s${name}\\s?=\\s?(?:"([^"]*)"|'([^']*)'|([^\\s"'>]+))`, 'i').exec(source)
  return found === null ? null : entities(found[1] ?? found[2] ?? found[3] ?? '')
}

function entities(text: string): string {
  if (!text.includes('&')) return text
  return text.replace(/&(?:#(\d{1,7})|#x([\da-f]{1,6})|([a-z]{2,8}));/gi, (whole, decimal, hex, name) => {
    if (name !== undefined) return named[String(name).toLowerCase()] ?? whole
    const code = decimal === undefined ? Number.parseInt(String(hex), 16) : Number(decimal)
    return code > 0 && code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff) ? String.fromCodePoint(code) : ''
  })
}
