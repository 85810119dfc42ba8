import type { ReadableStream } from 'node:stream/web'
import { renderedTemplates, renderings } from '../../base/events/index.ts'
import type { Engine } from './engine.ts'
import { templatesErrors } from './errors.ts'
import { Generator } from './generator.ts'
import { type Node, TextNode } from './node.ts'
import { addPlace, endTrace, type Origin, placeAt, withPlace } from './origin.ts'
import type { Outline } from './outline.ts'
import { Parser } from './parser.ts'
import { helpers } from './runtime/helpers.ts'
import { encoded, Output } from './runtime/output.ts'
import { bail, Frame, Render, type Scope } from './runtime/render.ts'
import { type BlockNode, ExtendsNode } from './tags/inheritance.ts'
import { type PartialDefinition, partialsOf } from './tags/partials.ts'

type Main = (scope: Scope, frame: Frame) => string | Promise<string>
type BlockFunction = (scope: Scope, frame: Frame, at: number) => string | Promise<string>

/** A synchronous rendering, an asynchronous one, or one that is streamed. */
export type Mode = 'now' | 'later' | 'streamed'

const modes: readonly Mode[] = ['now', 'later', 'streamed']

/** A template's functions in one variant. */
interface Unit {
  readonly main: Main
  /** Gives the template to extend: written only where there is `{% extends %}`. */
  readonly parent: Main | null
  readonly blocks: Readonly<Record<string, BlockFunction>>
  readonly partials: Readonly<Record<string, Main>>
}

/** A template joined with those that it extends: what runs, and which blocks override which. */
export class Compiled {
  /** From the template itself up to the one that extends none. */
  readonly #line: readonly Template[]
  readonly mode: Mode
  readonly #chains = new Map<string, BlockFunction[]>()
  /** What stands before the `{% extends %}` of each template: it is printed in front of what the last one gives. */
  readonly #lead: string

  constructor(line: readonly Template[], mode: Mode) {
    this.#line = line
    this.mode = mode
    this.#lead = line.map((each) => each.lead).join('')
  }

  main(autoescape: boolean): Main {
    const main = this.#line.at(-1)!.main(autoescape, this.mode)
    const lead = this.#lead
    if (lead === '') return main
    if (this.mode === 'now') return (scope, frame) => lead + main(scope, frame)
    return async (scope, frame) => (frame.r.out?.give(lead) ?? lead) + (await main(scope, frame))
  }

  /** Whether a template of it extends another. */
  get extends(): boolean {
    return this.#line.length > 1
  }

  /** The function of a partial of the template itself. */
  partial(name: string, autoescape: boolean): Main {
    return this.#line[0]!.unit(autoescape, this.mode).partials[name]!
  }

  /** The functions of a block: the one to show, then what `block.super` gives, and so on. */
  chain(name: string, autoescape: boolean): readonly BlockFunction[] {
    const key = autoescape ? name : `!${name}`
    let found = this.#chains.get(key)
    if (found === undefined) {
      found = []
      for (const template of this.#line) {
        const each = template.unit(autoescape, this.mode).blocks[name]
        if (each !== undefined) found.push(each)
      }
      this.#chains.set(key, found)
    }
    return found
  }
}

/** What a template's source was read into. */
interface Parsed {
  readonly nodes: readonly Node[]
  readonly blocks: ReadonlyMap<string, BlockNode>
  readonly partials: ReadonlyMap<string, PartialDefinition>
  readonly extends: ExtendsNode | null
  /** The text before `{% extends %}`. */
  readonly lead: string
  readonly dynamic: boolean
}

/** Which part of which template: for a template that is a part of another. */
interface Part {
  readonly of: Template
  readonly partial: string
}

/** A streamed rendering that was started. */
export interface Streaming {
  readonly text: ReadableStream<string>
  /** Settled when the first text is there or the rendering has ended; rejected with an error that came before. */
  readonly begun: Promise<void>
}

/**
 * One template: parsed when it is made, and compiled to JavaScript when it is first rendered, once for each variant
 * (escaping on or off; synchronous, asynchronous or streamed).
 */
