import { SafeString } from '../../../base/text/index.ts'
import type { Expression } from '../expression.ts'
import type { Generator } from '../generator.ts'
import type { TagCompiler } from '../library.ts'
import type { Node } from '../node.ts'
import type { Outline } from '../outline.ts'
import type { Parser, Tag, TagArguments } from '../parser.ts'
import type { Render } from '../runtime/render.ts'
import { TagContext } from './context.ts'

/**
 * A tag's function: gets the values that the tag was given, in order, then an object of the `name=value` ones if there
 * are any. With `takesContext` the context comes first.
 */
export type TagFunction = (...values: never[]) => unknown

/** How a tag is called. */
export interface TagOptions {
  /** Pass a `TagContext` as the first value. */
  readonly takesContext?: boolean
}

/** JavaScript for the call of a tag's function. */
function tagCall(
  to: Generator,
  work: TagFunction,
  given: TagArguments,
  options: TagOptions,
  before: readonly string[] = [],
): string {
  const values: string[] = []
  values.push(...before)
  const value = (each: Expression) => to.settled(to.value(each, 'value', true))
  values.push(...given.positional.map(value))
  if (given.named.size > 0) {
    values.push(
      `{${Array.from(given.named, ([name, each]) => `[${JSON.stringify(name)}]: ${value(each)}`).join(', ')}}`,
    )
  }
  const context = options.takesContext ? `new ${to.constant(TagContext)}(${to.scope()}, f, ${to.autoescape})` : 'null'
  return to.settled(`h_callTag(${to.constant(work)}, [${values.join(', ')}], f, ${context})`)
}

/** What every tag over a function says: its values are read, and with the context it may set any variable. */
function outlineCall(to: Outline, given: TagArguments, options: TagOptions): void {
  for (const each of given.positional) to.reads(each)
  for (const each of given.named.values()) to.reads(each)
  if (options.takesContext) to.setsAny()
}

class SimpleNode implements Node {
  readonly work: TagFunction
  readonly given: TagArguments
  readonly options: TagOptions
  readonly position: number

  constructor(work: TagFunction, given: TagArguments, options: TagOptions, position: number) {
    this.work = work
    this.given = given
    this.options = options
    this.position = position
  }

  emit(to: Generator): void {
    to.at(this.position)
    const code = tagCall(to, this.work, this.given, this.options)
    if (this.given.as === null) to.write(code)
    else to.set(this.given.as, code)
  }

  outline(to: Outline): void {
    outlineCall(to, this.given, this.options)
    if (this.given.as === null) to.writes('text', this.position)
    else to.sets(this.given.as, { kind: 'unknown' })
  }
}

/**
 * `{% name a b key=c %}` prints what the function gives (escaped, unless it is a `SafeString`); `{% name … as variable %}`
 * keeps it. Semantics: https://docs.djangoproject.com/en/stable/howto/custom-template-tags/#simple-tags
 */
export function simpleTag(work: TagFunction, options: TagOptions = {}): TagCompiler {
  return (parser, tag) => {
    if (options.takesContext) parser.dynamic = true
    return new SimpleNode(work, parser.arguments(parser.words(tag), tag.position), options, tag.position)
  }
}

class InclusionNode implements Node {
  readonly template: string | readonly string[]
  readonly work: TagFunction
  readonly given: TagArguments
  readonly options: TagOptions
  readonly position: number

  constructor(
    template: string | readonly string[],
    work: TagFunction,
    given: TagArguments,
    options: TagOptions,
    position: number,
  ) {
    this.template = template
    this.work = work
    this.given = given
    this.options = options
    this.position = position
  }

  emit(to: Generator): void {
    to.at(this.position)
    const values = tagCall(to, this.work, this.given, this.options)
    const scope = `{csrf_token: ${to.context}.csrf_token, ...${values}}`
    const name = to.variant.asynchronous ? 'includeAsync' : 'include'
    to.line(`o += ${to.await}h_${name}(${to.constant(this.template)}, ${scope}, f, ${to.autoescape}, k0);`)
  }

