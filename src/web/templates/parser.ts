import { didYouMean } from '../../base/errors/index.ts'
import { smartSplit } from '../../base/text/index.ts'
import { parseCondition } from './condition.ts'
import { templatesErrors } from './errors.ts'
import { type Expression, type Literal, parseExpression, parseOperand, type Variable } from './expression.ts'
import { belongsToAnother, tagHint } from './hints.ts'
import { type Token, tokenize } from './lexer.ts'
import type { Filter, LibrarySet, TagCompiler } from './library.ts'
import { type Node, OutputNode, TextNode } from './node.ts'
import { type Origin, placeAt, withPlace } from './origin.ts'
import type { BlockNode } from './tags/inheritance.ts'

/** How deeply tags may stand inside each other. */
const deepest = 300

/** Characters of a reason: it quotes from the template, which may be of any size. */
const longestReason = 600

/** How many words a tag may have: far more than anybody writes, and few enough for what is made of them. */
const mostWords = 2000

/** How many steps a variable may have, filters follow each other, and words a condition may have: what no template needs. */
const longest = 500

/** A block tag's opening, as a tag's compiler gets it. */
export interface Tag {
  readonly name: string
  /** All of it, `for x in list`. */
  readonly content: string
  readonly position: number
}

/** `name=value` pairs and plain values that a tag was given, and the name after `as`. */
export interface TagArguments {
  readonly positional: readonly Expression[]
  readonly named: ReadonlyMap<string, Expression>
  readonly as: string | null
}

/** A name that a template uses and that nothing has: kept in the error, so that a check can read on. */
export interface UnknownName {
  readonly kind: 'tag' | 'filter' | 'library'
  readonly name: string
  /** The library that has it, where it only was not loaded. */
  readonly home?: string
}

/** Reads tokens into nodes. One parser reads one template. */
export class Parser {
  readonly origin: Origin
  readonly tags: Map<string, TagCompiler>
  readonly filters: Map<string, Filter>
  readonly libraries: LibrarySet
  /** Every `{% block %}` of this template by name. */
  readonly blocks = new Map<string, BlockNode>()
  /** What tags of one kind keep for those that follow them (the named cycles). */
  readonly memory = new Map<string, unknown>()
  /** True once a tag may set any variable: variables then live in scope objects at run time. */
  dynamic = false
  readonly #tokens: Token[]
  readonly #open: Tag[] = []
  #at = 0
  #unknownFilter: UnknownName | undefined

  constructor(origin: Origin, libraries: LibrarySet) {
    this.origin = origin
    this.libraries = libraries
    this.tags = new Map(libraries.tags)
    this.filters = new Map(libraries.filters)
    this.#tokens = tokenize(origin.source)
  }

  /** Reads to the end, or to one of the block tags in `until`, which is left for `next()`. */
  parse(until: readonly string[] = []): Node[] {
    const nodes: Node[] = []
    while (this.#at < this.#tokens.length) {
      const token = this.#tokens[this.#at]!
      if (token.kind === 'text') {
        this.#at++
        nodes.push(new TextNode(token.content, token.position))
      } else if (token.kind === 'variable') {
        this.#at++
        this.memory.set('begun', true)
        nodes.push(new OutputNode(this.expression(token.content, token.position)))
      } else {
        const name = /^\S*/.exec(token.content)![0]
        if (until.includes(name)) return nodes
        this.#at++
        nodes.push(this.#tag({ name, content: token.content, position: token.position }, until))
      }
    }
    const open = this.#open.at(-1)
    if (open !== undefined && until.length > 0) {
      this.fail(`{% ${open.name} %} is not closed: ${expectation(until)} is missing`, open.position)
    }
    return nodes
  }

  #tag(tag: Tag, until: readonly string[]): Node {
    if (tag.name === '') this.fail('This tag is empty', tag.position)
    const compile = this.tags.get(tag.name)
    if (compile === undefined) this.#unknownTag(tag, until)
    if (this.#open.length >= deepest) this.fail(`Tags are nested more than ${deepest} deep`, tag.position)
    if (tag.name !== 'extends' && tag.name !== 'comment') this.memory.set('begun', true)
    this.#open.push(tag)
    const node = compile(this, tag)
    this.#open.pop()
    return node
  }

  #unknownTag(tag: Tag, until: readonly string[]): never {
    const open = this.#open.at(-1)
    const home = this.libraries.homeOf('tags', tag.name)
    if (home !== undefined) {
      const reason = `The tag '${tag.name}' belongs to the library '${home}': write {% load ${home} %} first`
      this.fail(reason, tag.position, { kind: 'tag', name: tag.name, home })
    }
    if (open !== undefined && (until.length > 0 || tag.name.startsWith('end'))) {
      this.fail(
        `{% ${tag.name} %} stands where ${expectation(until)} of {% ${open.name} %} (line ${
          placeAt(this.origin, open.position).line
        }) is expected${belongsToAnother(tag.name) ? '' : `, or it is no tag${this.#meant(tag.name, until)}`}`,
        tag.position,
        { kind: 'tag', name: tag.name },
      )
    }
    const what = { kind: 'tag', name: tag.name } as const
    if (belongsToAnother(tag.name)) {
      this.fail(`{% ${tag.name} %} stands alone: no tag is open here that it could belong to`, tag.position, what)
    }
    this.fail(`There is no tag '${tag.name}'${this.#meant(tag.name, [])}`, tag.position, what)
  }

  #meant(name: string, until: readonly string[]): string {
    return tagHint(name) || didYouMean(name, [...until, ...this.tags.keys()])
  }

