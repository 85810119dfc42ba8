import type { FoundMessage } from './extract/found.ts'
import { keyOf, type MessageId, type Place } from './po/entry.ts'

/** A message of a domain with all places where it stands: an entry of a catalog before it is translated. */
export interface Collected extends MessageId {
  readonly comments: readonly string[]
  readonly places: readonly Place[]
  readonly flags: readonly string[]
  /** True where it has a plural, and stands somewhere without one too. */
  readonly alone: boolean
}

/** Which places a catalog names: all lines, each file once, or none. Django's `--add-location`. */
export type Locations = 'full' | 'file' | 'never'

/** What two sources say differently of one message. */
export type Contradiction = (at: Place, problem: string) => void

/** Gathers the messages of a domain; the result depends on files and lines alone, not on the order in which they came. */
export class Collection {
  readonly #found: { readonly file: string; readonly message: FoundMessage }[] = []

  /** `file` with slashes, relative to the folder that holds `locale/`. */
  add(file: string, messages: readonly FoundMessage[]): void {
    for (const message of messages) this.#found.push({ file, message })
  }

  /** Each message once, in the order of their first places. */
  messages(locations: Locations, contradiction: Contradiction = () => {}): readonly Collected[] {
    const sorted = this.#found.toSorted(
      (a, b) => (a.file < b.file ? -1 : a.file > b.file ? 1 : 0) || a.message.line - b.message.line,
    )
    const byKey = new Map<
      string,
      { id: MessageId; comments: Set<string>; places: Map<string, Place>; alone: Place | null }
    >()
    for (const { file, message } of sorted) {
      const { context, id, plural, line } = message
      const key = keyOf(message)
      let known = byKey.get(key)
      if (known === undefined) {
        known = { id: { context, id, plural }, comments: new Set(), places: new Map(), alone: null }
        byKey.set(key, known)
      } else if (plural !== null && known.id.plural === null) known.id = { ...known.id, plural }
      else if (plural !== null && known.id.plural !== plural) {
        const other = JSON.stringify(known.id.plural)
        contradiction(
          { file, line },
          `the plural of ${JSON.stringify(id)} is ${other} elsewhere, and that one is taken`,
        )
      }
      if (plural === null) known.alone ??= { file, line }
      for (const comment of message.comments) known.comments.add(comment)
      if (locations === 'never') continue
      const place = { file, line: locations === 'full' ? line : null }
      known.places.set(`${file}:${place.line ?? ''}`, place)
    }
    for (const { id, alone } of byKey.values())
      if (alone !== null && id.plural !== null) {
        const text = JSON.stringify(id.id)
        contradiction(
          alone,
          `${text} has a plural elsewhere, so that its translation is found with a count alone: write ngettext(${text}, …, 1)`,
        )
      }
    return Array.from(byKey.values(), ({ id, comments, places, alone }) => ({
      ...id,
      comments: [...comments],
      places: [...places.values()],
      flags: formatFlags(id),
      alone: alone !== null && id.plural !== null,
    }))
  }
}

/** The flags by which translators' tools compare placeholders. */
function formatFlags({ id, plural }: MessageId): readonly string[] {
  const texts = plural === null ? id : `${id}\n${plural}`
  return /%\(\w+\)[a-z]/i.test(texts) ? ['python-format'] : []
}
