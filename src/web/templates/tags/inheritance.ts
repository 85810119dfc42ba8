import { posix } from 'node:path'
import type { Expression } from '../expression.ts'
import type { Generator } from '../generator.ts'
import type { TagCompiler } from '../library.ts'
import type { Node } from '../node.ts'
import type { Outline } from '../outline.ts'
import type { Parser, Tag } from '../parser.ts'

/** `{% block name %}`: its nodes become a function of their own, so that a template below can put another in its place. */
export class BlockNode implements Node {
  readonly name: string
  readonly position: number
  nodes: readonly Node[] = []

  constructor(name: string, position: number) {
    this.name = name
    this.position = position
  }

  emit(to: Generator): void {
    to.at(this.position)
    to.line(`o += ${to.await}h_block(${to.scope()}, f, ${JSON.stringify(this.name)}, ${to.autoescape});`)
  }

  emitBody(to: Generator): void {
    to.nodes(this.nodes)
  }

  outline(to: Outline): void {
    to.block(this.name, this.nodes, this.position)
  }
}

export const block: TagCompiler = (parser: Parser, tag: Tag) => {
  const words = parser.words(tag)
  const name = words[0]
  if (name === undefined || words.length > 1) parser.fail('{% block %} takes one name', tag.position)
  if (parser.blocks.has(name)) parser.fail(`There is a second block '${name}' in this template`, tag.position)
  const node = new BlockNode(name, tag.position)
  parser.blocks.set(name, node)
  node.nodes = parser.parse(['endblock'])
  const end = parser.next()
  const closes = parser.words(end)
  if (closes.length > 0 && (closes.length > 1 || closes[0] !== name)) {
    parser.fail(`{% ${end.content} %} stands where {% endblock ${name} %} is expected`, end.position)
  }
  return node
}

/** `{% extends %}`: the rest of the template gives blocks only. */
export class ExtendsNode implements Node {
  readonly parent: Expression
  readonly position: number
  /** Everything after the tag. Only the blocks in it are ever shown. */
  readonly rest: readonly Node[]

  constructor(parent: Expression, position: number, rest: readonly Node[]) {
    this.parent = parent
    this.position = position
    this.rest = rest
  }

  /** The parent's name where it is written out, else null. */
  get name(): string | null {
    const { base, filters } = this.parent
    return base.kind === 'literal' && filters.length === 0 ? String(base.value) : null
  }

  emit(): void {}

  outline(to: Outline): void {
    const { parent: template, position } = this
    to.refers({ kind: 'extends', template, values: new Map(), isolated: false, position })
    to.nodes(this.rest)
  }

  /** Writes the function that says which template is extended. */
  emitParent(to: Generator): void {
    to.at(this.position)
    to.line(`return ${to.settled(to.value(this.parent, 'value', true))};`)
  }
}

export const extendsTag: TagCompiler = (parser: Parser, tag: Tag) => {
  const words = parser.words(tag)
  if (words.length !== 1) parser.fail('{% extends %} takes one template', tag.position)
  if (parser.memory.has('begun')) parser.fail('{% extends %} must be the first tag of the template', tag.position)
  parser.memory.set('begun', true)
  const parent = parser.expression(relativeName(parser, words[0]!, tag), tag.position)
  const rest = parser.parse()
  if (rest.some((each) => each instanceof ExtendsNode)) parser.fail('A template extends one other only', tag.position)
  return new ExtendsNode(parent, tag.position, rest)
}

/** A quoted name that begins with `./` or `../`, made relative to the root: it is meant from this template's directory. */
export function relativeName(parser: Parser, word: string, tag: Tag): string {
  const quote = word[0]!
  if ((quote !== '"' && quote !== "'") || word.at(-1) !== quote) return word
  const name = word.slice(1, -1)
  if (!name.startsWith('./') && !name.startsWith('../')) return word
  const found = posix.normalize(posix.join(posix.dirname(parser.origin.name), name))
  if (found.startsWith('../')) {
    parser.fail(`'${name}' leads out of the template directory: this template is '${parser.origin.name}'`, tag.position)
  }
  if (found === parser.origin.name && tag.name === 'extends') {
    parser.fail(`'${name}' is this template itself`, tag.position)
  }
  return quote + found + quote
}
