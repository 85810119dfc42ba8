import { resolveReferences } from './references.ts'

/** A piece of a page in the order in which it is written. */
export type Token =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'open'; readonly name: string; readonly attributes: ReadonlyMap<string, string> }
  | { readonly kind: 'close'; readonly name: string }

/** Elements whose content is text up to their end tag; in the second kind character references count. */
const rawText = new Set(['script', 'style', 'xmp', 'iframe', 'noembed', 'noframes'])
const plainText = new Set(['textarea', 'title'])

const space = /[\t\n\f\r ]/

/**
 * Cuts a page into tags and texts as browsers do (https://html.spec.whatwg.org/multipage/parsing.html#tokenization), as far as well-made
 * pages need it: comments and declarations are left out, a `<` that begins no tag is text.
 */
export function* tokens(source: string): Generator<Token, void, void> {
  let at = 0
  let text = ''
  const flush = function* (): Generator<Token, void, void> {
    if (text !== '') yield { kind: 'text', text: resolveReferences(text) }
    text = ''
  }
  while (at < source.length) {
    const next = source.indexOf('<', at)
    if (next === -1) break
    text += source.slice(at, next)
    at = next
    const skipped = afterMarkup(source, at)
    if (skipped !== null) {
      at = skipped
      continue
    }
    const tag = readTag(source, at)
    if (tag === null) {
      text += '<'
      at++
      continue
    }
    yield* flush()
    at = tag.end
    // A tag that never ends is left out, with all that stands in it.
    if (tag.name === '') return
    if (tag.closing) {
      yield { kind: 'close', name: tag.name }
      continue
    }
    yield { kind: 'open', name: tag.name, attributes: tag.attributes }
    const raw = rawText.has(tag.name)
    if (!raw && !plainText.has(tag.name)) continue
    const end = endOf(source, at, tag.name)
    const content = source.slice(at, end)
    if (content !== '') yield { kind: 'text', text: raw ? content : resolveReferences(content) }
    at = end
  }
  text += source.slice(at)
  yield* flush()
}

/** Where a comment, a declaration or a processing instruction that begins at `at` ends; null where none begins there. */
function afterMarkup(source: string, at: number): number | null {
  if (source.startsWith('<!--', at)) return after(source, '-->', at + 4)
  if (source.startsWith('<!', at) || source.startsWith('<?', at)) return after(source, '>', at + 2)
  return null
}

function after(source: string, what: string, from: number): number {
  const found = source.indexOf(what, from)
  return found === -1 ? source.length : found + what.length
}

/** Where the end tag of an element stands whose content is text. */
function endOf(source: string, from: number, name: string): number {
  for (let at = source.indexOf('</', from); at !== -1; at = source.indexOf('</', at + 2)) {
    const behind = at + 2 + name.length
    if (source.slice(at + 2, behind).toLowerCase() === name && /^(?:[\t\n\f\r />]|$)/.test(source.charAt(behind)))
      return at
  }
  return source.length
}

interface Tag {
  readonly name: string
  readonly closing: boolean
  readonly attributes: ReadonlyMap<string, string>
  readonly end: number
}

/** The tag that begins at `at`, without a name where it never ends; null where none begins. */
function readTag(source: string, at: number): Tag | null {
  const closing = source[at + 1] === '/'
  let position = at + (closing ? 2 : 1)
  if (!/[a-z]/i.test(source[position] ?? '')) return null
  const start = position
  while (position < source.length && !/[\t\n\f\r />]/.test(source[position]!)) position++
  const name = source.slice(start, position).toLowerCase()
  const attributes = new Map<string, string>()
  while (position < source.length) {
    const character = source[position]!
    if (character === '>') return { name, closing, attributes, end: position + 1 }
    if (character === '/' || space.test(character)) {
      position++
      continue
    }
    position = readAttribute(source, position, attributes)
  }
  return { name: '', closing, attributes, end: position }
}

/** Reads one attribute into `attributes` (of two with one name the first counts) and gives where it ends. */
function readAttribute(source: string, from: number, attributes: Map<string, string>): number {
  let at = from + 1
  while (at < source.length && !/[\t\n\f\r />=]/.test(source[at]!)) at++
  const name = source.slice(from, at).toLowerCase()
  let value = ''
  let equals = at
  while (equals < source.length && space.test(source[equals]!)) equals++
  if (source[equals] === '=') {
    at = equals + 1
    while (at < source.length && space.test(source[at]!)) at++
    const quote = source[at]
    if (quote === '"' || quote === "'") {
      const end = source.indexOf(quote, at + 1)
      value = source.slice(at + 1, end === -1 ? source.length : end)
      at = end === -1 ? source.length : end + 1
    } else {
      const start = at
      while (at < source.length && !/[\t\n\f\r >]/.test(source[at]!)) at++
      value = source.slice(start, at)
    }
  }
  if (!attributes.has(name)) attributes.set(name, resolveReferences(value))
  return at
}
