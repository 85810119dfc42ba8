import { normalizeUnicode } from './normalize.ts'
import { stripEnds } from './strip-ends.ts'

/** The first character in upper case. */
export function capfirst(text: string): string {
  const [first] = text
  return first === undefined ? '' : first.toUpperCase() + text.slice(first.length)
}

/** Words with a capital each; digits and apostrophes inside a word do not begin a new one. Django's `title`. */
export function titleCase(text: string): string {
  return text
    .replace(/\p{Cased}+/gu, titleWord)
    .replace(/[a-z]'[A-Z]/g, (part) => part.toLowerCase())
    .replace(/\d[A-Z]/g, (part) => part.toLowerCase())
}

/** Digraphs and ligatures have a title case of their own. */
const titleCharacters: Readonly<Record<string, string>> = {
  Ǆ: 'ǅ',
  ǅ: 'ǅ',
  ǆ: 'ǅ',
  Ǉ: 'ǈ',
  ǈ: 'ǈ',
  ǉ: 'ǈ',
  Ǌ: 'ǋ',
  ǋ: 'ǋ',
  ǌ: 'ǋ',
  Ǳ: 'ǲ',
  ǲ: 'ǲ',
  ǳ: 'ǲ',
  ŉ: 'ʼN',
}

function titleWord(word: string): string {
  const first = String.fromCodePoint(word.codePointAt(0)!)
  return titleLetter(first) + word.toLowerCase().slice(first.toLowerCase().length)
}

function titleLetter(letter: string): string {
  if (letter < '\x80') return letter.toUpperCase()
  const special = titleCharacters[letter]
  if (special !== undefined) return special
  // Georgian has capitals for whole words only.
  if (/^[\u10d0-\u10ff]$/.test(letter)) return letter
  const parts = letter.normalize('NFD')
  // The iota below a Greek letter stays there.
  if (parts.length > 1 && parts.includes('\u0345')) {
    return `${parts.replace('\u0345', '').toUpperCase()}\u0345`.normalize('NFC')
  }
  const upper = letter.toUpperCase()
  const head = String.fromCodePoint(upper.codePointAt(0)!)
  return head + upper.slice(head.length).toLowerCase()
}

/** Letters, digits, hyphens and underscores in lower case, for addresses. Django's `slugify`. */
export function slugify(text: string, options: { readonly unicode?: boolean } = {}): string {
  const plain = options.unicode
    ? normalizeUnicode(text, 'NFKC')
    : normalizeUnicode(text, 'NFKD').replace(/[^\x00-\x7f]/g, '')
  const joined = plain
    .toLowerCase()
    .replace(options.unicode ? /[^\p{L}\p{N}_\s-]/gu : /[^\w\s-]/g, '')
    .replace(/[-\s]+/g, '-')
  return stripEnds(joined, '-_')
}

/** `camelCaseName` as `camel case name`. */
export function camelToSpaces(text: string): string {
  return text
    .replace(/(?<=[a-z])[A-Z]|[A-Z](?![A-Z]|$)/g, ' $&')
    .trim()
    .toLowerCase()
}

/** 'isStaff' → 'is_staff'; a name already in snake_case passes unchanged. */
export function snakeCase(name: string): string {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1_$2')
    .toLowerCase()
}

/** `a, b or c`. */
export function textList(items: readonly string[], last = 'or'): string {
  if (items.length === 0) return ''
  if (items.length === 1) return items[0]!
  return `${items.slice(0, -1).join(', ')} ${last} ${items.at(-1)}`
}

/** '' for one and 's' for any other count; `suffixes` is `es` or `y,ies`. Django's `pluralize`. */
export function pluralSuffix(count: number | bigint, suffixes = 's'): string {
  const forms = suffixes.includes(',') ? suffixes.split(',') : ['', suffixes]
  if (forms.length > 2) return ''
  return (count === 1 || count === 1n ? forms[0] : forms[1])!
}
