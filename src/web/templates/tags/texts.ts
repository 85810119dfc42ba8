import { removeSpacesBetweenTags } from '../../../base/text/index.ts'
import type { AppliedFilter, Expression } from '../expression.ts'
import type { Generator } from '../generator.ts'
import type { TagCompiler } from '../library.ts'
import { type Node, TextNode } from '../node.ts'
import type { Outline } from '../outline.ts'
import type { Parser, Tag } from '../parser.ts'
import { numberOf } from '../runtime/values.ts'

export const comment: TagCompiler = (parser: Parser, tag: Tag) => {
  parser.skip('endcomment', tag)
  return new TextNode('', tag.position)
}

export const verbatim: TagCompiler = (parser: Parser, tag: Tag) => parser.text(`end${tag.content}`, tag)

class AutoescapeNode implements Node {
  readonly on: boolean
  readonly nodes: readonly Node[]
  readonly position: number

  constructor(on: boolean, nodes: readonly Node[], position: number) {
    this.on = on
    this.nodes = nodes
    this.position = position
  }

  emit(to: Generator): void {
    const before = to.autoescape
    to.autoescape = this.on
    to.nodes(this.nodes)
    to.autoescape = before
  }

  outline(to: Outline): void {
    to.escaping(this.on, this.nodes)
  }
}

export const autoescape: TagCompiler = (parser: Parser, tag: Tag) => {
  const words = parser.words(tag)
  if (words.length !== 1 || (words[0] !== 'on' && words[0] !== 'off')) {
    parser.fail("{% autoescape %} takes 'on' or 'off'", tag.position)
  }
  return new AutoescapeNode(words[0] === 'on', parser.body('endautoescape'), tag.position)
}

/** A tag that changes the text of its nodes. */
class CapturingNode implements Node {
  readonly nodes: readonly Node[]
  readonly position: number
  readonly change: (to: Generator, text: string) => void
  readonly filters: readonly AppliedFilter[]

  constructor(
    nodes: readonly Node[],
    position: number,
    change: (to: Generator, text: string) => void,
    filters: readonly AppliedFilter[] = [],
  ) {
    this.nodes = nodes
    this.position = position
    this.change = change
    this.filters = filters
  }

  emit(to: Generator): void {
    to.line('{')
    const text = to.captured(() => to.nodes(this.nodes))
    to.at(this.position)
    this.change(to, text)
    to.line('}')
    to.forget()
  }

  outline(to: Outline): void {
    if (this.filters.length > 0) to.filtered(this.filters, this.nodes)
    else to.nodes(this.nodes)
  }
}

export const spaceless: TagCompiler = (parser: Parser, tag: Tag) =>
  new CapturingNode(parser.body('endspaceless'), tag.position, (to, text) => {
    to.line(`o += ${to.constant(removeSpacesBetweenTags)}(${text}.trim());`)
  })

/** The variable under which `{% filter %}` gives its text to the filters. No template can write it. */
const filtered = 'filter body'

export const filterTag: TagCompiler = (parser: Parser, tag: Tag) => {
  const chain = tag.content.slice('filter'.length).trim()
  if (chain === '') parser.fail('{% filter %} needs a filter', tag.position)
  const { filters } = parser.expression(`x|${chain}`, tag.position)
  for (const { name } of filters) {
    if (name === 'escape' || name === 'safe') {
      parser.fail(`{% filter ${name} %} is not possible: use {% autoescape %}`, tag.position)
    }
  }
  const base = { kind: 'variable', name: filtered, path: [filtered] } as const
  const expression: Expression = { base, filters, position: tag.position }
  const change = (to: Generator, text: string) => {
    to.withValues([[filtered, `h_markSafe(${text})`]], () => {
      const t = to.temporary()
      to.line(`o += typeof (${t} = ${to.value(expression, 'value')}) === 'string' ? ${t} : h_out(${t}, f.r.off);`)
    })
  }
  return new CapturingNode(parser.body('endfilter'), tag.position, change, filters)
}

const pieces: Readonly<Record<string, string>> = {
  openblock: '{%',
  closeblock: '%}',
  openvariable: '{{',
  closevariable: '}}',
  openbrace: '{',
  closebrace: '}',
  opencomment: '{#',
  closecomment: '#}',
}

