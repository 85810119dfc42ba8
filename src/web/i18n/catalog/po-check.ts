/** What is wrong with a `.po` text, and in which line. */
export interface PoProblem {
  readonly line: number
  readonly reason: string
}

/** What a line holds, after which parts of an entry it may stand. */
const after: Readonly<Record<string, readonly string[]>> = {
  msgctxt: ['', 'msgstr'],
  msgid: ['', 'msgstr', 'msgctxt'],
  msgid_plural: ['msgid'],
  msgstr: ['msgid', 'msgid_plural', 'msgstr'],
}

const textLine = /^(?:([^\s"]+)\s*)?"((?:[^"\\]|\\.)*)"$/

/**
 * Looks through a `.po` text for what makes it unreadable: texts that are not closed, unknown keywords, parts of entries that are
 * missing or in the wrong order, messages that are there twice. One pass over the lines; what is obsolete (`#~`) is a comment.
 */
export function poProblem(source: string): PoProblem | null {
  const seen = new Set<string>()
  let entry = new Entry()
  const lines = source.split('\n')
  for (const [i, raw] of lines.entries()) {
    const text = raw.trim()
    if (text === '' || text.startsWith('#')) continue
    const match = textLine.exec(text)
    if (match === null) return { line: i + 1, reason: unreadable(text) }
    const [, keyword, content] = match as unknown as [string, string | undefined, string]
    if (keyword === undefined) {
      if (entry.part === '') return { line: i + 1, reason: 'a text stands before any keyword' }
      entry.add(content)
      continue
    }
    const part = keyword.replace(/^msgstr\[\d{1,3}\]$/, 'msgstr')
    const before = Object.hasOwn(after, part) ? after[part]! : undefined
    if (before === undefined) return { line: i + 1, reason: `'${keyword.slice(0, 40)}' is no keyword` }
    const begins = part === 'msgctxt' || (part === 'msgid' && entry.part !== 'msgctxt')
    if (!before.includes(entry.part)) {
      return begins
        ? { line: entry.line, reason: 'a message has no msgstr' }
        : { line: i + 1, reason: `${part} stands in the wrong place` }
    }
    if (begins) {
      const problem = entry.known(seen)
      if (problem !== null) return problem
      entry = new Entry()
    }
    entry.begin(part, keyword, content, i + 1)
    if (entry.problem !== null) return { line: i + 1, reason: entry.problem }
  }
  if (entry.part !== '' && entry.part !== 'msgstr') return { line: entry.line, reason: 'a message has no msgstr' }
  return entry.known(seen)
}

function unreadable(text: string): string {
  const keyword = /^[^\s"]+/.exec(text)?.[0]
  if (keyword !== undefined && !Object.hasOwn(after, keyword.replace(/\[.*/, '')))
    return `'${keyword.slice(0, 40)}' is no keyword`
  if (!text.includes('"')) return 'a text in quotes is missing'
  return /^[^"]*"(?:[^"\\]|\\.)*"./.test(text)
    ? 'a quote inside of a text has no backslash before it'
    : 'a text has no closing quote'
}

/** The entry that lines add up to. */
class Entry {
  part = ''
  /** Where its message stands. */
  line = 0
  problem: string | null = null
  #context: string | null = null
  #id = ''
  #plural = false
  #forms = 0

  begin(part: string, keyword: string, content: string, line: number): void {
    this.part = part
    if (part === 'msgctxt') this.#context = content
    else if (part === 'msgid') this.#id = content
    else if (part === 'msgid_plural') this.#plural = true
    else if (keyword !== (this.#plural ? `msgstr[${this.#forms++}]` : 'msgstr') || this.#forms > 100) {
      this.problem = `${keyword} is not what follows there`
    } else if (!this.#plural && ++this.#forms > 1) this.problem = 'a message has two translations'
    if (part === 'msgctxt' || part === 'msgid') this.line = line
  }

  /** The next line of the same text. */
  add(content: string): void {
    if (this.part === 'msgctxt') this.#context += content
    else if (this.part === 'msgid') this.#id += content
  }

  /** Notes the message, and complains where it was there before. */
  known(seen: Set<string>): PoProblem | null {
    if (this.part === '') return null
    const key = this.#context === null ? this.#id : `${this.#context}\u0004${this.#id}`
    if (seen.has(key)) return { line: this.line, reason: `the message '${this.#id.slice(0, 60)}' is there twice` }
    seen.add(key)
    return null
  }
}
