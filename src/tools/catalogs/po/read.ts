import { catalogsErrors } from '../errors.ts'
import { type Entry, headerFields, keyOf, type MessageId, noEntry, type Place, type PoFile } from './entry.ts'

/** An entry that is being read. */
interface Draft {
  context: string | null
  id: string | null
  plural: string | null
  translations: string[]
  comments: string[]
  extracted: string[]
  references: Place[]
  flags: string[]
  previous: { context: string | null; id: string | null; plural: string | null }
  obsolete: boolean
  /** Of its first keyword; 0 before. */
  line: number
}

type Keyword = 'msgctxt' | 'msgid' | 'msgid_plural' | 'msgstr'

/**
 * Reads a .po file (https://www.gnu.org/software/gettext/manual/html_node/PO-Files.html) for editing: comments, flags,
 * previous and obsolete messages, and the line of each entry. `parsePo` of `nuages/i18n` reads it for looking texts up.
 * Throws `NUAGES_CATALOGS_BROKEN_CATALOG` with file and line of what is no .po: so that nothing is written over it.
 */
export function readPo(source: string | Uint8Array, file: string): PoFile {
  return new Reader(typeof source === 'string' ? source : decoded(source, file), file).read()
}

/** Catalogs of this tool are UTF-8. */
function decoded(bytes: Uint8Array, file: string): string {
  const text = new TextDecoder('utf-8').decode(bytes)
  const at = text.indexOf('\ufffd')
  if (at !== -1 && !Buffer.from(bytes).includes('\ufffd')) {
    const line = text.slice(0, at).split('\n').length
    throw broken(file, line, 'this is not UTF-8 (msgconv --to-code=UTF-8 converts a file)')
  }
  return text
}

function broken(file: string, line: number, reason: string): Error {
  return catalogsErrors.BROKEN_CATALOG({ file, line, reason })
}

const draft = (): Draft => ({
  context: null,
  id: null,
  plural: null,
  translations: [],
  comments: [],
  extracted: [],
  references: [],
  flags: [],
  previous: { context: null, id: null, plural: null },
  obsolete: false,
  line: 0,
})

