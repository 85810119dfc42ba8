import { toLocale } from '../../web/i18n/index.ts'
import type { Collected } from './collect.ts'
import { pluralFormsFor } from './plural-forms.ts'
import { type Entry, headerFields, isFuzzy, keyOf, noEntry, type PoFile, withField } from './po/entry.ts'
import { NearestTexts } from './similarity.ts'

export interface MergeOptions {
  /** 'de', 'pt-br'; null for a template (.pot), which is of no language. */
  readonly language: string | null
  /** Drop what is not asked for any more, instead of keeping it as obsolete. */
  readonly dropObsolete: boolean
  /** Give a new message the translation of one much like it, for a person to look at. */
  readonly fuzzy: boolean
  /** When the sources were read: for POT-Creation-Date. */
  readonly now: Date
}

/**
 * Brings a catalog up to date with the messages of its sources: GNU's `msgmerge`
 * (https://www.gnu.org/software/gettext/manual/html_node/msgmerge-Invocation.html). Translations and translators' comments
 * stay; new messages come untranslated, or fuzzy with the translation of a near one; what is not asked for any more becomes
 * obsolete, and comes back with its translation when it is asked for again.
 */
export function mergeMessages(file: PoFile | null, messages: readonly Collected[], options: MergeOptions): PoFile {
  const header = mergedHeader(file?.header ?? null, options)
  const forms = formsOf(header)
  const before = new Map((file?.entries ?? []).map((entry) => [keyOf(entry), entry]))
  const wanted = new Set(messages.map(keyOf))
  const candidates = new NearestTexts<Entry>()
  if (options.fuzzy)
    for (const [key, entry] of before) if (!wanted.has(key) && hasText(entry)) candidates.add(entry.id, entry)
  const live = messages.map((message) => {
    const known = before.get(keyOf(message))
    if (known !== undefined) return updated(known, message, forms)
    const near = candidates.nearest(message.id)
    return near === null ? fresh(message, forms) : guessed(near, message, forms)
  })
  const gone = options.dropObsolete
    ? []
    : [...before.values()].filter((entry) => !wanted.has(keyOf(entry)) && (hasText(entry) || entry.comments.length > 0))
  return { header, entries: [...live, ...gone.map(obsolete)], trailing: file?.trailing ?? [] }
}

/** A new header, or the old one with what it lacks: tools and the library need language, charset and plural forms. */
function mergedHeader(header: Entry | null, { language, now }: MergeOptions): Entry {
  const date = creationDate(now)
  if (header === null) {
    const fields = [
      'Project-Id-Version: ',
      'Report-Msgid-Bugs-To: ',
      `POT-Creation-Date: ${date}`,
      'PO-Revision-Date: ',
      'Last-Translator: ',
      'Language-Team: ',
      `Language: ${language === null ? '' : toLocale(language)}`,
      'MIME-Version: 1.0',
      'Content-Type: text/plain; charset=UTF-8',
      'Content-Transfer-Encoding: 8bit',
      ...(language === null ? [] : [`Plural-Forms: ${pluralFormsFor(language)}`]),
      '',
    ]
    return { ...noEntry, translations: [fields.join('\n')] }
  }
  const fields = headerFields(header)
  let merged = header
  const missing = (name: string) => (fields.get(name) ?? '') === ''
  if (language !== null && missing('Language')) merged = withField(merged, 'Language', toLocale(language))
  if (missing('MIME-Version')) merged = withField(merged, 'MIME-Version', '1.0')
  if (!/charset=(?!CHARSET)/i.test(fields.get('Content-Type') ?? ''))
    merged = withField(merged, 'Content-Type', 'text/plain; charset=UTF-8')
  if (missing('Content-Transfer-Encoding')) merged = withField(merged, 'Content-Transfer-Encoding', '8bit')
  if (language !== null && !/nplurals\s*=\s*\d/.test(fields.get('Plural-Forms') ?? ''))
    merged = withField(merged, 'Plural-Forms', pluralFormsFor(language))
  return merged
}

