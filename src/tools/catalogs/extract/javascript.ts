import {
  type Comment,
  calledName,
  type SyntaxNode as Node,
  nameOf,
  parseJavaScript,
  staticText,
  walk,
} from '../../sources/index.ts'
import { type Extraction, type FoundMessage, type SourceComment, tag, translatorComments, unusable } from './found.ts'

/** Which arguments of a function are the parts of a message. */
interface Signature {
  readonly context: number | null
  readonly id: number
  readonly plural: number | null
}

const plain: Signature = { context: null, id: 0, plural: null }
const counted: Signature = { context: null, id: 0, plural: 1 }
const inContext: Signature = { context: 0, id: 1, plural: null }
const countedInContext: Signature = { context: 0, id: 1, plural: 2 }

/** The functions and methods that mark a text for translation, by name. */
const signatures: ReadonlyMap<string, Signature> = new Map([
  ['gettext', plain],
  ['gettextLazy', plain],
  ['gettextNoop', plain],
  ['ngettext', counted],
  ['ngettextLazy', counted],
  ['ngettextNoop', counted],
  ['pgettext', inContext],
  ['pgettextLazy', inContext],
  ['npgettext', countedInContext],
  ['npgettextLazy', countedInContext],
])

/** What surrounds a node. */
interface Surroundings {
  /** Where the statement or property begins that holds it. */
  readonly line: number
  /** True inside of a function that is called like one of ours: it hands its own argument on. */
  readonly forwards: boolean
}

const whole = 'translators need it whole. Put what changes into it as %(name)s, and replace that in the translation'

/**
 * The messages of a JavaScript source: those of calls of `gettext`, `ngettext`, `pgettext`, `npgettext`, their lazy forms and those that only mark (`gettextNoop`),
 * by these names, as methods (`locale.gettext(…)`) or under the names that the source gives them (`import { gettext as _ }`,
 * `const { gettext: _ } = …`). A message is a text, a template literal without values, or several of them joined by `+`.
 */
export async function extractJavaScript(source: string): Promise<Extraction> {
  const parsed = await parseJavaScript(source)
  if ('problem' in parsed) return { messages: [], complaints: [{ ...parsed, fatal: true }] }
  return new Finder(source, parsed.program, parsed.comments).find()
}

class Finder {
  readonly #program: Node
  readonly #source: string
  readonly #comments: readonly (SourceComment & { readonly end: number })[]
  /** Comments that stand alone on their lines, by the last. */
  readonly #before: ReadonlyMap<number, readonly string[]>
  readonly #messages: (FoundMessage & { readonly start: number })[] = []
  readonly #complaints: Extraction['complaints'][number][] = []
  /** What names of this source mean: a signature, or null for one that is not what it is called. */
  readonly #names = new Map<string, Signature | null>(signatures)

  constructor(source: string, program: Node, comments: readonly Comment[]) {
    this.#source = source
    this.#program = program
    const all = comments.map(({ value, start, end, loc }) => ({
      text: value,
      end,
      firstLine: loc!.start.line,
      lastLine: loc!.end.line,
      alone: this.#standsAlone(start, end),
    }))
    this.#comments = all
    this.#before = translatorComments(all.filter(({ alone }) => alone))
  }

