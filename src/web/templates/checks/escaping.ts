import type { AppliedFilter, Expression } from '../expression.ts'
import type { Node } from '../node.ts'
import type { Binding, Written } from '../outline.ts'
import { ComposedWalker } from './composed.ts'
import { type FindingId, locate, type TemplateFinding } from './finding.ts'
import { HtmlState } from './html.ts'
import { namesOf } from './read.ts'
import type { TemplateSet } from './set.ts'

/** Filters after which a value is one of the texts that the template wrote out, or a number. */
const harmless: ReadonlySet<string> = new Set([
  'yesno',
  'pluralize',
  'length',
  'wordcount',
  'length_is',
  'divisibleby',
  'filesizeformat',
])

/** Filters after which a text is markup on purpose. */
const markup: ReadonlySet<string> = new Set(['safe', 'safeseq', 'json_script'])

/** Filters that change the meaning of the markup that goes through `{% filter %}`. */
const flattening: ReadonlySet<string> = new Set(['force_escape', 'escapejs', 'urlencode', 'striptags', 'slugify'])

/**
 * Values in places where escaping them as HTML is not enough: follows the text of every template through includes and
 * blocks, as a browser would read it. Where the branches of a condition lead to different places it says nothing about what
 * follows. A template that others include or extend is read where they do.
 */
export function checkEscaping(set: TemplateSet): readonly TemplateFinding[] {
  const parts = new Set<string>()
  for (const template of set.all) {
    for (const reference of template.references) for (const name of namesOf(reference)) parts.add(name.split('#')[0]!)
  }
  const reader = new EscapingReader(set)
  for (const template of set.all) {
    if (!/\.(html?|xhtml|svg)$/i.test(template.origin.name) || parts.has(template.origin.name)) continue
    reader.read(template)
  }
  return reader.findings
}

class EscapingReader extends ComposedWalker {
  readonly findings: TemplateFinding[] = []
  readonly #seen = new Set<string>()
  /** Null where the place is not known. */
  #state: HtmlState | null = new HtmlState()
  #escapes = true

  read(template: Parameters<ComposedWalker['template']>[0]): void {
    this.#state = new HtmlState()
    this.#escapes = this.set.engine.autoescape
    this.template(template)
  }

  #add(id: FindingId, position: number, written: string, message: string): void {
    const { origin } = this
    const at = locate(origin, position, written)
    const key = `${id} ${origin.path ?? origin.name} ${at}`
    if (this.#seen.has(key)) return
    this.#seen.add(key)
    this.findings.push({ id, message, origin, position: at })
  }

  override text(text: string, _position: number): void {
    this.#state?.text(text)
  }

  override writes(what: Written, _position: number): void {
    if (what !== 'html') this.#state?.value()
  }

  override shows(expression: Expression): void {
    if (this.parentBlock(expression)) return
    const { base, filters } = expression
    if (base.kind === 'literal' && filters.length === 0) {
      this.#state?.text(String(base.value))
      return
    }
    if (this.#state !== null) this.#judge(expression, this.#state)
    if (filters.at(-1)?.name === 'json_script') return
    this.#state?.value()
  }

  #judge({ base, filters, position }: Expression, state: HtmlState): void {
    const written = base.kind === 'variable' ? base.name : String(base.value)
    const add = (id: FindingId, message: string) => this.#add(id, position, written, message)
    const has = (names: ReadonlySet<string>) => filters.some(({ name }) => names.has(name))
    const shown = `{{ ${written} }}`
    if (has(markup) || !this.#escapes) {
      if (filters.at(-1)?.name !== 'json_script') add('templates.W018', `${shown} is shown without being escaped.`)
    }
    if (has(harmless) || (base.kind === 'variable' && base.path[0] === 'forloop') || base.kind === 'literal') return
    const { attribute, mode, tag, quote } = state
    if (state.isScript) {
      const place =
        mode === 'raw' ? 'a <script>' : state.isHandler ? `the handler '${attribute}'` : 'a javascript: address'
      const escaped = filters.some(({ name }) => name === 'escapejs')
      if (escaped && state.script.inString) return
      const id = mode === 'raw' ? 'templates.W011' : state.isHandler ? 'templates.W014' : 'templates.W013'
      const why = escaped
        ? 'outside of a quoted string, where |escapejs does not protect'
        : 'where escaping as HTML does not protect'
      add(id, `${shown} stands in ${place}, ${why}.`)
      return
    }
    if (mode === 'raw' && tag === 'style') {
      add('templates.W012', `${shown} stands in a <style>, where escaping as HTML does not protect.`)
    } else if (mode === 'beforeValue' || (mode === 'value' && quote === '')) {
      add(
        'templates.W010',
        `${shown} stands in the attribute '${attribute}' without quotes: a space in it begins another attribute.`,
      )
    } else if (mode === 'value' && attribute === 'srcdoc') {
      add('templates.W014', `${shown} stands in 'srcdoc', which is read as HTML once more.`)
    } else if (mode === 'open' || mode === 'tagName') {
      add('templates.W015', `${shown} is part of a tag's name.`)
    } else if ((mode === 'between' || mode === 'attributeName') && !has(markup)) {
      add('templates.W015', `${shown} stands among the attributes of <${tag}>: a space in it begins another attribute.`)
    } else if (mode === 'comment') {
      add('templates.W016', `${shown} stands in an HTML comment, which visitors can read.`)
    } else if (state.beginsAddress) {
      add('templates.W017', `${shown} begins the address '${attribute}', which could be a javascript: one.`)
    }
  }

  override branches(branches: readonly (readonly Node[])[]): void {
    this.#ways(branches.map((nodes) => () => this.nodes(nodes)))
  }

  override loop(bindings: ReadonlyMap<string, Binding>, nodes: readonly Node[], empty: readonly Node[]): void {
    this.#ways([() => super.loop(bindings, nodes, []), () => this.nodes(empty)])
  }

  /** Each way from the same place; goes on from where they meet. */
  #ways(ways: readonly (() => void)[]): void {
    const start = this.#state
    let end: HtmlState | null | undefined
    for (const way of ways) {
      this.#state = start?.clone() ?? null
      way()
      const reached: HtmlState | null = this.#state
      if (end === undefined) end = reached
      else end = end === null || reached === null ? null : end.join(reached)
    }
    this.#state = end ?? null
  }

  override escaping(on: boolean, nodes: readonly Node[]): void {
    const before = this.#escapes
    this.#escapes = on
    super.escaping(on, nodes)
    this.#escapes = before
  }

  override filtered(filters: readonly AppliedFilter[], nodes: readonly Node[]): void {
    if (filters.some(({ name }) => flattening.has(name))) this.#state?.value()
    else super.filtered(filters, nodes)
  }
}
