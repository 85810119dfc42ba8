import type { Engine } from './engine.ts'
import { templatesErrors } from './errors.ts'
import { Generator } from './generator.ts'
import type { Node } from './node.ts'
import { addPlace, type Origin } from './origin.ts'
import type { Outline } from './outline.ts'
import { Parser } from './parser.ts'
import { helpers } from './runtime/helpers.ts'
import { bail, Frame, Render, type Scope } from './runtime/render.ts'
import { type BlockNode, ExtendsNode } from './tags/inheritance.ts'

type Main = (scope: Scope, frame: Frame) => string | Promise<string>
type BlockFunction = (scope: Scope, frame: Frame, at: number) => string | Promise<string>

/** A template's functions in one variant. */
interface Unit {
  readonly main: Main
  /** Gives the template to extend: written only where there is `{% extends %}`. */
  readonly parent: Main | null
  readonly blocks: Readonly<Record<string, BlockFunction>>
}

/** A template joined with those that it extends: what runs, and which blocks override which. */
export class Compiled {
  /** From the template itself up to the one that extends none. */
  readonly #line: readonly Template[]
  readonly #asynchronous: boolean
  readonly #chains = new Map<string, BlockFunction[]>()

  constructor(line: readonly Template[], asynchronous: boolean) {
    this.#line = line
    this.#asynchronous = asynchronous
  }

  main(autoescape: boolean): Main {
    return this.#line.at(-1)!.unit(autoescape, this.#asynchronous).main
  }

  /** The functions of a block: the one to show, then what `block.super` gives, and so on. */
  chain(name: string, autoescape: boolean): readonly BlockFunction[] {
    const key = autoescape ? name : `!${name}`
    let found = this.#chains.get(key)
    if (found === undefined) {
      found = []
      for (const template of this.#line) {
        const each = template.unit(autoescape, this.#asynchronous).blocks[name]
        if (each !== undefined) found.push(each)
      }
      this.#chains.set(key, found)
    }
    return found
  }
}

/**
 * One template: parsed when it is made, and compiled to JavaScript when it is first rendered, once for each variant
 * (escaping on or off, synchronous or not).
 */
export class Template {
  readonly origin: Origin
  readonly #engine: Engine
  readonly #nodes: readonly Node[]
  readonly #blocks: ReadonlyMap<string, BlockNode>
  readonly #extends: ExtendsNode | null
  readonly #dynamic: boolean
  readonly #units: (Unit | undefined)[] = []
  /** Templates that this one was joined with last time, and the result for each kind of rendering. */
  readonly #joined: ({ line: readonly Template[]; compiled: Compiled } | undefined)[] = []
  /** Whether the last rendering waited for something: then the next starts asynchronously at once. */
  #waits = false

  /** Reads `origin.source`. Throws `NUAGES_TEMPLATES_SYNTAX`. */
  constructor(engine: Engine, origin: Origin) {
    this.#engine = engine
    this.origin = origin
    const parser = new Parser(origin, engine.libraries)
    this.#nodes = parser.parse()
    this.#blocks = parser.blocks
    const first = this.#nodes.find((node) => node instanceof ExtendsNode)
    this.#extends = first ?? null
    this.#dynamic = parser.dynamic
  }

  get name(): string {
    return this.origin.name
  }