export const templatetag: TagCompiler = (parser: Parser, tag: Tag) => {
  const words = parser.words(tag)
  if (words.length !== 1 || !Object.hasOwn(pieces, words[0]!)) {
    parser.fail(`{% templatetag %} takes one of ${Object.keys(pieces).join(', ')}`, tag.position)
  }
  return new TextNode(pieces[words[0]!]!, tag.position)
}

const latin = (
  'lorem ipsum dolor sit amet consectetur adipisicing elit sed do eiusmod tempor incididunt ut labore et dolore magna ' +
  'aliqua enim ad minim veniam quis nostrud exercitation ullamco laboris nisi aliquip ex ea commodo consequat duis aute ' +
  'irure in reprehenderit voluptate velit esse cillum fugiat nulla pariatur excepteur sint occaecat cupidatat non proident ' +
  'sunt culpa qui officia deserunt mollit anim id est laborum'
).split(' ')

const opening =
  'Lorem ipsum dolor sit amet, consectetur adipisicing elit, sed do eiusmod tempor incididunt ut labore et dolore magna ' +
  'aliqua. Ut enim ad minim veniam, quis nostrud exercitation ullamco laboris nisi ut aliquip ex ea commodo consequat. ' +
  'Duis aute irure dolor in reprehenderit in voluptate velit esse cillum dolore eu fugiat nulla pariatur. Excepteur sint ' +
  'occaecat cupidatat non proident, sunt culpa qui officia deserunt mollit anim id est laborum.'

/** `count` words or paragraphs of Latin filler. */
function loremIpsum(count: number, method: 'w' | 'p' | 'b', random: boolean): string {
  const word = () => latin[Math.floor(Math.random() * latin.length)]!
  if (method === 'w') {
    return Array.from({ length: count }, (_, i) => (random ? word() : latin[i % latin.length]!)).join(' ')
  }
  const sentence = () => {
    const words = Array.from({ length: 6 + Math.floor(Math.random() * 8) }, word).join(' ')
    return `${words[0]!.toUpperCase()}${words.slice(1)}.`
  }
  const paragraphs = Array.from({ length: count }, (_, i) =>
    i === 0 && !random ? opening : Array.from({ length: 3 + Math.floor(Math.random() * 3) }, sentence).join(' '),
  )
  return method === 'p' ? paragraphs.map((text) => `<p>${text}</p>`).join('\n\n') : paragraphs.join('\n\n')
}

/** More than this many words or paragraphs are a slip, or somebody else's number. */
const mostLorem = 10_000

/** A count as a template gives it: 1 where it is no number. */
function countOf(value: unknown): number {
  const count = Math.trunc(numberOf(value))
  return Number.isNaN(count) ? 1 : Math.max(0, Math.min(count, mostLorem))
}

class LoremNode implements Node {
  readonly count: Expression
  readonly method: 'w' | 'p' | 'b'
  readonly random: boolean
  readonly position: number

  constructor(count: Expression, method: 'w' | 'p' | 'b', random: boolean, position: number) {
    this.count = count
    this.method = method
    this.random = random
    this.position = position
  }

  emit(to: Generator): void {
    to.at(this.position)
    const count = to.settled(to.value(this.count, 'null', true))
    const limited = `${to.constant(countOf)}(${count})`
    to.line(`o += ${to.constant(loremIpsum)}(${limited}, ${JSON.stringify(this.method)}, ${this.random});`)
  }

  outline(to: Outline): void {
    to.reads(this.count)
    to.writes('html', this.position)
  }
}

export const lorem: TagCompiler = (parser: Parser, tag: Tag) => {
  const words = parser.words(tag)
  const random = words.at(-1) === 'random'
  if (random) words.pop()
  const last = words.at(-1)
  const method = last === 'w' || last === 'p' || last === 'b' ? last : 'b'
  if (last === method) words.pop()
  if (words.length > 1) parser.fail('{% lorem %} takes a number, w, p or b, and random', tag.position)
  return new LoremNode(parser.expression(words[0] ?? '1', tag.position), method, random, tag.position)
}

class DebugNode implements Node {
  readonly position: number

  constructor(position: number) {
    this.position = position
  }

  emit(to: Generator): void {
    to.line(`o += h_debug(${to.scope()}, f, ${to.environment});`)
  }

  outline(to: Outline): void {
    to.writes('text', this.position)
  }
}

export const debug: TagCompiler = (_parser, tag) => new DebugNode(tag.position)