  outline(to: Outline): void {
    outlineCall(to, this.given, this.options)
    const template = typeof this.template === 'string' ? [this.template] : this.template
    to.refers({ kind: 'call', template, values: new Map(), isolated: true, position: this.position })
  }
}

/** A tag that renders another template with the variables that its function gives (and the CSRF token). */
export function inclusionTag(
  template: string | readonly string[],
  work: TagFunction,
  options: TagOptions = {},
): TagCompiler {
  return (parser, tag) => {
    if (options.takesContext) parser.dynamic = true
    const given = parser.arguments(parser.words(tag), tag.position, false)
    return new InclusionNode(template, work, given, options, tag.position)
  }
}

/** How a block tag is called. */
export interface BlockTagOptions extends TagOptions {
  /**
   * Pass a function that renders the content and gives a promise of it, instead of the content: for tags that render it
   * not at all or more than once. One that it does not wait for is waited for when it has ended. Templates with such a tag are always rendered asynchronously.
   */
  readonly lazy?: boolean
}

/**
 * The content of a lazy tag. A rendering is one thing after the other: where a tag asks for its content twice at once the second
 * waits for the first, and the page goes on when what was asked for is there, whether the tag waited for it or not.
 */
class LazyContent {
  #last: Promise<unknown> = Promise.resolve()
  readonly render: () => Promise<SafeString>

  constructor(render: Render, write: () => Promise<string>) {
    this.render = () => {
      const text = this.#last.then(async () => new SafeString(await render.part(write)))
      this.#last = text.catch(() => {})
      return text
    }
  }

  async ended(): Promise<void> {
    for (let seen: unknown = null; seen !== this.#last; ) {
      seen = this.#last
      await seen
    }
  }
}

class CustomBlockNode implements Node {
  readonly work: TagFunction
  readonly given: TagArguments
  readonly options: BlockTagOptions
  readonly nodes: readonly Node[]
  readonly position: number

  constructor(
    work: TagFunction,
    given: TagArguments,
    options: BlockTagOptions,
    nodes: readonly Node[],
    position: number,
  ) {
    this.work = work
    this.given = given
    this.options = options
    this.nodes = nodes
    this.position = position
  }

  emit(to: Generator): void {
    to.at(this.position)
    if (this.options.lazy && !to.variant.asynchronous) {
      to.line('throw h_bail;')
      return
    }
    const result = to.name('y')
    to.line(`let ${result};`)
    to.line('{')
    if (this.options.lazy) {
      const [body, content] = [to.name('x'), to.name('x')]
      to.line(`const ${body} = async () => { let o = '';`)
      to.forget()
      to.scoped({}, () => to.nodes(this.nodes))
      to.line(`return o };\nconst ${content} = new ${to.constant(LazyContent)}(f.r, ${body});`)
      to.line('try {')
      to.forget()
      this.#call(to, result, `${content}.render`)
      to.line(`} finally { await ${content}.ended() }`)
    } else this.#call(to, result, `h_markSafe(${to.captured(() => to.scoped({}, () => to.nodes(this.nodes)))})`)
    to.line('}')
    to.forget()
    if (this.given.as === null) to.write(result)
    else to.set(this.given.as, result)
  }

  #call(to: Generator, result: string, content: string): void {
    to.at(this.position)
    to.line(`${result} = ${tagCall(to, this.work, this.given, this.options, [content])};`)
  }

  outline(to: Outline): void {
    outlineCall(to, this.given, this.options)
    to.scoped(new Map(), this.nodes)
    if (this.given.as !== null) to.sets(this.given.as, { kind: 'unknown' })
  }
}

/**
 * A tag with an end: `{% name a %}…{% endname %}`. Its function gets the rendered content as a `SafeString`, then the
 * tag's values. Semantics: Django's simple block tags.
 */
export function blockTag(work: TagFunction, options: BlockTagOptions = {}): TagCompiler {
  return (parser: Parser, tag: Tag) => {
    if (options.takesContext) parser.dynamic = true
    const given = parser.arguments(parser.words(tag), tag.position)
    const nodes = parser.body(`end${tag.name}`)
    return new CustomBlockNode(work, given, options, nodes, tag.position)
  }
}
