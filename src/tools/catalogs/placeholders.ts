import { nearest } from '../../base/errors/index.ts'

/** The placeholders of a text. */
export interface Placeholders {
  /** `%(name)s`: names, with the letter after them. */
  readonly named: ReadonlyMap<string, string>
  /** `%(name)` without a letter, as they stand. */
  readonly broken: readonly string[]
  /** `%s` and `%d` in order. */
  readonly positional: readonly string[]
  /** How many `%` stand alone. */
  readonly lone: number
}

const placeholder = /%(?:(%)|\(([^()]*)\)(?:[-#0+]?\d{0,4}(?:\.\d{1,4})?([a-z]))?|([sd]))?/gi

export function placeholdersOf(text: string): Placeholders {
  const named = new Map<string, string>()
  const broken: string[] = []
  const positional: string[] = []
  let lone = 0
  for (const [all, percent, name, letter, plain] of text.matchAll(placeholder)) {
    if (percent !== undefined) continue
    if (name === undefined && plain === undefined) lone++
    else if (name === undefined) positional.push(plain!)
    else if (letter === undefined) broken.push(all)
    else named.set(name, letter)
  }
  return { named, broken, positional, lone }
}

export interface Compared {
  readonly id: string
  readonly plural: string | null
  readonly flags: readonly string[]
}

/**
 * What is wrong with the placeholders of a translation: the text would come out with a gap, or not at all. `relaxed` for a
 * plural form that stands for a few counts only: it may spell the number out, and leave it out.
 */
export function placeholderProblems(message: Compared, translation: string, relaxed: boolean): readonly string[] {
  const { id, plural, flags } = message
  if (flags.some((flag) => flag.startsWith('no-') && flag.endsWith('-format'))) return []
  const one = placeholdersOf(id)
  const many = plural === null ? one : placeholdersOf(plural)
  const given = placeholdersOf(translation)
  const known = new Map([...one.named, ...many.named])
  if (known.size === 0) {
    const isFormat = flags.some((flag) => flag.endsWith('-format'))
    return isFormat ? positionalProblems(many, given, relaxed) : []
  }
  const problems: string[] = given.broken.map((text) => `'${text}' has no letter after it, as in '${text}s'`)
  for (const [name, letter] of given.named) {
    const expected = known.get(name)
    if (expected === undefined) {
      const near = nearest(name, [...known.keys()])
      const meant = near === undefined || near === null ? '' : ` (is '%(${near})${known.get(near)}' meant?)`
      problems.push(`'%(${name})${letter}' is not in the message${meant}`)
    } else if (expected !== letter) problems.push(`'%(${name})${letter}' is '%(${name})${expected}' in the message`)
  }
  if (!relaxed)
    for (const [name, letter] of many.named)
      if (!given.named.has(name) && !given.broken.some((text) => text === `%(${name})`))
        problems.push(`'%(${name})${letter}' of the message is missing`)
  if (given.lone > 0 && one.lone === 0 && many.lone === 0) problems.push("a '%' that stands alone is written '%%' here")
  return problems
}

function positionalProblems(message: Placeholders, given: Placeholders, relaxed: boolean): readonly string[] {
  const [wanted, found] = [message.positional.join(' %'), given.positional.join(' %')]
  if (wanted === found || (relaxed && given.positional.length < message.positional.length)) return []
  const shown = (list: string) => (list === '' ? 'none' : `'%${list}'`)
  return [`the message has the placeholders ${shown(wanted)}, the translation ${shown(found)}`]
}
