import { stripEnds } from './strip-ends.ts'

/** The first character in upper case. */
export function capfirst(text: string): string {
  const [first] = text
  return first === undefined ? '' : first.toUpperCase() + text.slice(first.length)
}

/** Words with a capital each; digits and apostrophes inside a word do not begin a new one. */
export function titleCase(text: string): string {
  return text
    .replace(/\p{L}+/gu, titleWord)
    .replace(/(\p{Ll})'(\p{Lu})/gu, (_, before: string, after: string) => `${before}'${after.toLowerCase()}`)
    .replace(/\d\p{L}+/gu, (part) => part.toLowerCase())
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
}

function titleWord(word: string): string {
  const [first] = word
  if (first === undefined) return word
  const rest = word.slice(first.length).toLowerCase()
  const special = titleCharacters[first]
  if (special !== undefined) return special + rest
  const upper = first.toUpperCase()
  const [head] = upper
  return head! + upper.slice(head!.length).toLowerCase() + rest
}

/** Letters, digits, hyphens and underscores in lower case, for addresses. Django's `slugify`. */
export function slugify(text: string, options: { readonly unicode?: boolean } = {}): string {
  const plain = options.unicode ? text.normalize('NFKC') : text.normalize('NFKD').replace(/[^\x00-\x7f]/g, '')
  const joined = plain
    .toLowerCase()
    .replace(options.unicode ? /[^\p{L}\p{N}_\s-]/gu : /[^\w\s-]/g, '')
    .replace(/[-\s]+/g, '-')
  return stripEnds(joined, '-_')
}

/** `camelCaseName` as `camel case name`. */
export function camelToSpaces(text: string): string {
  return text
    .replace(/(?<=[a-z])([A-Z])/g, ' $1')
    .replace(/(?<=[A-Z])([A-Z])(?=[a-z])/g, ' $1')
    .trim()
    .toLowerCase()
}

/** 'isStaff' → 'is_staff'; a name already in snake_case passes unchanged. */
export function snakeCase(name: string): string {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1_$2')
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
