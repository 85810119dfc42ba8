import { po } from 'gettext-parser'
import type { Entry, MessageId, Place, PoFile } from './entry.ts'

/** Where lines of a .po file end that is wrapped; GNU's tools write the same. */
const width = 79

export interface PoStyle {
  /** False for long texts on one line. */
  readonly wrap: boolean
}

/** The text of a .po file, as GNU's tools write it: those change nothing that this wrote, and the other way round. */
export function writePo(file: PoFile, { wrap }: PoStyle = { wrap: true }): string {
  const entries = [...(file.header === null ? [] : [file.header]), ...file.entries]
  const bodies = drawn(entries, wrap)
  const blocks = entries.map((entry, i) => [...comments(entry, bodies), bodies.main[i]!].join('\n'))
  if (file.trailing.length > 0) blocks.push(file.trailing.map(translatorLine).join('\n'))
  return blocks.length === 0 ? '' : `${blocks.join('\n\n')}\n`
}

interface Bodies {
  /** Keywords and texts of each entry. */
  readonly main: readonly string[]
  /** Those of the previous message of an entry that has one. */
  readonly previous: ReadonlyMap<Entry, string>
}

/** Has the library write and wrap the texts: it breaks lines where GNU gettext does. */
function drawn(entries: readonly Entry[], wrap: boolean): Bodies {
  const main = new Array<string>(entries.length)
  const previous = new Map<Entry, string>()
  for (const isObsolete of [false, true]) {
    const some = entries.flatMap((entry, i) => (entry.obsolete === isObsolete ? [{ entry, i }] : []))
    const texts = draw(
      some.map(({ entry }) => entry),
      isObsolete,
      wrap,
    )
    for (const [at, { i }] of some.entries()) main[i] = texts[at]!
    const changed = some.flatMap(({ entry }) => (entry.previous === null ? [] : [entry]))
    // As wide as obsolete ones, whose lines begin with as many characters.
    const before = draw(
      changed.map((entry) => entry.previous!),
      true,
      wrap,
    )
    for (const [at, entry] of changed.entries()) {
      const text = before[at]!.replace(/\n#~ msgstr(?:\[0\])? ""$/, '')
      previous.set(entry, text.replace(/^#~/gm, isObsolete ? '#~|' : '#|'))
    }
  }
  return { main, previous }
}

function draw(
  list: readonly (MessageId & { readonly translations?: readonly string[] })[],
  isObsolete: boolean,
  wrap: boolean,
): readonly string[] {
  const messages: Record<string, object> = {}
  const arePlain = list.map((each) => !/[\ue0d0-\ue0d2]/.test(JSON.stringify(each)))
  for (const [i, { context, id, plural, translations }] of list.entries()) {
    const keep = arePlain[i] ? whole : (text: string) => text
    // Keys that keep the order: one that looks like a number would go first.
    messages[`entry ${i}`] = {
      msgid: keep(id),
      ...(context !== null && { msgctxt: keep(context) }),
      ...(plural !== null && { msgid_plural: keep(plural) }),
      msgstr: (translations ?? ['']).map(keep),
    }
  }
  const table = {
    charset: 'utf-8',
    headers: {},
    translations: {},
    [isObsolete ? 'obsolete' : 'translations']: { '': messages },
  }
  const [, ...blocks] = po
    .compile(table as never, { foldLength: wrap ? width : 0 })
    .toString()
    .slice(0, -1)
    .split('\n\n')
  const prefix = isObsolete ? '#~ ' : ''
  return list.map(({ context }, i) => {
    const block = (arePlain[i] ? apart(blocks[i]!) : blocks[i]!).replace(/[\x00-\x09\x0b-\x1f]/g, octal)
    // The library takes an empty context for none.
    return context === '' ? `${prefix}msgctxt ""\n${block}` : block
  })
}

/** Letters that nobody writes, in the place of `%`, `(` and `)`. */
const standIns = { '%': '\ue0d0', '(': '\ue0d1', ')': '\ue0d2' } as const

/** No line breaks inside of a placeholder: the library breaks after `%`, GNU's tools do not. */
function whole(text: string): string {
  if (!text.includes('%(')) return text
  return text.replace(/%\(\w+\)[a-z]/gi, (found) =>
    found.replace(/[%()]/g, (c) => standIns[c as keyof typeof standIns]),
  )
}

const apart = (block: string) => block.replace(/[\ue0d0-\ue0d2]/g, (c) => '%()'[c.charCodeAt(0) - 0xe0d0]!)

const octal = (control: string) => `\\${control.charCodeAt(0).toString(8).padStart(3, '0')}`

/** In GNU's order: the translators', the programmers', places, flags, the previous message. */
function comments(entry: Entry, { previous }: Bodies): string[] {
  const before = previous.get(entry)
  return [
    ...entry.comments.map(translatorLine),
    ...entry.extracted.map((line) => `#. ${line}`.trimEnd()),
    ...placeLines(entry.references),
    ...(entry.flags.length === 0 ? [] : [`#, ${entry.flags.join(', ')}`]),
    ...(before === undefined ? [] : [before]),
  ]
}

/** A line that looked like another kind of comment would be read as one. */
const translatorLine = (line: string) => (line === '' ? '#' : `# ${line}`)

function placeLines(places: readonly Place[]): string[] {
  const lines: string[] = []
  for (const { file, line } of places) {
    const name = /\s/.test(file) ? `\u2068${file}\u2069` : file
    const word = ` ${name}${line === null ? '' : `:${line}`}`
    const last = lines.at(-1)
    if (last !== undefined && last.length + word.length < width) lines[lines.length - 1] = last + word
    else lines.push(`#:${word}`)
  }
  return lines
}
