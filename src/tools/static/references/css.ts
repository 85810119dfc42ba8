import type { FindReferences, Reference } from './reference.ts'

const string = `"(?:[^"\\\\\\n]|\\\\[^])*"|'(?:[^'\\\\\\n]|\\\\[^])*'`

/** Comments and strings are tokens of their own, so that what looks like an address inside of them is none. */
const token = new RegExp(
  [
    String.raw`(?<comment>/\*[^]*?(?:\*/|$))`,
    String.raw`@import\s*(?<imported>${string})`,
    String.raw`(?<![\w-])url\(\s*(?:(?<inside>${string})|(?<bare>(?:[^"'()\\\s]|\\[^\n]|(?<=\\[0-9a-f]{1,6})\s)*))\s*\)`,
    string,
  ].join('|'),
  'gi',
)

/**
 * The addresses of a style sheet: `url(…)`, `@import "…"` and the source map's. Tokens are those of CSS Syntax
 * (https://www.w3.org/TR/css-syntax-3/).
 */
export const cssReferences: FindReferences = async (source) => {
  const found: Reference[] = []
  const add = (whole: RegExpExecArray, text: string, isQuoted: boolean, optional = false) => {
    const from = whole.index + whole[0].lastIndexOf(text) + (isQuoted ? 1 : 0)
    const raw = isQuoted ? text.slice(1, -1) : text
    if (raw !== '') found.push({ start: from, end: from + raw.length, address: unescaped(raw), optional })
  }
  for (const each of source.matchAll(token)) {
    const { comment, imported, inside, bare } = each.groups!
    const map = comment === undefined ? null : /^\/\*[#@]\s*sourceMappingURL=(\S+?)\s*\*\/$/.exec(comment)
    if (map !== null) add(each, map[1]!, false, true)
    else if (imported !== undefined) add(each, imported, true)
    else if (inside !== undefined) add(each, inside, true)
    else if (bare !== undefined) add(each, bare, false)
  }
  return found
}

/** Without CSS escapes: `\26 ` and `\(`. */
function unescaped(text: string): string {
  return text.replace(
    /\\(?:([0-9a-f]{1,6})\s?|\r?\n|([\s\S]))/gi,
    (_all, code: string | undefined, character?: string) => {
      if (code === undefined) return character ?? ''
      const point = Number.parseInt(code, 16)
      return point > 0x10ffff ? '\ufffd' : String.fromCodePoint(point)
    },
  )
}