  /** Says what the template contains, without rendering it. */
  outline(to: Outline): void {
    for (const node of this.#nodes) node.outline(to)
  }

  /** Renders with these variables. Promises, querysets and functions among them are waited for where they are used. */
  async render(context: Readonly<Record<string, unknown>> = {}): Promise<string> {
    let first: Render | undefined
    const scope = this.#engine.rootScope(context)
    if (!this.#waits) {
      first = new Render(this.#engine)
      try {
        return this.run(scope, first, this.#engine.autoescape)
      } catch (error) {
        if (error !== bail) throw error
        this.#waits = true
      }
    }
    const render = new Render(this.#engine, first)
    const text = await this.runAsync(scope, render, this.#engine.autoescape)
    this.#waits = render.waited
    return text
  }

  /** The same at once, for values that are all there: anything to wait for is `NUAGES_TEMPLATES_NOT_RENDERED_AT_ONCE`. */
  renderSync(context: Readonly<Record<string, unknown>> = {}): string {
    try {
      return this.run(this.#engine.rootScope(context), new Render(this.#engine), this.#engine.autoescape)
    } catch (error) {
      if (error === bail) throw templatesErrors.NOT_RENDERED_AT_ONCE({ template: this.name })
      throw error
    }
  }

  /** Renders inside another rendering; throws `bail` where something has to be waited for. */
  run(scope: Scope, render: Render, autoescape: boolean): string {
    render.enter(this)
    const compiled = this.#extends === null ? this.#join([this], false) : this.#join(this.#line(scope, render), false)
    const text = compiled.main(autoescape)(scope, new Frame(render, compiled)) as string
    render.depth--
    return text
  }

  /** Renders inside another rendering, waiting where it has to. */
  async runAsync(scope: Scope, render: Render, autoescape: boolean): Promise<string> {
    render.enter(this)
    const line = this.#extends === null ? [this] : await this.#lineAsync(scope, render)
    const compiled = this.#join(line, true)
    const text = await compiled.main(autoescape)(scope, new Frame(render, compiled))
    render.depth--
    return text
  }

  /** The functions of one variant. */
  unit(autoescape: boolean, asynchronous: boolean): Unit {
    const at = (autoescape ? 1 : 0) + (asynchronous ? 2 : 0)
    return (this.#units[at] ??= this.#compile(autoescape, asynchronous))
  }

  /** This template, the one that it extends, and so on. */
  #line(scope: Scope, render: Render): readonly Template[] {
    const line: Template[] = [this]
    for (let last: Template = this; last.#extends !== null; line.push(last)) {
      const child = last
      try {
        last = this.#engine.parentNow(last.#extends.name ?? last.#wanted(scope, render, false), line)
      } catch (error) {
        throw child.#blamed(error)
      }
    }
    return line
  }

  async #lineAsync(scope: Scope, render: Render): Promise<readonly Template[]> {
    const line: Template[] = [this]
    for (let last: Template = this; last.#extends !== null; line.push(last)) {
      const child = last
      try {
        last = await this.#engine.parent(last.#extends.name ?? (await last.#wanted(scope, render, true)), line)
      } catch (error) {
        throw child.#blamed(error)
      }
    }
    return line
  }

  /** What `{% extends variable %}` asks for. */
  #wanted(scope: Scope, render: Render, asynchronous: boolean): unknown {
    return this.unit(true, asynchronous).parent!(scope, new Frame(render, new Compiled([this], asynchronous)))
  }

  /** The same error, which came from what `{% extends %}` names. */
  #blamed(error: unknown): unknown {
    if (error !== bail) addPlace(error, this.origin, this.#extends!.position)
    return error
  }

  #join(line: readonly Template[], asynchronous: boolean): Compiled {
    const at = asynchronous ? 1 : 0
    const known = this.#joined[at]
    if (known !== undefined && known.line.length === line.length && known.line.every((each, i) => each === line[i])) {
      return known.compiled
    }
    const compiled = new Compiled(line, asynchronous)
    this.#joined[at] = { line, compiled }
    return compiled
  }

  #compile(autoescape: boolean, asynchronous: boolean): Unit {
    const constants: unknown[] = [this.origin]
    const options = { stringIfInvalid: this.#engine.stringIfInvalid, dynamic: this.#dynamic }
    const to = new Generator({ autoescape, asynchronous }, options, constants)
    const parts: string[] = []
    const parent = this.#extends
    parts.push(
      parent === null
        ? to.function('main', null, () => to.nodes(this.#nodes))
        : `const main = null\n${to.function('parent', null, () => parent.emitParent(to))}`,
    )
    const blocks: string[] = []
    for (const [name, node] of this.#blocks) {
      const known = `b${blocks.length}`
      parts.push(to.function(known, name, () => node.emitBody(to)))
      blocks.push(`[${JSON.stringify(name)}]: ${known}`)
    }
    const names = Object.keys(helpers)
    const source = [
      "'use strict'",
      `const {${names.map((name) => `${name}: h_${name}`).join(', ')}} = h`,
      `const [${constants.map((_, i) => `k${i}`).join(', ')}] = k`,
      ...parts,
      `return {main, parent: ${parent === null ? 'null' : 'parent'}, blocks: {__proto__: null, ${blocks.join(', ')}}}`,
      `//# sourceURL=nuages-template:${this.name.replace(/[^\w./-]/g, '_')}${autoescape ? '' : '?off'}${asynchronous ? '?async' : ''}`,
    ].join('\n')
    // The template's author is trusted as the author of code is: everything that a template can say was parsed, names
    // and texts are written as JSON strings, and no part of a context reaches this source.
    return new Function('h', 'k', source)(helpers, constants) as Unit
  }
}