/** The file with the time at which it was made anew: for one that changed beside. */
export function dated(file: PoFile, now: Date): PoFile {
  const { header } = file
  if (header === null || !headerFields(header).has('POT-Creation-Date')) return file
  return { ...file, header: withField(header, 'POT-Creation-Date', creationDate(now)) }
}

/** Of the form that gettext has: '2026-11-29 08:00+0000'. */
function creationDate(now: Date): string {
  return `${now.toISOString().slice(0, 16).replace('T', ' ')}+0000`
}

/** How many plural forms the header promises; 2 where it says nothing. */
export function formsOf(header: Entry | null): number {
  const count = /nplurals\s*=\s*(\d{1,3})/.exec(headerFields(header).get('Plural-Forms') ?? '')?.[1]
  return Math.max(1, Number(count ?? 2))
}

const hasText = (entry: Entry) => entry.translations.some((text) => text !== '')

function fresh(message: Collected, forms: number): Entry {
  const { context, id, plural, comments, places, flags } = message
  const translations = Array<string>(plural === null ? 1 : forms).fill('')
  return { ...noEntry, context, id, plural, translations, extracted: comments, references: places, flags }
}

/** A message that a catalog has already, perhaps as an obsolete one. */
function updated(known: Entry, message: Collected, forms: number): Entry {
  const { plural, comments, places } = message
  const next = { ...known, obsolete: false, plural, extracted: comments, references: places }
  const flags = mergedFlags(known.flags, message.flags)
  if (known.plural === plural) return { ...next, flags, translations: filled(known, plural, forms) }
  if (!hasText(known)) return { ...next, flags, translations: filled({ translations: [''] }, plural, forms) }
  // What was translated was another message by its plural: a person has to look at it.
  const { context, id } = known
  const isNoted = known.previous !== null
  const previous = isNoted ? known.previous : { context, id, plural: known.plural }
  return { ...next, flags: withFuzzy(flags), previous, ...reformed(known, plural, forms) }
}

/** The translation of another message, to be looked at by a person. */
function guessed(near: Entry, message: Collected, forms: number): Entry {
  const { context, id, plural } = near
  const previous = isFuzzy(near) && near.previous !== null ? near.previous : { context, id, plural }
  const { translations } = reformed(near, message.plural, forms)
  const entry = fresh(message, forms)
  return { ...entry, flags: withFuzzy(entry.flags), previous, translations }
}

/** A translation with or without plural forms, made of one that was the other. Forms that have no place are noted. */
function reformed(from: Entry, plural: string | null, forms: number): Pick<Entry, 'translations' | 'comments'> {
  if (plural !== null) {
    const source = from.plural === null ? Array<string>(forms).fill(from.translations[0]!) : from.translations
    return { translations: filled({ translations: source }, plural, forms), comments: from.comments }
  }
  const [first = '', ...others] = from.translations
  const lost = others.flatMap((text, i) => (text === '' || text === first ? [] : [`msgstr[${i + 1}]: ${text}`]))
  return { translations: [first], comments: [...from.comments, ...lost.flatMap((text) => text.split('\n'))] }
}

/** As many forms as the language has; more stay, since a person wrote them. */
function filled(
  { translations }: Pick<Entry, 'translations'>,
  plural: string | null,
  forms: number,
): readonly string[] {
  if (plural === null || translations.length >= forms) return translations
  return [...translations, ...Array<string>(forms - translations.length).fill('')]
}

/** What the catalog says stays; a person may have said that a text has no placeholders (`no-python-format`). */
function mergedFlags(known: readonly string[], found: readonly string[]): readonly string[] {
  return [...known, ...found.filter((flag) => !known.includes(flag) && !known.includes(`no-${flag}`))]
}

function withFuzzy(flags: readonly string[]): readonly string[] {
  return flags.includes('fuzzy') ? flags : ['fuzzy', ...flags]
}

/** Nothing asks for it: places and programmers' comments go, the rest stays. */
function obsolete(entry: Entry): Entry {
  return { ...entry, obsolete: true, extracted: [], references: [] }
}
