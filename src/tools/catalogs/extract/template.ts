import { NuagesError } from '../../../base/errors/index.ts'
import type { Binding, Engine, Expression, Message, Node, Outline, Reference } from '../../../web/templates/index.ts'
import { type Extraction, type FoundMessage, type SourceComment, translatorComments, unusable } from './found.ts'

/**
 * The messages of a template: those of `{% translate %}`, `{% blocktranslate %}` and of `_("…")` wherever a value may stand,
 * read by the engine with the tags that the project's templates have. `{# Translators: … #}` and
 * `{% comment %}Translators: …{% endcomment %}` just before are for the translators.
 */
export function extractTemplate(source: string, name: string, engine: Engine): Extraction {
  const found = new MessageOutline()
  try {
    engine.fromString(source, name).outline(found)
  } catch (error) {
    if (!(error instanceof NuagesError)) throw error
    const { place, reason } = error.data as { place?: { line: number }; reason?: string }
    return {
      messages: [],
      complaints: [{ line: place?.line ?? null, problem: reason ?? error.message.split('\n')[0]!, fatal: true }],
    }
  }
  const lines = new Lines(source)
  const before = translatorComments(commentsOf(source, lines))
  const messages: FoundMessage[] = []
  const complaints: Extraction['complaints'][number][] = []
  for (const { text, plural, context, position } of found.messages) {
    const line = lines.at(position)
    const problem = unusable(text) ?? (plural === null ? null : unusable(plural))
    if (problem === null)
      messages.push({ context, id: text, plural, line, comments: before.get(line) ?? before.get(line - 1) ?? [] })
    else complaints.push({ line, problem, fatal: false })
  }
  return { messages, complaints }
}

const comment = /\{#([^\n]*?)#\}|\{%[ \t]*comment\b[^\n]*?%\}([\s\S]*?)\{%[ \t]*endcomment[ \t]*%\}/g

function commentsOf(source: string, lines: Lines): readonly SourceComment[] {
  return Array.from(source.matchAll(comment), (match) => ({
    text: match[1] ?? match[2]!,
    firstLine: lines.at(match.index),
    lastLine: lines.at(match.index + match[0].length - 1),
  }))
}

/** Lines by offset; offsets come nearly in order. */
class Lines {
  readonly #starts: number[] = [0]

  constructor(source: string) {
    for (let at = source.indexOf('\n'); at !== -1; at = source.indexOf('\n', at + 1)) this.#starts.push(at + 1)
  }

  at(position: number): number {
    let low = 0
    let high = this.#starts.length
    while (high - low > 1) {
      const middle = (low + high) >> 1
      if (this.#starts[middle]! <= position) low = middle
      else high = middle
    }
    return low + 1
  }
}

/** Gathers messages from everything that a template says of itself. */
class MessageOutline implements Outline {
  readonly messages: Message[] = []
  readonly #known = new Set<string>()

  /** A value that a template tests and then shows is told twice. */
  message(message: Message): void {
    const key = JSON.stringify(message)
    if (!this.#known.has(key)) this.messages.push(message)
    this.#known.add(key)
  }

  /** `_("…")` in a value or in what its filters are given. */
  #expression({ base, filters, position }: Expression): void {
    for (const part of [base, ...filters.map(({ argument }) => argument)])
      if (part?.kind === 'literal' && part.translated)
        this.message({ text: String(part.value), plural: null, context: null, position })
  }

  #bindings(bindings: ReadonlyMap<string, Binding>): void {
    for (const binding of bindings.values()) this.#binding(binding)
  }

  #binding(binding: Binding): void {
    if ('expression' in binding) this.#expression(binding.expression)
    if (binding.kind === 'groups') this.#expression(binding.by)
  }

  text(): void {}
  writes(): void {}
  setsAny(): void {}
  showsPartial(): void {}

  shows(expression: Expression): void {
    this.#expression(expression)
  }

  reads(expression: Expression): void {
    this.#expression(expression)
  }

  tests(expression: Expression): void {
    this.#expression(expression)
  }

  nodes(nodes: readonly Node[]): void {
    for (const node of nodes) node.outline(this)
  }

  branches(branches: readonly (readonly Node[])[]): void {
    for (const nodes of branches) this.nodes(nodes)
  }

  loop(bindings: ReadonlyMap<string, Binding>, nodes: readonly Node[], empty: readonly Node[]): void {
    this.#bindings(bindings)
    this.nodes(nodes)
    this.nodes(empty)
  }

  scoped(bindings: ReadonlyMap<string, Binding>, nodes: readonly Node[]): void {
    this.#bindings(bindings)
    this.nodes(nodes)
  }

  escaping(_on: boolean, nodes: readonly Node[]): void {
    this.nodes(nodes)
  }

  filtered(filters: Expression['filters'], nodes: readonly Node[]): void {
    const position = nodes[0]?.position ?? 0
    this.#expression({ base: { kind: 'literal', value: '', translated: false }, filters, position })
    this.nodes(nodes)
  }

  sets(_name: string, binding: Binding): void {
    this.#binding(binding)
  }

  block(_name: string, nodes: readonly Node[]): void {
    this.nodes(nodes)
  }

  partial(_name: string, nodes: readonly Node[]): void {
    this.nodes(nodes)
  }

  refers({ template, values }: Reference): void {
    if ('base' in template) this.#expression(template)
    this.#bindings(values)
  }

  route(name: Expression, values: readonly Expression[], named: ReadonlyMap<string, Expression>): void {
    for (const each of [name, ...values, ...named.values()]) this.#expression(each)
  }

  file(path: Expression): void {
    this.#expression(path)
  }
}
