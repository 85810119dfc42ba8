import { httpErrors } from '../errors.ts'
import type { DynamicText, PartParameter, ReversePart } from './part.ts'

/** One text that a route can give: literal pieces, prefixes and parameters in order. */
export interface Template {
  readonly pieces: readonly (string | PartParameter | DynamicText)[]
  readonly names: readonly string[]
}

/** The texts that a part can give when it is reversed. A regular expression with optional groups gives several. */
export function templatesOf(part: ReversePart): Template[] {
  if (part.pieces === undefined) return [{ pieces: [part.current], names: [] }]
  if (part.pieces !== null) {
    return [{ pieces: part.pieces, names: part.parameters.map((parameter) => parameter.name) }]
  }
  return new RegexReader(part.regex.source).read().map((pieces) => ({
    pieces,
    names: pieces.filter((piece) => typeof piece !== 'string').map((piece) => piece.name),
  }))
}

type Pieces = readonly (string | PartParameter)[]

/** One character for a class escape, as Django's `normalize` chooses them. */
const sample: Readonly<Record<string, string>> = {
  d: '0',
  D: 'x',
  w: 'x',
  W: '!',
  s: ' ',
  S: 'x',
  b: '',
  B: '',
  t: '\t',
  n: '\n',
}

/**
 * Reads a regular expression and gives one matching text for each combination of its optional groups: the first
 * alternative, the fewest repetitions, the first character of a class; groups become parameters.
 */
class RegexReader {
  readonly #source: string
  #at = 0
  #unnamed = 0

  constructor(source: string) {
    this.#source = source
  }

  read(): Pieces[] {
    return this.#sequence()
  }

  #sequence(): Pieces[] {
    let made: Pieces[] = [[]]
    while (this.#at < this.#source.length && this.#source[this.#at] !== ')') {
      if (this.#source[this.#at] === '|') {
        this.#skipToGroupEnd()
        break
      }
      const atoms = this.#repeated(this.#atom())
      made = made.flatMap((left) => atoms.map((right) => [...left, ...right]))
    }
    return made
  }

  #atom(): Pieces[] {
    const c = this.#source[this.#at++]!
    if (c === '^' || c === '$') return [[]]
    if (c === '.') return [['.']]
    if (c === '\\') {
      const escaped = this.#source[this.#at++] ?? ''
      return [[sample[escaped] ?? escaped]]
    }
    if (c === '[') return [[this.#firstOfClass()]]
    if (c === '(') return this.#groupAtom()
    return [[c]]
  }

  #groupAtom(): Pieces[] {
    const open = /^\?(?:<([^=!][^>]*)>|:|[=!]|<[=!])/.exec(this.#source.slice(this.#at))
    this.#at += open?.[0].length ?? 0
    const named = open?.[1]
    if (named !== undefined || open === null) {
      const name = named ?? String(this.#unnamed++)
      const before = this.#unnamed
      // What stands inside is part of this parameter's text.
      this.#sequence()
      this.#unnamed = before
      this.#close()
      return [[{ name, converter: null, full: null }]]
    }
    const inner = this.#sequence()
    this.#close()
    return open[0] === '?:' ? inner : [[]]
  }

  #close(): void {
    if (this.#source[this.#at] !== ')') {
      throw httpErrors.ROUTE_SYNTAX({ route: this.#source, reason: 'a group has no end' })
    }
    this.#at++
  }

  /** How often at least: zero times gives both the text without and with it where it holds a parameter. */
  #repeated(atoms: Pieces[]): Pieces[] {
    const quantifier = /^(?:[*+?]|\{(\d+)(?:,\d*)?\})\??/.exec(this.#source.slice(this.#at))
    if (quantifier === null) return atoms
    this.#at += quantifier[0].length
    const mark = quantifier[0][0]
    const least = mark === '+' ? 1 : mark === '{' ? Number(quantifier[1]) : 0
    if (least === 0) {
      const holds = atoms.some((pieces) => pieces.some((piece) => typeof piece !== 'string'))
      return holds ? [[], ...atoms] : [[]]
    }
    return atoms.map((pieces) => Array.from({ length: least }, () => pieces).flat())
  }

  #firstOfClass(): string {
    let first = ''
    if (this.#source[this.#at] === '^') this.#at++
    for (let i = 0; this.#at < this.#source.length; i++) {
      const c = this.#source[this.#at++]!
      if (c === ']' && i > 0) break
      const text = c === '\\' ? this.#source[this.#at++]! : c
      if (i === 0) first = c === '\\' ? (sample[text] ?? text) : text
    }
    return first
  }

  #skipToGroupEnd(): void {
    let depth = 0
    for (; this.#at < this.#source.length; this.#at++) {
      const c = this.#source[this.#at]
      if (c === '\\') this.#at++
      else if (c === '[') {
        this.#at++
        this.#firstOfClass()
        this.#at--
      } else if (c === '(') depth++
      else if (c === ')' && depth-- === 0) return
    }
  }
}
