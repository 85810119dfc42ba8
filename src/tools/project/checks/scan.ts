/** A call of `render`, `renderStream` or `stream` with a name that is written out. Offsets are those of the source. */
export interface RenderCall {
  readonly template: string
  /** Where the type in `<Context>` stands, the first where there are several; null where the call has none. */
  readonly type: readonly [start: number, end: number] | null
  readonly context: readonly [start: number, end: number]
}

/** What a module says of templates. */
export interface ScannedModule {
  readonly calls: readonly RenderCall[]
  /** The templates to which `interface TemplateContexts` gives a context. */
  readonly registered: readonly string[]
  /** Whether it adds to interfaces of other modules. */
  readonly augments: boolean
  /** Whether it says what context processors add. */
  readonly shares: boolean
}

/** Words after which a `/` begins a regular expression. */
const beforeRegex = /(?:^|[^\p{L}\p{N}_$.])(?:return|typeof|case|in|of|delete|void|throw|new|do|else|await|yield)$/u

/**
 * The source with the insides of comments, strings and regular expressions replaced by spaces, so that brackets and names
 * that remain are code. Every offset stays.
 */
export function masked(source: string): string {
  const out = source.split('')
  const blank = (from: number, to: number) => {
    for (let i = from; i < to; i++) if (out[i] !== '\n') out[i] = ' '
  }
  /** For each template literal that is open: how many braces of its `${…}` are. */
  const literals: number[] = []
  let at = 0
  let codeFrom = 0
  const isRegex = () => {
    const before = source.slice(Math.max(codeFrom, at - 40), at).trimEnd()
    const last = before.at(-1)
    return last === undefined || !/[\p{L}\p{N}_$)\]}"'`]/u.test(last) || beforeRegex.test(before)
  }
  const endOfQuoted = (quote: string, from: number) => {
    let i = from
    while (i < source.length && source[i] !== quote && source[i] !== '\n') i += source[i] === '\\' ? 2 : 1
    return Math.min(i, source.length)
  }
  const literal = (from: number) => {
    let i = from
    while (i < source.length && source[i] !== '`' && !(source[i] === '$' && source[i + 1] === '{')) {
      i += source[i] === '\\' ? 2 : 1
    }
    blank(from, Math.min(i, source.length))
    if (source[i] === '$') {
      literals.push(0)
      return i + 2
    }
    return i + 1
  }
  while (at < source.length) {
    const character = source[at]!
    if (character === '/' && source[at + 1] === '/') {
      const end = source.indexOf('\n', at)
      blank(at, end === -1 ? source.length : end)
      at = end === -1 ? source.length : end
    } else if (character === '/' && source[at + 1] === '*') {
      const end = source.indexOf('*/', at + 2)
      const to = end === -1 ? source.length : end + 2
      blank(at, to)
      at = to
    } else if (character === '"' || character === "'") {
      const end = endOfQuoted(character, at + 1)
      blank(at + 1, end)
      at = end + 1
    } else if (character === '`') at = literal(at + 1)
    else if (character === '/' && isRegex()) {
      let i = at + 1
      for (let inClass = false; i < source.length && source[i] !== '\n' && (inClass || source[i] !== '/'); ) {
        if (source[i] === '[') inClass = true
        else if (source[i] === ']') inClass = false
        i += source[i] === '\\' ? 2 : 1
      }
      blank(at + 1, Math.min(i, source.length))
      at = i + 1
    } else if (literals.length > 0 && character === '{') {
      literals[literals.length - 1]!++
      at++
    } else if (literals.length > 0 && character === '}') {
      if (literals.at(-1) === 0) {
        literals.pop()
        at = literal(at + 1)
      } else {
        literals[literals.length - 1]!--
        at++
      }
    } else at++
    if (character === ';') codeFrom = at
  }
  return out.join('')
}

const opening = '([{'
const closing = ')]}'

