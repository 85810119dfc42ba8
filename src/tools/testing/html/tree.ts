import { tokens } from './tokens.ts'

/** An element of a page. */
export class HtmlElement {
  readonly name: string
  readonly attributes: ReadonlyMap<string, string>
  readonly parent: HtmlElement | null
  readonly children: (HtmlElement | string)[] = []

  constructor(name: string, attributes: ReadonlyMap<string, string>, parent: HtmlElement | null) {
    this.name = name
    this.attributes = attributes
    this.parent = parent
  }

  attribute(name: string): string | null {
    return this.attributes.get(name) ?? null
  }

  has(name: string): boolean {
    return this.attributes.has(name)
  }

  /** All text inside. */
  get text(): string {
    return this.children.map((child) => (typeof child === 'string' ? child : child.text)).join('')
  }

  /** Every element inside, in the order of the page. */
  *descendants(): Generator<HtmlElement, void, void> {
    for (const child of this.children) {
      if (typeof child === 'string') continue
      yield child
      yield* child.descendants()
    }
  }

  /** The nearest element around this one of that name, or null. */
  closest(name: string): HtmlElement | null {
    for (let at = this.parent; at !== null; at = at.parent) if (at.name === name) return at
    return null
  }
}

const voidElements = new Set(
  'area base br col embed hr img input link meta param source track wbr frame keygen'.split(' '),
)

/** Elements that end where one of these begins beside them. https://html.spec.whatwg.org/multipage/syntax.html#optional-tags */
const endedBy: Readonly<Record<string, readonly string[]>> = {
  li: ['li'],
  dt: ['dt', 'dd'],
  dd: ['dt', 'dd'],
  option: ['option', 'optgroup', 'hr'],
  optgroup: ['optgroup', 'hr'],
  tr: ['tr', 'tbody', 'tfoot', 'thead'],
  td: ['td', 'th', 'tr', 'tbody', 'tfoot'],
  th: ['td', 'th', 'tr', 'tbody', 'tfoot'],
  thead: ['tbody', 'tfoot'],
  tbody: ['tbody', 'tfoot'],
  p: 'address article aside blockquote details dialog dir div dl fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 header hgroup hr main menu nav ol p pre search section table ul'.split(
    ' ',
  ),
}

/** Nothing inside of these ends what stands outside of them. */
const walls = new Set(['table', 'td', 'th', 'button', 'template', 'select', 'ul', 'ol', 'dl', 'fieldset', 'object'])

/** Their first line break is not part of the text. */
const droppingFirstBreak = new Set(['textarea', 'pre', 'listing'])

/**
 * Reads a page into a tree: for tests, which look for forms and compare pages. End tags that HTML lets one leave out are supplied, end tags of
 * nothing are passed over, a form inside a form is none. It does not move what is misplaced, as browsers do in tables.
 */
export function parseHtml(source: string): HtmlElement {
  const root = new HtmlElement('', new Map(), null)
  let open = root
  let form: HtmlElement | null = null
  for (const token of tokens(source.replace(/\r\n?/g, '\n'))) {
    if (token.kind === 'text') {
      const first = open.children.length === 0 && droppingFirstBreak.has(open.name) && token.text.startsWith('\n')
      const text = first ? token.text.slice(1) : token.text
      if (text !== '') open.children.push(text)
    } else if (token.kind === 'open') {
      const { name, attributes } = token
      if (name === 'form' && form !== null) continue
      open = supplied(open, name)
      const element = new HtmlElement(name, attributes, open)
      open.children.push(element)
      if (name === 'form') form = element
      if (!voidElements.has(name)) open = element
    } else {
      const closed = opener(open, token.name)
      if (closed === null) continue
      if (closed === form) form = null
      open = closed.parent!
    }
  }
  return root
}

/** The element that stays open where one of that name begins. */
function supplied(open: HtmlElement, name: string): HtmlElement {
  let at = open
  for (let element: HtmlElement | null = open; element !== null && element.parent !== null; element = element.parent) {
    if (endedBy[element.name]?.includes(name)) at = element.parent
    else if (walls.has(element.name)) break
  }
  return at
}

/** The open element that an end tag closes; null where there is none. */
function opener(open: HtmlElement, name: string): HtmlElement | null {
  for (let element: HtmlElement | null = open; element !== null && element.parent !== null; element = element.parent)
    if (element.name === name) return element
  return null
}
