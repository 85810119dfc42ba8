import { NuagesError } from '../../../base/errors/index.ts'
import type { Expression } from '../expression.ts'
import { tokenize } from '../lexer.ts'
import { type Library, LibrarySet } from '../library.ts'
import type { Node } from '../node.ts'
import type { Origin } from '../origin.ts'
import type { Reference } from '../outline.ts'
import { Parser, type UnknownName } from '../parser.ts'
import { type FindingId, locate, type TemplateFinding } from './finding.ts'
import { Walker } from './walker.ts'

/** A named piece of a template. */
export interface Piece {
  readonly nodes: readonly Node[]
  readonly position: number
}

/** A `{% url %}`. */
export interface RouteUse {
  readonly name: Expression
  readonly values: readonly Expression[]
  readonly named: ReadonlyMap<string, Expression>
  readonly quiet: boolean
  readonly position: number
}

/** A template as the checks see it: read as far as it can be, whatever is wrong in it. */
export interface ReadTemplate {
  readonly origin: Origin
  /** Null where the structure is broken, so that nothing more can be said. */
  readonly nodes: readonly Node[] | null
  readonly findings: readonly TemplateFinding[]
  readonly blocks: ReadonlyMap<string, Piece>
  /** Names of blocks that stand in no other block. */
  readonly outerBlocks: ReadonlySet<string>
  readonly partials: ReadonlyMap<string, Piece>
  readonly partialUses: readonly { readonly name: string; readonly position: number }[]
  readonly references: readonly Reference[]
  readonly routes: readonly RouteUse[]
  readonly files: readonly { readonly path: Expression; readonly position: number }[]
}

/** The text of an expression that is a literal without filters, else null. */
export function literalText({ base, filters }: Expression): string | null {
  return base.kind === 'literal' && filters.length === 0 && !base.translated ? String(base.value) : null
}

/** The names that a reference writes out: of several the first that exists is taken. Empty where none is written out. */
export function namesOf({ template }: Reference): readonly string[] {
  if (!('base' in template)) return template
  const name = literalText(template)
  return name === null ? [] : [name]
}

class Collector extends Walker {
  readonly blocks = new Map<string, Piece>()
  readonly outerBlocks = new Set<string>()
  readonly partials = new Map<string, Piece>()
  readonly partialUses: { name: string; position: number }[] = []
  readonly references: Reference[] = []
  readonly routes: RouteUse[] = []
  readonly files: { path: Expression; position: number }[] = []
  #depth = 0

