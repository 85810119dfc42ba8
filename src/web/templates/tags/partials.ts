import { didYouMean } from '../../../base/errors/index.ts'
import { templatesErrors } from '../errors.ts'
import type { Generator } from '../generator.ts'
import type { TagCompiler } from '../library.ts'
import type { Node } from '../node.ts'
import { placeAt, withPlace } from '../origin.ts'
import type { Outline } from '../outline.ts'
import type { Parser, Tag } from '../parser.ts'

/** A part of a template that has a name. */
export interface PartialDefinition {
  readonly nodes: readonly Node[]
  readonly inline: boolean
}

/** The partials that a parser has read so far. */
export function partialsOf(parser: Parser): Map<string, PartialDefinition> {
  let known = parser.memory.get('partials') as Map<string, PartialDefinition> | undefined
  if (known === undefined) {
    known = new Map()
    parser.memory.set('partials', known)
  }
  return known
}

class PartialDefinitionNode implements Node {
  readonly name: string
  readonly definition: PartialDefinition
  readonly position: number

  constructor(name: string, definition: PartialDefinition, position: number) {
    this.name = name
    this.definition = definition
    this.position = position
  }

  emit(to: Generator): void {
    if (this.definition.inline) to.nodes(this.definition.nodes)
  }

  outline(to: Outline): void {
    to.partial(this.name, this.definition.nodes, this.definition.inline, this.position)
  }
}

class PartialNode implements Node {
  readonly name: string
  readonly definitions: ReadonlyMap<string, PartialDefinition>
  readonly position: number
  readonly #missing: () => Error

  constructor(
    name: string,
    definitions: ReadonlyMap<string, PartialDefinition>,
    position: number,
    missing: () => Error,
  ) {
    this.name = name
    this.definitions = definitions
    this.position = position
    this.#missing = missing
  }

  emit(to: Generator): void {
    to.at(this.position)
    if (this.definitions.has(this.name)) {
      const owner = to.constant(to.options.template)
      to.line(`o += ${to.await}h_partial(${owner}, ${JSON.stringify(this.name)}, ${to.scope()}, f, ${to.autoescape});`)
    } else to.line(`throw ${to.constant(this.#missing)}();`)
  }

  outline(to: Outline): void {
    to.showsPartial(this.name, this.position)
  }
}

/** `{% partialdef name %}…{% endpartialdef %}`, shown where it stands if it is `inline`. */
export const partialdef: TagCompiler = (parser: Parser, tag: Tag) => {
  const [name, inline, ...more] = parser.words(tag)
  if (name === undefined || more.length > 0) {
    parser.fail("{% partialdef %} takes a name, and 'inline' if it is to be shown here too", tag.position)
  }
  if (inline !== undefined && inline !== 'inline') {
    parser.fail(`'${inline}' is not expected here: {% partialdef ${name} inline %}`, tag.position)
  }
  const nodes = parser.parse(['endpartialdef'])
  const end = parser.next()
  if (end.content !== 'endpartialdef' && end.content !== `endpartialdef ${name}`) {
    parser.fail(`{% ${end.content} %} stands where {% endpartialdef ${name} %} is expected`, end.position)
  }
  const known = partialsOf(parser)
  if (known.has(name)) parser.fail(`There is a second partial '${name}' in this template`, tag.position)
  const definition = { nodes, inline: inline !== undefined }
  known.set(name, definition)
  return new PartialDefinitionNode(name, definition, tag.position)
}

/** `{% partial name %}`: the part of this template that has that name, wherever in it that is defined. */
export const partial: TagCompiler = (parser: Parser, tag: Tag) => {
  const words = parser.words(tag)
  const [name] = words
  if (name === undefined || words.length > 1) parser.fail('{% partial %} takes one name', tag.position)
  const known = partialsOf(parser)
  const missing = () => {
    const reason = `There is no partial '${name}' in this template${didYouMean(name, known.keys())}`
    const place = placeAt(parser.origin, tag.position)
    return withPlace(templatesErrors.SYNTAX({ reason, place }), parser.origin, tag.position)
  }
  return new PartialNode(name, known, tag.position, missing)
}
