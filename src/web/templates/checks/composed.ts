import type { Expression } from '../expression.ts'
import type { Node } from '../node.ts'
import type { Origin } from '../origin.ts'
import type { Reference } from '../outline.ts'
import { namesOf, type ReadTemplate } from './read.ts'
import type { TemplateSet } from './set.ts'
import { Walker } from './walker.ts'

/** How deep templates are followed into each other. */
const deepest = 30

/** How many templates and blocks are followed for one page: includes of includes grow without end. */
const most = 3000

/** Where the walk is: a template with those that it extends, and the blocks that are being shown. */
interface Place {
  readonly template: ReadTemplate
  /** From the template that was asked for up to the one that extends none. */
  readonly line: readonly ReadTemplate[]
  readonly block: { readonly name: string; readonly at: number } | null
}

/**
 * Goes through a template as it would be shown: the outermost template that it extends, the blocks of the innermost in their
 * places, `block.super`, and the templates that it includes by a name that is written out.
 */
export class ComposedWalker extends Walker {
  readonly set: TemplateSet
  readonly #places: Place[] = []
  #followed = 0

  constructor(set: TemplateSet) {
    super()
    this.set = set
  }

  /** The template whose source is being read. */
  get origin(): Origin {
    return this.#places.at(-1)!.template.origin
  }

  /** True in a template that another one includes, calls or extends: what is there may be for others too. */
  get shared(): boolean {
    return this.#places.length > 1 || this.#places[0]!.template !== this.#places[0]!.line[0]
  }

  /** Walks a template, all of it. */
  template(template: ReadTemplate): void {
    if (this.#places.length === 0) this.#followed = 0
    const line = this.set.line(template)
    const outermost = line.at(-1)!
    if (outermost.nodes === null) return
    this.#in({ template: outermost, line, block: null }, outermost.nodes)
  }

  #in(place: Place, nodes: readonly Node[]): void {
    if (++this.#followed > most) return
    this.#places.push(place)
    this.nodes(nodes)
    this.#places.pop()
  }

  #block(name: string, from: number, fallback: readonly Node[]): void {
    const { line, template } = this.#places.at(-1)!
    const at = line.findIndex((each, i) => i >= from && each.blocks.has(name))
    if (at === -1) this.#in({ template, line, block: null }, fallback)
    else this.#in({ template: line[at]!, line, block: { name, at } }, line[at]!.blocks.get(name)!.nodes)
  }

  override block(name: string, nodes: readonly Node[], _position: number): void {
    this.#block(name, 0, nodes)
  }

  /** Whether a value is the text of the block above, which is then walked in its place. */
  protected parentBlock({ base }: Expression): boolean {
    const block = this.#places.at(-1)!.block
    if (base.kind !== 'variable' || base.name !== 'block.super' || block === null) return false
    this.#block(block.name, block.at + 1, [])
    return true
  }

  override partial(_name: string, nodes: readonly Node[], shown: boolean, _position: number): void {
    if (shown) this.nodes(nodes)
  }

  override showsPartial(name: string, _position: number): void {
    const place = this.#places.at(-1)!
    const part = place.template.partials.get(name)
    if (part !== undefined && this.#places.length < deepest) this.#in(place, part.nodes)
  }

  override refers(reference: Reference): void {
    if (reference.kind === 'extends') return
    this.included(reference)
  }

  /** Walks what a reference leads to, where that is written out. A template that includes itself is followed once. */
  protected included(reference: Reference): void {
    for (const name of namesOf(reference)) {
      const found = this.set.get(name)
      if (found === null) continue
      const { template, part } = found
      const nodes = part === null ? null : template.partials.get(part)?.nodes
      const again = this.#places.some((each) => each.line[0] === template && each.block === null)
      if (again || this.#places.length >= deepest || nodes === undefined) return
      if (nodes === null) this.template(template)
      else this.#in({ template, line: [template], block: null }, nodes)
      return
    }
  }
}