  override block(name: string, nodes: readonly Node[], position: number): void {
    this.blocks.set(name, { nodes, position })
    if (this.#depth === 0) this.outerBlocks.add(name)
    this.#depth++
    this.nodes(nodes)
    this.#depth--
  }

  override partial(name: string, nodes: readonly Node[], _shown: boolean, position: number): void {
    this.partials.set(name, { nodes, position })
    this.nodes(nodes)
  }

  override showsPartial(name: string, position: number): void {
    this.partialUses.push({ name, position })
  }

  override refers(reference: Reference): void {
    this.references.push(reference)
  }

  override route(
    name: Expression,
    values: readonly Expression[],
    named: ReadonlyMap<string, Expression>,
    quiet: boolean,
    position: number,
  ): void {
    this.routes.push({ name, values, named, quiet, position })
  }

  override file(path: Expression, position: number): void {
    this.files.push({ path, position })
  }
}

/** How many mistakes of one template are worth a list. */
const most = 50

const ids: Readonly<Record<UnknownName['kind'], FindingId>> = {
  tag: 'templates.E002',
  filter: 'templates.E003',
  library: 'templates.E004',
}

/**
 * Reads a template and goes on after a name that nothing has: the tag or filter is left out of the source (spaces keep
 * every other place where it is) and the rest is read again. A broken structure ends the reading.
 */
export function readTemplate(origin: Origin, libraries: LibrarySet): ReadTemplate {
  const findings: TemplateFinding[] = []
  const loaded: Library[] = []
  let source = origin.source
  let excused = false
  for (;;) {
    const set = loaded.length === 0 ? libraries : withLibraries(libraries, loaded)
    try {
      const parser = new Parser({ ...origin, source }, set)
      const nodes = parser.parse()
      const collector = new Collector()
      collector.nodes(nodes)
      const { blocks, outerBlocks, partials, partialUses, references, routes, files } = collector
      return { origin, nodes, findings, blocks, outerBlocks, partials, partialUses, references, routes, files }
    } catch (error) {
      if (!(error instanceof NuagesError) || error.code !== 'NUAGES_TEMPLATES_SYNTAX') throw error
      const { reason, place, unknown } = error.data as {
        reason: string
        place: { line: number; column: number }
        unknown?: UnknownName
      }
      const position = offsetOf(source, place)
      const tag = unknown === undefined ? position : tagAround(source, position)
      const next = unknown === undefined || findings.length >= most ? null : without(source, tag, unknown)
      const consequence = excused && unknown !== undefined && unknown.home === undefined && unknown.kind !== 'library'
      if (!consequence) {
        const id =
          unknown === undefined || (next === null && findings.length < most) ? 'templates.E001' : ids[unknown.kind]
        const at = unknown === undefined ? position : locate(origin, position, unknown.name)
        findings.push({ id, message: reason, origin, position: at })
      }
      if (next === null) return broken(origin, findings)
      const home = unknown?.home === undefined ? undefined : libraries.named.get(unknown.home)
      if (home !== undefined) loaded.push(home)
      else {
        // What a library that is not there would have had is no news.
        if (unknown!.kind === 'library') excused = true
        source = next
      }
    }
  }
}

function broken(origin: Origin, findings: readonly TemplateFinding[]): ReadTemplate {
  const none = new Map<string, Piece>()
  return {
    origin,
    nodes: null,
    findings,
    blocks: none,
    outerBlocks: new Set(),
    partials: none,
    partialUses: [],
    references: [],
    routes: [],
    files: [],
  }
}

function withLibraries(libraries: LibrarySet, loaded: readonly Library[]): LibrarySet {
  const base = { tags: libraries.tags, filters: libraries.filters }
  return new LibrarySet([base, ...loaded], Object.fromEntries(libraries.named))
}

function offsetOf(source: string, { line, column }: { line: number; column: number }): number {
  let at = 0
  for (let i = 1; i < line; i++) at = source.indexOf('\n', at) + 1
  return at + column - 1
}

/** Where the tag begins that `position` is in: a mistake is told where it stands, and all of the tag is left out. */
function tagAround(source: string, position: number): number {
  let start = position
  for (const token of tokenize(source)) {
    if (token.position > position) break
    if (token.kind !== 'text') start = token.position
  }
  return start
}

function blank(text: string, from: number, to: number): string {
  return text.slice(0, from) + ' '.repeat(to - from) + text.slice(to)
}

/** The source without what nothing has, every place kept; null where that would leave a structure that is open. */
function without(source: string, position: number, { kind, name }: UnknownName): string | null {
  const end = source.indexOf(source.startsWith('{{', position) ? '}}' : '%}', position)
  if (end === -1) return null
  if (kind === 'filter') {
    const use = new RegExp(
      `\\|\\s*${name}(?![\\p{L}\\p{N}_])(?::(?:"(?:[^"\\\\]|\\\\.)*"|'(?:[^'\\\\]|\\\\.)*'|[^\\s|}%]+))?`,
      'u',
    )
    const found = use.exec(source.slice(position, end))
    return found === null ? null : blank(source, position + found.index, position + found.index + found[0].length)
  }
  if (kind === 'library') return withoutLibrary(source, position, end, name)
  if (kind === 'tag' && (name.startsWith('end') || name === 'else' || name === 'elif' || name === 'empty')) return null
  let text = blank(source, position, end + 2)
  for (const token of tokenize(text)) {
    if (token.kind === 'block' && token.content.split(/\s/)[0] === `end${name}` && token.position > position)
      text = blank(text, token.position, text.indexOf('%}', token.position) + 2)
  }
  return text
}

/** One word less in a `{% load %}`; no `{% load %}` where it was the only one. */
function withoutLibrary(source: string, position: number, end: number, name: string): string {
  const words = source
    .slice(position + 2, end)
    .trim()
    .split(/\s+/)
    .slice(1)
  const from = words.at(-2) === 'from' && words.length >= 3
  if (words.length === 1 || (from && (words.at(-1) === name || words.length === 3)))
    return blank(source, position, end + 2)
  const at = source.slice(position, end).search(new RegExp(`(?<=\\s)${RegExp.escape(name)}(?=\\s|$)`))
  return blank(source, position + at, position + at + name.length)
}