  /** Takes the block tag at which `parse` stopped. */
  next(): Tag {
    const token = this.#tokens[this.#at++]!
    return { name: /^\S*/.exec(token.content)![0], content: token.content, position: token.position }
  }

  /** The texts and variables up to the next block tag, which is left for `next()`: what is translated as one text. */
  pieces(tag: Tag): Token[] {
    const pieces: Token[] = []
    let end = this.origin.source.indexOf('%}', tag.position) + 2
    for (; this.#at < this.#tokens.length; this.#at++) {
      const token = this.#tokens[this.#at]!
      if (token.position !== end) this.fail(`A comment cannot stand inside {% ${tag.name} %}`, end)
      if (token.kind === 'block') return pieces
      pieces.push(token)
      end = token.kind === 'text' ? end + token.content.length : this.origin.source.indexOf('}}', end) + 2
    }
    this.fail(`{% ${tag.name} %} is not closed: {% end${tag.name} %} is missing`, tag.position)
  }

  /** Everything up to `{% end %}`, which is taken, as nodes. */
  body(end: string): Node[] {
    const nodes = this.parse([end])
    this.next()
    return nodes
  }

  /** Leaves out everything up to `{% end %}` without reading it. */
  skip(end: string, tag: Tag): void {
    for (; this.#at < this.#tokens.length; this.#at++) {
      const token = this.#tokens[this.#at]!
      if (token.kind === 'block' && token.content === end) {
        this.#at++
        return
      }
    }
    this.fail(`{% ${tag.name} %} is not closed: {% ${end} %} is missing`, tag.position)
  }

  /** The source between here and `{% end %}`, as text: for verbatim. */
  text(end: string, tag: Tag): TextNode {
    let content = ''
    for (; this.#at < this.#tokens.length; this.#at++) {
      const token = this.#tokens[this.#at]!
      if (token.kind === 'block' && token.content === end) {
        this.#at++
        return new TextNode(content, tag.position)
      }
      content += token.content
    }
    this.fail(`{% ${tag.name} %} is not closed: {% ${end} %} is missing`, tag.position)
  }

  /** A tag's words after its name; quoted text stays together. */
  words(tag: Tag): string[] {
    const words = smartSplit(tag.content).slice(1)
    if (words.length > mostWords) this.fail(`{% ${tag.name} %} has more than ${mostWords} words`, tag.position)
    return words
  }

  expression(text: string, position: number): Expression {
    const found = parseExpression(text, position, (name, hasArgument) => this.#filter(name, hasArgument))
    if ('reason' in found) this.fail(found.reason, this.#placeOf(text, found.at, position), this.#unknownFilter)
    const { base, filters } = found
    if (filters.length > longest || (base.kind === 'variable' && base.path.length > longest)) {
      this.fail(`A value has more than ${longest} steps or filters`, position)
    }
    return found
  }

  /** Where character `at` of a value stands that is part of the tag at `position`. */
  #placeOf(text: string, at: number, position: number): number {
    const { source } = this.origin
    const found = source.indexOf(text, position + 2)
    const end = source.indexOf('\n', position)
    return text === '' || found === -1 || (end !== -1 && found > end) ? position : found + at
  }

  operand(text: string, position: number): Literal | Variable {
    const found = parseOperand(text)
    if ('reason' in found) this.fail(found.reason, position)
    return found
  }

  condition(words: readonly string[], position: number) {
    if (words.length > longest) this.fail(`A condition has more than ${longest} words`, position)
    return parseCondition(
      words,
      (word) => this.expression(word, position),
      (reason) => this.fail(reason, position),
    )
  }

  #filter(name: string, hasArgument: boolean): Filter | string {
    const filter = this.filters.get(name)
    if (filter === undefined) {
      const home = this.libraries.homeOf('filters', name)
      this.#unknownFilter = { kind: 'filter', name, ...(home !== undefined && { home }) }
      return home === undefined
        ? `There is no filter '${name}'${didYouMean(name, this.filters.keys())}`
        : `The filter '${name}' belongs to the library '${home}': write {% load ${home} %} first`
    }
    if (filter.argument === 'required' && !hasArgument) return `The filter '${name}' needs an argument: ${name}:"…"`
    if (filter.argument === 'none' && hasArgument) return `The filter '${name}' takes no argument`
    return filter
  }

  /** Reads `a b key=c as name`, the way of simple tags. */
  arguments(words: readonly string[], position: number, allowAs = true): TagArguments {
    let as: string | null = null
    let list = words
    if (allowAs && words.length >= 2 && words.at(-2) === 'as') {
      as = words.at(-1)!
      list = words.slice(0, -2)
    }
    const positional: Expression[] = []
    const named = new Map<string, Expression>()
    for (const word of list) {
      const pair = /^([\p{L}\p{N}_]+)=(.+)$/su.exec(word)
      if (pair !== null) {
        if (named.has(pair[1]!)) this.fail(`'${pair[1]}' is given twice`, position)
        named.set(pair[1]!, this.expression(pair[2]!, position))
      } else if (named.size > 0) this.fail(`'${word}' stands after a named value: plain values come first`, position)
      else positional.push(this.expression(word, position))
    }
    return { positional, named, as }
  }

  /** Throws `NUAGES_TEMPLATES_SYNTAX`. */
  fail(why: string, position: number, unknown?: UnknownName): never {
    const place = placeAt(this.origin, position)
    const reason = why.length > longestReason ? `${why.slice(0, longestReason)}…` : why
    throw withPlace(templatesErrors.SYNTAX({ reason, place, ...(unknown && { unknown }) }), this.origin, position)
  }
}

function expectation(until: readonly string[]): string {
  return until.map((name) => `{% ${name} %}`).join(' or ') || 'the end'
}
