/** Where a message stands: a file, with slashes, and a line from 1, which is absent where nobody wants lines. */
export interface Place {
  readonly file: string
  readonly line: number | null
}

/** What identifies a message, and its plural. Absent parts are null; '' is a context too. */
export interface MessageId {
  readonly context: string | null
  readonly id: string
  readonly plural: string | null
}

/** One entry of a .po file, with all that translators and their tools keep in it. */
export interface Entry extends MessageId {
  /** The translation, or each of its plural forms. */
  readonly translations: readonly string[]
  /** The translators' own comments, a line each. */
  readonly comments: readonly string[]
  /** Comments that programmers wrote for translators. */
  readonly extracted: readonly string[]
  readonly references: readonly Place[]
  readonly flags: readonly string[]
  /** What a fuzzy translation was made for. */
  readonly previous: MessageId | null
  /** True for an entry that nothing asks for any more (`#~`). */
  readonly obsolete: boolean
  /** Where it begins in the file that it was read from; 0 for one that was not read. */
  readonly line: number
}

/** A .po file as its editors see it: nothing of it is lost, as it would be in a catalog for look-ups. */
export interface PoFile {
  /** The entry without a message, whose translation is the header. */
  readonly header: Entry | null
  /** All others, obsolete ones included, in the order of the file. */
  readonly entries: readonly Entry[]
  /** Comments after the last entry. */
  readonly trailing: readonly string[]
}

export const noEntry: Entry = {
  context: null,
  id: '',
  plural: null,
  translations: [],
  comments: [],
  extracted: [],
  references: [],
  flags: [],
  previous: null,
  obsolete: false,
  line: 0,
}

/** One text for context and message, the way of .mo files: what two entries of a file never share. */
export function keyOf({ context, id }: MessageId): string {
  return context === null ? id : `${context}\u0004${id}`
}

/** The fields of a header in order. */
export function headerFields(header: Entry | null): Map<string, string> {
  const fields = new Map<string, string>()
  for (const line of (header?.translations[0] ?? '').split('\n')) {
    const colon = line.indexOf(':')
    if (colon > 0) fields.set(line.slice(0, colon).trim(), line.slice(colon + 1).trim())
  }
  return fields
}

/** The header with one field changed, or added at its end; everything else stays. */
export function withField(header: Entry, name: string, value: string): Entry {
  const lines = (header.translations[0] ?? '').split('\n')
  const at = lines.findIndex((line) => line.toLowerCase().startsWith(`${name.toLowerCase()}:`))
  const line = `${name}: ${value}`
  if (at !== -1) lines[at] = line
  else if (lines.at(-1) === '') lines.splice(-1, 0, line)
  else lines.push(line, '')
  return { ...header, translations: [lines.join('\n')] }
}

export const isFuzzy = (entry: Entry): boolean => entry.flags.includes('fuzzy')

/** True where every form is there, and nobody has to look at it again. */
export const isTranslated = (entry: Entry): boolean =>
  !isFuzzy(entry) && entry.translations.length > 0 && entry.translations.every((text) => text !== '')