export class Template {
  readonly origin: Origin
  /** The text before its `{% extends %}`. */
  readonly lead: string
  /** The names of the partials that it defines. */
  readonly partials: readonly string[]
  readonly #engine: Engine
  /** Where it is null, it is read again when it is needed: most templates are rendered in one variant, and nodes take room. */
  #parsed: Parsed | null
  readonly #extends: ExtendsNode | null
  readonly #part: Part | null
  readonly #units: (Unit | undefined)[] = []
  readonly #alone: (Compiled | undefined)[] = []
  readonly #parts = new Map<string, Template>()
  /** Templates that this one was joined with last time, and the result for each kind of rendering. */
  readonly #joined: ({ line: readonly Template[]; compiled: Compiled } | undefined)[] = []
  /** Whether the last rendering waited for something: then the next starts asynchronously at once. */
  #waits = false

  /** Reads `origin.source`. Throws `NUAGES_TEMPLATES_SYNTAX`. */
  constructor(engine: Engine, origin: Origin, part: Part | null = null) {
    this.#engine = engine
    this.origin = origin
    this.#part = part
    this.#parsed = part === null ? parse(engine, origin) : null
    this.#extends = this.#parsed?.extends ?? null
    this.lead = this.#parsed?.lead ?? ''
    this.partials = part === null ? Array.from(this.#parsed!.partials.keys()) : part.of.partials
  }

  get name(): string {
    return this.origin.name
  }

  /** A part that `{% partialdef name %}` defines, as a template of its own; null where there is none of that name. */
  partial(name: string): Template | null {
    if (this.#part !== null) return this.#part.of.partial(name)
    if (!this.partials.includes(name)) return null
    let found = this.#parts.get(name)
    if (found === undefined) {
      const origin = { ...this.origin, name: `${this.name}#${name}` }
      found = new Template(this.#engine, origin, { of: this, partial: name })
      this.#parts.set(name, found)
    }
    return found
  }

  #tree(): Parsed {
    return this.#part === null ? (this.#parsed ??= parse(this.#engine, this.origin)) : this.#part.of.#tree()
  }

  /** Says what the template contains, without rendering it. */
  outline(to: Outline): void {
    for (const node of this.#tree().nodes) node.outline(to)
  }

  /** Renders with these variables. Promises, querysets and functions among them are waited for where they are used. */
  async render(context: Readonly<Record<string, unknown>> = {}): Promise<string> {
    if (!renderings.watched) return this.#render(context)
    return renderings.run({ template: this.name }, () => this.#render(context))
  }

  async #render(context: Readonly<Record<string, unknown>>): Promise<string> {
    let first: Render | undefined
    const scope = this.#engine.rootScope(context)
    if (!this.#waits) {
      first = new Render(this.#engine)
      try {
        return this.run(scope, first, this.#engine.autoescape)
      } catch (error) {
        if (error !== bail) throw endTrace(error)
        this.#waits = true
      }
    }
    const render = new Render(this.#engine, first)
    try {
      const text = await this.runAsync(scope, render, this.#engine.autoescape)
      this.#waits = render.waited
      return text
    } catch (error) {
      throw endTrace(error)
    }
  }

  /** The same at once, for values that are all there: anything to wait for is `NUAGES_TEMPLATES_NOT_RENDERED_AT_ONCE`. */
  renderSync(context: Readonly<Record<string, unknown>> = {}): string {
    try {
      return this.run(this.#engine.rootScope(context), new Render(this.#engine), this.#engine.autoescape)
    } catch (error) {
      if (error === bail) throw templatesErrors.NOT_RENDERED_AT_ONCE({ template: this.name })
      throw endTrace(error)
    }
  }

  /**
   * The same as UTF-8, piece by piece: what was written is sent on at `{% flush %}`, whenever a value has to be waited for, and
   * every 16 kB. Rendering waits while more than 64 kB are unread, and ends when the stream is cancelled. An error breaks
   * the stream off.
   */
  stream(context: Readonly<Record<string, unknown>> = {}): ReadableStream<Uint8Array> {
    return encoded(this.startStream(context).text)
  }

  /** The same as text. */
  textStream(context: Readonly<Record<string, unknown>> = {}): ReadableStream<string> {
    return this.startStream(context).text
  }

  /** Starts a streamed rendering: for who wants to know whether it has begun. */
  startStream(context: Readonly<Record<string, unknown>> = {}): Streaming {
    const scope = this.#engine.rootScope(context)
    const { stream, begun } = new Output((out) =>
      this.runAsync(scope, new Render(this.#engine, undefined, out), this.#engine.autoescape).catch((error) => {
        throw endTrace(error)
      }),
    )
    return { text: stream, begun }
  }

  /** Renders inside another rendering; throws `bail` where something has to be waited for. */
  run(scope: Scope, render: Render, autoescape: boolean): string {
    render.enter(this)
    const line = this.#extends === null ? null : this.#line(scope, render)
    const compiled = line === null ? this.alone('now') : this.#join(line, 'now')
    if (renderedTemplates.heard) this.#tell(line, scope)
    const text = compiled.main(autoescape)(scope, new Frame(render, compiled)) as string
    render.depth--
    return text
  }

  /** Renders inside another rendering, waiting where it has to. */
  async runAsync(scope: Scope, render: Render, autoescape: boolean): Promise<string> {
    render.enter(this)
    const mode = render.out === null ? 'later' : 'streamed'
    const line = this.#extends === null ? null : await this.#lineAsync(scope, render, mode)
    const compiled = line === null ? this.alone(mode) : this.#join(line, mode)
    if (renderedTemplates.heard) this.#tell(line, scope)
    const text = await compiled.main(autoescape)(scope, new Frame(render, compiled))
    render.depth--
    return text
  }

  #tell(line: readonly Template[] | null, scope: Scope): void {
    for (const { name, origin } of line ?? [this])
      renderedTemplates.publish({ name, path: origin.path, context: scope })
  }

  /** The functions of one variant. */
  unit(autoescape: boolean, mode: Mode): Unit {
    if (this.#part !== null) return this.#part.of.unit(autoescape, mode)
    const at = (autoescape ? 1 : 0) + modes.indexOf(mode) * 2
    return (this.#units[at] ??= this.#bounded(() => this.#compile(autoescape, mode)))
  }

  /** The function that renders it. */
  main(autoescape: boolean, mode: Mode): Main {
    const unit = this.unit(autoescape, mode)
    return this.#part === null ? unit.main : unit.partials[this.#part.partial]!
  }

  /** This template joined with no other. */
  alone(mode: Mode): Compiled {
    return (this.#alone[modes.indexOf(mode)] ??= new Compiled([this], mode))
  }

  /** This template, the one that it extends, and so on. */
  #line(scope: Scope, render: Render): readonly Template[] {
    const line: Template[] = [this]
    for (let last: Template = this; last.#extends !== null; line.push(last)) {
      const child = last
      try {
        last = this.#engine.parentNow(last.#extends.name ?? last.#wanted(scope, render, 'now'), line)
      } catch (error) {
        throw child.#blamed(error)
      }
    }
    return line
  }

  async #lineAsync(scope: Scope, render: Render, mode: Mode): Promise<readonly Template[]> {
    const line: Template[] = [this]
    for (let last: Template = this; last.#extends !== null; line.push(last)) {
      const child = last
      try {
        last = await this.#engine.parent(last.#extends.name ?? (await last.#wanted(scope, render, mode)), line)
      } catch (error) {
        throw child.#blamed(error)
      }
    }
    return line
  }

  /** What `{% extends variable %}` asks for. */
  #wanted(scope: Scope, render: Render, mode: Mode): unknown {
    return this.unit(true, mode).parent!(scope, new Frame(render, this.alone(mode)))
  }

  /** The same error, which came from what `{% extends %}` names. */
  #blamed(error: unknown): unknown {
    if (error !== bail) addPlace(error, this.origin, this.#extends!.position)
    return error
  }

  #join(line: readonly Template[], mode: Mode): Compiled {
    const at = modes.indexOf(mode)
    const known = this.#joined[at]
    if (known !== undefined && known.line.length === line.length && known.line.every((each, i) => each === line[i])) {
      return known.compiled
    }
    const compiled = new Compiled(line, mode)
    this.#joined[at] = { line, compiled }
    return compiled
  }

  /** JavaScript's stack ends where tags and values are nested beyond every limit above it: then the template is at fault. */
  #bounded<T>(work: () => T): T {
    try {
      return work()
    } catch (error) {
      if (!(error instanceof RangeError)) throw error
      const reason = 'The tags and values of this template are nested too deeply to be compiled'
      throw withPlace(templatesErrors.SYNTAX({ reason, place: placeAt(this.origin, 0) }), this.origin, 0)
    }
  }

  #compile(autoescape: boolean, mode: Mode): Unit {
    const { nodes, blocks, partials, extends: parent, dynamic } = this.#tree()
    const constants: unknown[] = [this.origin]
    const { stringIfInvalid } = this.#engine
    const strict = this.#engine.isStrict(this.origin)
    const variant = { autoescape, asynchronous: mode !== 'now', streaming: mode === 'streamed' }
    const to = new Generator(variant, { stringIfInvalid, strict, template: this, dynamic }, constants)
    const parts: string[] = []
    parts.push(
      parent === null
        ? to.function('main', null, () => to.nodes(nodes))
        : `const main = null\n${to.function('parent', null, () => parent.emitParent(to))}`,
    )
    const named = (prefix: string, bodies: Iterable<readonly [string, (known: string) => string]>) =>
      Array.from(bodies, ([name, write], i) => {
        parts.push(write(`${prefix}${i}`))
        return `[${JSON.stringify(name)}]: ${prefix}${i}`
      }).join(', ')
    const ofBlocks = named(
      'b',
      Array.from(blocks, ([name, node]) => [name, (known) => to.function(known, name, () => node.emitBody(to))]),
    )
    const ofPartials = named(
      'q',
      Array.from(partials, ([name, { nodes }]) => [name, (known) => to.function(known, null, () => to.nodes(nodes))]),
    )
    const code = parts.join('\n')
    const used = new Set(Array.from(code.matchAll(/\bh_(\w+)/g), ([, name]) => name as keyof typeof helpers))
    if (!stateful.some((name) => used.has(name))) this.#parsed = null
    const parameters = [...Array.from(used, (name) => `h_${name}`), ...constants.map((_, i) => `k${i}`)]
    const source = [
      "'use strict'",
      code,
      `return {main, parent: ${parent === null ? 'null' : 'parent'}, blocks: {__proto__: null, ${ofBlocks}}, partials: {__proto__: null, ${ofPartials}}}`,
      `//# sourceURL=nuages-template:${this.name.replace(/[^\w./-]/g, '_')}${autoescape ? '' : '?off'}${mode === 'now' ? '' : `?${mode}`}`,
    ].join('\n')
    // The template's author is trusted as the author of code is: everything that a template can say was parsed, names
    // and texts are written as JSON strings, and no part of a context reaches this source.
    return new Function(...parameters, oneByte(source))(
      ...Array.from(used, (name) => helpers[name]),
      ...constants,
    ) as Unit
  }
}

/** Helpers that remember something by its node, which must then be the same one in all variants. */
const stateful: readonly (keyof typeof helpers)[] = ['cycle', 'resetCycle', 'changed']

const wide = /[^\x00-\xff]/g

/**
 * The same JavaScript with characters beyond Latin 1, which stand in its string literals only, as escapes where they are few: V8 then
 * keeps a byte for each character instead of two, and reads it faster.
 */
function oneByte(source: string): string {
  const count = source.match(wide)?.length ?? 0
  if (count === 0 || count * 5 > source.length) return source
  const escaped = source.replace(wide, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`)
  // What is made of a wide text stays wide: this makes another text.
  return Buffer.from(escaped, 'latin1').toString('latin1')
}

function parse(engine: Engine, origin: Origin): Parsed {
  const parser = new Parser(origin, engine.libraries)
  const nodes = parser.parse()
  const last = nodes.at(-1)
  return {
    nodes,
    blocks: parser.blocks,
    partials: partialsOf(parser),
    extends: last instanceof ExtendsNode ? last : null,
    lead: last instanceof ExtendsNode ? nodes.map((node) => (node instanceof TextNode ? node.text : '')).join('') : '',
    dynamic: parser.dynamic,
  }
}
