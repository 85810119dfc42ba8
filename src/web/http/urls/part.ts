import { didYouMean } from '../../../base/errors/index.ts'
import { httpErrors } from '../errors.ts'
import type { AnyConverter } from './converters.ts'
import { parseRoute } from './route-syntax.ts'

/** One parameter of a compiled part: where its text stands in the match, and how it becomes a value. */
export interface PartParameter {
  readonly name: string
  readonly converter: AnyConverter | null
  /** The converter's pattern for a whole text, null without a converter. */
  readonly full: RegExp | null
}

/** Text of a reversed route that depends on where it is asked: the prefix in force. */
export type DynamicText = () => string

/** One level of a route (its own pattern, or the prefix of an include), compiled. */
export interface Part {
  readonly route: string
  /** Literal text and parameters in order; null where a regular expression was given. */
  readonly pieces: readonly (string | PartParameter)[] | null
  /** The whole part where it is plain text, else null. */
  readonly literal: string | null
  readonly regex: RegExp
  readonly parameters: readonly PartParameter[]
  /** Unnamed groups become parameters '0', '1', … where there are no named ones. */
  readonly positional: boolean
  readonly defaults: Readonly<Record<string, unknown>>
}

/** A level of a route that is reversed: a part, or the prefix in force. */
export type ReversePart =
  | Part
  | (Pick<Part, 'route' | 'regex' | 'defaults'> & { readonly current: DynamicText; readonly pieces?: undefined })

export type Converters = Readonly<Record<string, AnyConverter>>

const escapeRegex = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')

/** Compiles what `path` was given. `last` parts must match to the end, prefixes only at the start. */
export function compileRoute(route: string, last: boolean, defaults: Part['defaults'], converters: Converters): Part {
  const parameters: PartParameter[] = []
  let source = '^'
  const pieces = parseRoute(route).map((piece) => {
    if (typeof piece === 'string') {
      source += escapeRegex(piece)
      return piece
    }
    const converter = Object.hasOwn(converters, piece.converter) ? converters[piece.converter] : undefined
    if (converter === undefined) {
      const suggestion = didYouMean(piece.converter, Object.keys(converters))
      throw httpErrors.UNKNOWN_CONVERTER({ route, name: piece.converter, suggestion })
    }
    const parameter = { name: piece.name, converter, full: new RegExp(`^(?:${converter.pattern})$`) }
    parameters.push(parameter)
    source += `(${unnamed(converter.pattern)})`
    return parameter
  })
  const literal = parameters.length === 0 ? (pieces[0] ?? '') : null
  return {
    route,
    pieces,
    literal: typeof literal === 'string' ? literal : null,
    regex: new RegExp(last ? `${source}$` : source),
    parameters,
    positional: false,
    defaults,
  }
}

/** The part that stands for the chosen prefix where a route is reversed. Requests never meet it: they have a part for each prefix. */
export function prefixPart(name: string, texts: readonly string[], current: DynamicText): ReversePart {
  return { route: `<${name}>/`, regex: new RegExp(`^(?:${texts.map(escapeRegex).join('|')})`), defaults: {}, current }
}

/** Compiles what `rePath` was given. */
export function compileRegex(regex: RegExp, defaults: Part['defaults']): Part {
  const flags = regex.flags.replace(/[gy]/g, '')
  const plain = new RegExp(regex.source, flags)
  const empty = new RegExp(`${regex.source}|`, flags).exec('')!
  const names = Object.keys(empty.groups ?? {})
  const parameters = names.length > 0 ? names : Array.from({ length: empty.length - 1 }, (_, i) => String(i))
  return {
    // A RegExp's source escapes slashes, which no reader wants to see.
    route: regex.source.replaceAll('\\/', '/'),
    pieces: null,
    literal: null,
    regex: plain,
    parameters: parameters.map((name) => ({ name, converter: null, full: null })),
    positional: names.length === 0,
    defaults,
  }
}

/** A pattern whose groups do not count, so that parameters keep their numbers. */
export function unnamed(pattern: string): string {
  let made = ''
  let inClass = false
  for (let i = 0; i < pattern.length; i++) {
    const c = pattern[i]!
    if (c === '\\') {
      made += c + (pattern[++i] ?? '')
      continue
    }
    if (c === '[') inClass = true
    else if (c === ']') inClass = false
    if (c !== '(' || inClass) {
      made += c
      continue
    }
    const rest = pattern.slice(i)
    const named = /^\(\?<[^=!][^>]*>/.exec(rest)
    if (named !== null) {
      made += '(?:'
      i += named[0].length - 1
    } else made += rest.startsWith('(?') ? '(' : '(?:'
  }
  return made
}
