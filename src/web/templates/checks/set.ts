import type { Engine } from '../engine.ts'
import { literalText, namesOf, type ReadTemplate, readTemplate } from './read.ts'

/** What a name that another template writes out leads to. */
export interface Found {
  readonly template: ReadTemplate
  /** After `#`: one part of the template, null for all of it. */
  readonly part: string | null
}

/** The templates of an engine, each read once for all checks. */
export class TemplateSet {
  readonly engine: Engine
  readonly #read = new Map<string, ReadTemplate>()
  readonly #parents = new Map<ReadTemplate, ReadTemplate | null>()

  private constructor(engine: Engine) {
    this.engine = engine
  }

  /** Reads every template that the engine's loaders can list, and what those name. */
  static async read(engine: Engine): Promise<TemplateSet> {
    const set = new TemplateSet(engine)
    for (const name of engine.names()) await set.#load(name)
    for (const each of set.#read.values()) {
      for (const reference of each.references)
        for (const name of namesOf(reference)) await set.#load(splitName(name).name)
    }
    for (const each of [...set.#read.values()]) await set.#findParent(each)
    return set
  }

  get all(): Iterable<ReadTemplate> {
    return this.#read.values()
  }

  /** The template of a name that was written out somewhere, or null. */
  get(written: string): Found | null {
    const { name, part } = splitName(written)
    const template = this.#read.get(name)
    return template === undefined ? null : { template, part }
  }

  /** The template that this one extends, where it is written out and there. */
  parent(template: ReadTemplate): ReadTemplate | null {
    return this.#parents.get(template) ?? null
  }

  /** The template, the one that it extends, and so on. A circle ends where it closes. */
  line(template: ReadTemplate): readonly ReadTemplate[] {
    const line = [template]
    for (let at = this.parent(template); at !== null && !line.includes(at); at = this.parent(at)) line.push(at)
    return line
  }

  async #load(name: string): Promise<void> {
    if (this.#read.has(name)) return
    const origin = await this.engine.origin(name)
    if (origin !== null) this.#read.set(name, readTemplate(origin, this.engine.libraries))
  }

  /** A template that extends its own name means the next of that name. */
  async #findParent(template: ReadTemplate): Promise<void> {
    const line = [template]
    for (let child = template; !this.#parents.has(child); ) {
      const reference = extendsOf(child)
      const name = reference === null || !('base' in reference.template) ? null : literalText(reference.template)
      const own = name === null ? [] : line.filter((each) => each.origin.name === name)
      let parent: ReadTemplate | null = null
      if (name !== null && own.length === 0) parent = this.#read.get(name) ?? null
      else if (name !== null) {
        const skip = own.flatMap(({ origin }) => (origin.path === null ? [] : [origin.path]))
        const origin = await this.engine.origin(name, skip)
        if (origin === null) parent = own.at(-1) === child ? null : (this.#read.get(name) ?? null)
        else {
          const key = `${name}\0${origin.path ?? ''}`
          parent = this.#read.get(key) ?? readTemplate(origin, this.engine.libraries)
          this.#read.set(key, parent)
        }
      }
      this.#parents.set(child, parent)
      if (parent === null) return
      line.push(parent)
      child = parent
    }
  }
}

/** The `{% extends %}` of a template, or null. */
export function extendsOf(template: ReadTemplate) {
  return template.references.find(({ kind }) => kind === 'extends') ?? null
}

function splitName(written: string): { name: string; part: string | null } {
  const at = written.indexOf('#')
  return at === -1 ? { name: written, part: null } : { name: written.slice(0, at), part: written.slice(at + 1) }
}
