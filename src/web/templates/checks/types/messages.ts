import { locate, type TemplateFinding } from '../finding.ts'
import type { Meaning } from './writer.ts'

/** One message of the compiler. */
export interface Diagnostic {
  readonly file: string
  /** From 1. */
  readonly line: number
  readonly code: number
  readonly text: string
}

const form = /^(?<file>.+?)\((?<line>\d+),\d+\): error TS(?<code>\d+): (?<text>.*)$/

/** The messages in what `tsc --pretty false` prints. Lines that go on with a message are left out. */
export function parseDiagnostics(output: string): {
  readonly located: readonly Diagnostic[]
  readonly other: readonly string[]
} {
  const located: Diagnostic[] = []
  const other: string[] = []
  for (const line of output.split(/\r?\n/)) {
    const groups = form.exec(line)?.groups
    if (groups !== undefined) {
      located.push({
        file: groups['file']!,
        line: Number(groups['line']),
        code: Number(groups['code']),
        text: groups['text']!,
      })
    } else if (/^error TS\d+: /.test(line)) other.push(line)
  }
  return { located, other }
}

/** How much of a type's text a message shows. */
const longestType = 60

/** The parts of a type's text between ` & ` outside of brackets. */
function partsOf(type: string): readonly string[] {
  const parts: string[] = []
  let depth = 0
  let start = 0
  for (let at = 0; at < type.length; at++) {
    if ('<({['.includes(type[at]!)) depth++
    else if ('>)}]'.includes(type[at]!) && type[at - 1] !== '=') depth--
    else if (depth === 0 && type.startsWith(' & ', at)) {
      parts.push(type.slice(start, at))
      start = at + 3
    }
  }
  return [...parts, type.slice(start)]
}

/** A type as people call it: `Article` for `Article & Keys<Article> & …`. */
function shortened(type: string): string {
  const parts = partsOf(type)
  const row = /^(?:Row|Ref)<([\p{L}_$][\p{L}\p{N}_$]*)>$/u.exec(type)
  if (row !== null) return row[1]!
  const shown = parts.find((part) => /^[\p{L}_$][\p{L}\p{N}_$.]*$/u.test(part)) ?? (parts.length > 1 ? parts[0]! : type)
  if (shown.length <= longestType) return shown
  const name = /^[\p{L}_$][\p{L}\p{N}_$.]*(?=<)/u.exec(shown)?.[0]
  return name === undefined ? `${shown.slice(0, longestType - 1)}…` : `${name}<…>`
}

/** Helper types of the prelude that remain where a context's type is a parameter of a generic function. */
const undecided = / type '(?:Named|Holder|Having|Seen|Each|Item|Part)</

/** What a message of the compiler says of the template, or null where it says nothing of it. */
export function findingFor({ code, text }: Diagnostic, meaning: Meaning): TemplateFinding | null {
  if (undecided.test(text)) return null
  const { kind, name, written, origin, rendered } = meaning
  const position = locate(origin, meaning.position, written)
  const shown = rendered === origin.name ? '' : ` (as '${rendered}' shows this template)`
  const suggestion = /Did you mean (?:to access the static member )?'(.+?)'\?/.exec(text)?.[1]
  const end = suggestion === undefined ? `${shown}.` : `${shown}; did you mean '${suggestion}'?`
  const made = (id: TemplateFinding['id'], message: string): TemplateFinding => ({ id, message, origin, position })
  switch (kind) {
    case 'name':
      if (!missing.has(code)) return null
      return made('templates.E011', `There is no '${name}' in the context of '${rendered}'${end}`)
    case 'step': {
      const at = position + written.length - name.length
      const step = (id: TemplateFinding['id'], message: string) => ({ ...made(id, message), position: at })
      if (code === 2554) {
        const relation = written.slice(0, -name.length - 1)
        return step('templates.E012', `'${relation}' is not loaded, so it has no '${name}'${shown}.`)
      }
      if (code === 2341 || code === 2445) return step('templates.E010', `'${name}' is not public on its class${shown}.`)
      if (!missing.has(code)) return null
      const type = /(?:on|index) type '(.+?)'\.(?: |$)/.exec(text)?.[1]
      return step('templates.E010', `There is no '${name}' on ${type === undefined ? written : shortened(type)}${end}`)
    }
    case 'call': {
      if (code !== 2554) return null
      const message = `'${written}' is a function that needs arguments, and a template gives none${shown}.`
      return made('templates.E013', message)
    }
    default:
      return code === 2554 ? made('templates.E014', `{% for %} cannot go through '${written}'${shown}.`) : null
  }
}

/** TypeScript's codes for a property that is not there. */
const missing: ReadonlySet<number> = new Set([2339, 2551, 2550, 2570, 2576, 2568, 7053])