/** The offsets of the parts between commas, from after an opening bracket to the closing one. Null where none closes. */
function parts(
  mask: string,
  from: number,
): { readonly parts: readonly [number, number][]; readonly end: number } | null {
  const found: [number, number][] = []
  let depth = 0
  let start = from
  for (let at = from; at < mask.length; at++) {
    const character = mask[at]!
    if (opening.includes(character)) depth++
    else if (closing.includes(character)) {
      if (depth === 0) {
        if (mask.slice(start, at).trim() !== '') found.push([start, at])
        return { parts: found, end: at }
      }
      depth--
    } else if (character === ',' && depth === 0) {
      found.push([start, at])
      start = at + 1
    }
  }
  return null
}

/** Where the first type of `<…>` ends, and where `>` stands; null where that is no list of types. */
function endOfTypes(mask: string, from: number): { readonly first: number; readonly end: number } | null {
  let depth = 0
  let first = -1
  const brackets: string[] = []
  for (let at = from; at < mask.length; at++) {
    const character = mask[at]!
    if (character === '<') depth++
    else if (character === '>' && mask[at - 1] !== '=') {
      if (--depth === 0) return brackets.length === 0 ? { first: first === -1 ? at : first, end: at } : null
    } else if (character === ',' && depth === 1 && brackets.length === 0 && first === -1) first = at
    else if (opening.includes(character)) brackets.push(character)
    else if (closing.includes(character)) {
      if (brackets.pop() !== opening[closing.indexOf(character)]) return null
    } else if (character === ';' && brackets.length === 0) return null
  }
  return null
}

const quoted = /^\s*(?:'([^'\\\n]*)'|"([^"\\\n]*)"|`([^`\\$]*)`)\s*$/

/** Reads a module's source. It is not parsed: what looks like a call of `render`, `renderStream` or `stream` is taken for one. */
export function scanModule(source: string): ScannedModule {
  const none = { calls: [], registered: [], augments: false, shares: false }
  if (!/\b(?:render(?:Stream)?|stream)\b|\bdeclare\s+(?:module|global)\b/.test(source)) return none
  const mask = masked(source)
  const calls: RenderCall[] = []
  for (const match of mask.matchAll(/(?<![\p{L}\p{N}_$])(?:render(?:Stream)?|stream)\s*(?=[<(])/gu)) {
    let at = match.index + match[0].length
    let type: RenderCall['type'] = null
    if (mask[at] === '<') {
      const types = endOfTypes(mask, at)
      if (types === null || mask[types.end + 1] !== '(') continue
      type = trimmed(mask, [at + 1, types.first])
      at = types.end + 1
    }
    const given = parts(mask, at + 1)
    if (given === null) continue
    const name = given.parts.slice(0, 2).findIndex(([start, end]) => quoted.test(source.slice(start, end)))
    const context = given.parts[name + 1]
    if (name === -1 || context === undefined) continue
    const [, a, b, c] = quoted.exec(source.slice(...given.parts[name]!))!
    calls.push({ template: (a ?? b ?? c)!, type, context: trimmed(mask, context) })
  }
  return {
    calls,
    registered: registeredIn(source, mask),
    augments: /\bdeclare\s+(?:module|global)\b/.test(mask),
    shares: /\binterface\s+SharedContext\b/.test(mask),
  }
}

function trimmed(mask: string, [start, end]: readonly [number, number]): [number, number] {
  const text = mask.slice(start, end)
  return [start + text.length - text.trimStart().length, end - (text.length - text.trimEnd().length)]
}

function registeredIn(source: string, mask: string): readonly string[] {
  const names: string[] = []
  for (const match of mask.matchAll(/\binterface\s+TemplateContexts\s*\{/g)) {
    let depth = 0
    for (let at = match.index + match[0].length; at < mask.length; at++) {
      const character = mask[at]!
      if (opening.includes(character)) depth++
      else if (closing.includes(character) && --depth < 0) break
      else if (depth === 0 && (character === "'" || character === '"')) {
        const end = mask.indexOf(character, at + 1)
        if (end === -1) break
        if (/^\s*\??\s*:/.test(mask.slice(end + 1))) names.push(source.slice(at + 1, end))
        at = end
      }
    }
  }
  return names
}