  find(): Extraction {
    walk(this.#program, null, (node) => {
      this.#learn(node)
      return null
    })
    walk<Surroundings>(this.#program, { line: 1, forwards: false }, (node, outer) => {
      const around = surroundings(node, outer)
      if (node.type === 'CallExpression') this.#call(node, around)
      return around
    })
    this.#messages.sort((a, b) => a.start - b.start)
    this.#complaints.sort((a, b) => (a.line ?? 0) - (b.line ?? 0))
    return { messages: this.#messages.map(({ start, ...message }) => message), complaints: this.#complaints }
  }

  #standsAlone(start: number, end: number): boolean {
    const before = this.#source.slice(this.#source.lastIndexOf('\n', start - 1) + 1, start)
    const lineEnd = this.#source.indexOf('\n', end)
    const after = this.#source.slice(end, lineEnd === -1 ? undefined : lineEnd)
    return before.trim() === '' && after.trim() === ''
  }

  /** Other names that the source gives to functions of ours. */
  #learn(node: Node): void {
    if (node.type === 'ImportSpecifier') {
      const local = (node['local'] as Node)['name'] as string
      const imported = nameOf(node['imported'] as Node)
      const signature = signatures.get(imported ?? '')
      if (signature !== undefined) this.#names.set(local, signature)
      else if (signatures.has(local)) this.#names.set(local, null)
    } else if (node.type === 'VariableDeclarator') {
      const id = node['id'] as Node
      if (id.type === 'ObjectPattern') {
        for (const property of id['properties'] as Node[]) {
          const local = property['value'] as Node | undefined
          const signature =
            property.type === 'Property' ? signatures.get(nameOf(property['key'] as Node) ?? '') : undefined
          if (signature !== undefined && local?.type === 'Identifier')
            this.#names.set(local['name'] as string, signature)
        }
      } else if (id.type === 'Identifier' && node['init'] !== null) {
        const signature = signatures.get(calledName(node['init'] as Node)?.name ?? '')
        if (signature !== undefined) this.#names.set(id['name'] as string, signature)
      }
    }
  }

  #call(node: Node, around: Surroundings): void {
    const called = calledName(node['callee'] as Node)
    if (called === null) return
    const signature = called.method ? signatures.get(called.name) : this.#names.get(called.name)
    if (signature === undefined || signature === null) return
    const given = node['arguments'] as Node[]
    const { line } = node.loc!.start
    const part = (index: number | null) => (index === null ? null : staticText(given[index]))
    const [context, id, plural] = [part(signature.context), part(signature.id), part(signature.plural)]
    const isDynamic =
      id === null || (signature.context !== null && context === null) || (signature.plural !== null && plural === null)
    if (isDynamic) {
      if (around.forwards) return
      const what = id === null ? 'message' : plural === null && signature.plural !== null ? 'plural' : 'context'
      this.#complain(line, `the ${what} of ${called.name}() is not written there as a text: ${whole}`)
      return
    }
    const problem = unusable(id) ?? (plural === null ? null : unusable(plural))
    if (problem !== null) {
      this.#complain(line, problem)
      return
    }
    const { start } = node
    this.#messages.push({ context, id, plural, line, start, comments: this.#commentsOf(line, start, around.line) })
  }

  #complain(line: number, problem: string): void {
    this.#complaints.push({ line, problem, fatal: false })
  }

  /** On the same line before the call, alone on the line before it, or before the statement or property that it is in. */
  #commentsOf(line: number, start: number, outerLine: number): readonly string[] {
    const inline = this.#comments.findLast(
      ({ lastLine, end, text }) =>
        lastLine === line &&
        end <= start &&
        text.replace(/^[\s*]*/, '').startsWith(tag) &&
        !/[,;]/.test(this.#source.slice(end, start)),
    )
    if (inline !== undefined) return [...translatorComments([inline]).values()][0]!
    return this.#before.get(line - 1) ?? this.#before.get(outerLine - 1) ?? []
  }
}

function surroundings(node: Node, outer: Surroundings): Surroundings {
  const isUnit = /Statement$|Declaration$|^(?:Property|PropertyDefinition|MethodDefinition)$/.test(node.type)
  if (!isUnit || node.type === 'BlockStatement') return outer
  const named = (node['id'] ?? node['key']) as Node | null | undefined
  const isFunction = node.type === 'FunctionDeclaration' || node.type === 'MethodDefinition' || node.type === 'Property'
  const forwards = outer.forwards || (isFunction && signatures.has(nameOf(named) ?? ''))
  // `export const x = …` begins with `export`.
  const isExported = node.loc!.start.line === outer.line
  return { line: isExported ? outer.line : node.loc!.start.line, forwards }
}