const statement = /^(#~)?(\|)?\s*(?:(msgctxt|msgid_plural|msgid|msgstr)(?:\s*\[\s*(\d{1,3})\s*\])?)?\s*(?=")/

class Reader {
  readonly #file: string
  readonly #lines: readonly string[]
  readonly #entries: Entry[] = []
  /** Where each message was defined first. */
  readonly #known = new Map<string, number>()
  #header: Entry | null = null
  #draft = draft()
  /** What a line with nothing but a text adds to. */
  #append: ((text: string) => void) | null = null
  #line = 0

  constructor(text: string, file: string) {
    this.#file = file
    this.#lines = text.replace(/^\ufeff/, '').split(/\r\n|\n/)
  }

  read(): PoFile {
    for (const line of this.#lines) {
      this.#line++
      const trimmed = line.trim()
      if (trimmed === '' || trimmed === '#~') continue
      if (trimmed.startsWith('#') && !/^#(?:~\|?|\|)/.test(trimmed)) this.#comment(trimmed)
      else this.#statement(trimmed)
    }
    const open = this.#draft
    if (open.line !== 0) this.#close()
    const trailing = open.line === 0 ? open.comments : []
    const charset = /charset=([\w-]+)/i.exec(headerFields(this.#header).get('Content-Type') ?? '')?.[1]
    if (charset !== undefined && !/^(?:utf-?8|us-ascii|ascii|charset)$/i.test(charset))
      throw broken(this.#file, this.#header!.line, `the charset is ${charset}, and only UTF-8 is understood`)
    return { header: this.#header, entries: this.#entries, trailing }
  }

  #fail(reason: string, line = this.#line): never {
    throw broken(this.#file, line, reason)
  }

  #comment(line: string): void {
    this.#append = null
    // Comments belong to the entry that follows them.
    if (this.#draft.line !== 0) this.#close()
    const rest = line.slice(2)
    switch (line[1]) {
      case ':':
        this.#draft.references.push(...readPlaces(rest))
        break
      case '.':
        this.#draft.extracted.push(rest.trim())
        break
      case ',':
      case '=':
        this.#draft.flags.push(
          ...rest
            .split(',')
            .map((flag) => flag.trim())
            .filter((flag) => flag !== ''),
        )
        break
      default:
        this.#draft.comments.push(line.slice(1).replace(/^ /, ''))
    }
  }

  #statement(line: string): void {
    const match = statement.exec(line.startsWith('#|') ? line.slice(1) : line)
    if (match === null) this.#fail(unknown(line))
    const [all, tilde, bar, keyword, index] = match
    const text = this.#text((line.startsWith('#|') ? line.slice(1) : line).slice(all.length))
    const isObsolete = tilde !== undefined
    if (keyword === undefined) {
      if (this.#append === null) this.#fail('a text stands here without msgid or msgstr')
      this.#append(text)
      return
    }
    if (bar !== undefined) this.#previousPart(keyword as Keyword, text)
    else this.#part(keyword as Keyword, index === undefined ? null : Number(index), text, isObsolete)
  }

  #previousPart(keyword: Keyword, text: string): void {
    if (this.#draft.line !== 0) this.#close()
    const { previous } = this.#draft
    const part = ({ msgctxt: 'context', msgid: 'id', msgid_plural: 'plural', msgstr: null } as const)[keyword]
    if (part === null) this.#fail('a previous message has no msgstr')
    previous[part] = text
    this.#append = (more) => (previous[part] += more)
  }

  #part(keyword: Keyword, index: number | null, text: string, isObsolete: boolean): void {
    if (keyword === 'msgctxt' || keyword === 'msgid') {
      const isComplete = this.#draft.translations.length > 0
      const follows = keyword === 'msgid' && this.#draft.context !== null && this.#draft.id === null
      if (this.#draft.line !== 0 && !follows) {
        if (!isComplete) this.#fail(`a msgstr is missing before this ${keyword}`)
        this.#close()
      }
    }
    const draft = this.#draft
    if (draft.line === 0) {
      draft.line = this.#line
      draft.obsolete = isObsolete
    } else if (draft.obsolete !== isObsolete) this.#fail('an entry is obsolete (#~) as a whole or not at all')
    switch (keyword) {
      case 'msgctxt':
        draft.context = text
        this.#append = (more) => (draft.context += more)
        return
      case 'msgid':
        draft.id = text
        this.#append = (more) => (draft.id += more)
        return
      case 'msgid_plural':
        if (draft.id === null || draft.plural !== null || draft.translations.length > 0)
          this.#fail('msgid_plural stands after msgid, once')
        if (text === '' && !/^\s*(?:#~\s*)?"/.test(this.#lines[this.#line] ?? ''))
          this.#fail('a msgid_plural says something')
        draft.plural = text
        this.#append = (more) => (draft.plural += more)
        return
      default:
        this.#translation(draft, index, text)
    }
  }

  #translation(draft: Draft, index: number | null, text: string): void {
    if (draft.id === null) this.#fail('this msgstr has no msgid')
    if (draft.plural === null && index !== null) this.#fail(`msgstr[${index}] needs a msgid_plural`)
    if (draft.plural !== null && index === null) this.#fail('a message with msgid_plural has msgstr[0], msgstr[1] …')
    const expected = draft.translations.length
    if ((index ?? 0) !== expected)
      this.#fail(
        index === null ? 'this message has a msgstr already' : `msgstr[${expected}] is expected, not msgstr[${index}]`,
      )
    draft.translations.push(text)
    this.#append = (more) => (draft.translations[expected] += more)
  }

  #close(): void {
    const { context, id, plural, translations, previous, ...rest } = this.#draft
    if (id === null) this.#fail('this msgctxt has no msgid', rest.line)
    if (translations.length === 0) this.#fail('this message has no msgstr', rest.line)
    const before: MessageId | null =
      previous.id === null && previous.context === null ? null : { ...previous, id: previous.id ?? '' }
    const entry: Entry = { ...noEntry, ...rest, context, id, plural, translations, previous: before }
    const key = keyOf(entry)
    const first = this.#known.get(key)
    if (first !== undefined) this.#fail(`this message is there already, on line ${first}`, entry.line)
    this.#known.set(key, entry.line)
    if (key === '' && !entry.obsolete) this.#header = entry
    else this.#entries.push(entry)
    this.#draft = draft()
    this.#append = null
  }

  /** What quoted texts, one after the other, say together. */
  #text(source: string): string {
    let out = ''
    let at = 0
    while (at < source.length) {
      if (source[at] === ' ' || source[at] === '\t') {
        at++
        continue
      }
      if (source[at] !== '"')
        this.#fail(`'${source.slice(at, at + 20)}' stands after a text; is a quote in it not escaped?`)
      const end = closingQuote(source, at + 1)
      if (end === -1) this.#fail('a text has no closing quote')
      out += this.#unescaped(source.slice(at + 1, end))
      at = end + 1
    }
    return out
  }

  #unescaped(text: string): string {
    if (!text.includes('\\')) return text
    return text.replace(/\\(?:x([\da-f]{1,2})|([0-7]{1,3})|(.))/gis, (all, hex, octal, letter) => {
      if (hex !== undefined) return String.fromCharCode(Number.parseInt(hex, 16))
      if (octal !== undefined) return String.fromCharCode(Number.parseInt(octal, 8))
      return escapes[letter as string] ?? this.#fail(`${all} is no escape of .po files`)
    })
  }
}

const escapes: Readonly<Record<string, string>> = {
  __proto__: null as never,
  n: '\n',
  t: '\t',
  r: '\r',
  b: '\b',
  f: '\f',
  v: '\v',
  a: '\x07',
  '"': '"',
  '\\': '\\',
}

function closingQuote(source: string, from: number): number {
  for (let at = from; at < source.length; at++) {
    if (source[at] === '\\') at++
    else if (source[at] === '"') return at
  }
  return -1
}

function unknown(line: string): string {
  if (/^(?:<{7}|={7}|>{7})/.test(line)) return 'a merge of branches left its marks here'
  return `'${line.slice(0, 40)}' is no line of a .po file`
}

/** `a.ts:3 b.html:10`; a name with spaces stands between U+2068 and U+2069, as in GNU gettext. */
function readPlaces(text: string): Place[] {
  const places: Place[] = []
  for (const [, isolated, plain] of text.matchAll(/\u2068([^\u2069]*)\u2069?|(\S+)/g)) {
    const word = isolated ?? plain!
    // With a line of its own after the isolated name, or within it.
    const match = /^(.*):(\d+)$/s.exec(word)
    if (match === null) places.push({ file: word, line: null })
    else if (match[1] === '' && places.length > 0)
      places[places.length - 1] = { ...places.at(-1)!, line: Number(match[2]) }
    else places.push({ file: match[1]!, line: Number(match[2]) })
  }
  return places
}
