import type { AppliedFilter, Expression, Variable } from '../../expression.ts'
import type { Node } from '../../node.ts'
import type { Origin } from '../../origin.ts'
import type { Binding, Reference } from '../../outline.ts'
import { ComposedWalker } from '../composed.ts'
import type { ReadTemplate } from '../read.ts'
import type { TemplateSet } from '../set.ts'

/** What a line of generated TypeScript stands for. An error of the compiler on it is a finding there. */
export interface Meaning {
  readonly kind: 'name' | 'step' | 'call' | 'loop'
  /** The name that is looked up, or the list that is looped over. */
  readonly name: string
  /** What was written up to here: `article.author.nmae`. */
  readonly written: string
  readonly origin: Origin
  readonly position: number
  /** The template that was asked for. */
  readonly rendered: string
}

/** TypeScript that looks up what a template looks up, and what each of its lines means (null: nothing of the template). */
export interface Lines {
  readonly code: readonly string[]
  readonly meanings: readonly (Meaning | null)[]
}

/** The three names that every context has, and JavaScript's for them. */
const constants: ReadonlySet<string> = new Set(['True', 'False', 'None', 'true', 'false', 'null'])

/** Filters that give what they got, as far as types go. */
const keeping: ReadonlySet<string> = new Set(['slice', 'dictsort', 'dictsortreversed'])

/** Filters that give one item of what they got. */
const taking: ReadonlySet<string> = new Set(['first', 'last', 'random'])

/** Filters that allow their value to be missing. */
const forgiving: ReadonlySet<string> = new Set(['default', 'default_if_none'])

/** TypeScript names of variables; null is the end of an isolated scope, beyond which nothing is known. */
type Scope = Map<string, string>

/**
 * Writes one template, with those that it extends and includes, as TypeScript over a variable `c`, the context. The code
 * is a flat list of constants: scopes are kept here, and branches are followed all.
 */
export class TypeWriter extends ComposedWalker {
  readonly #code: string[] = []
  readonly #meanings: (Meaning | null)[] = []
  readonly #rendered: string
  readonly #prefix: string
  #scopes: Scope[] = [new Map()]
  /** Whether names beyond the scopes are those of the context. */
  #open = true
  /** From where on any name may exist. */
  #anything = false
  #tested = new Set<string>()
  readonly #guarded = new Map<string, number>()
  #names = 0

  constructor(set: TemplateSet, rendered: string, prefix: string) {
    super(set)
    this.#rendered = rendered
    this.#prefix = prefix
  }

  /** `prefix` is the generated module's name for the prelude. */
  static readonly write = (set: TemplateSet, template: ReadTemplate, prefix = '$n'): Lines => {
    const writer = new TypeWriter(set, template.origin.name, prefix)
    writer.template(template)
    return { code: writer.#code, meanings: writer.#meanings }
  }

  #line(code: string, meaning: Omit<Meaning, 'rendered' | 'origin'> | null): void {
    this.#code.push(code)
    this.#meanings.push(meaning === null ? null : { ...meaning, origin: this.origin, rendered: this.#rendered })
  }

  #constant(code: string, meaning: Omit<Meaning, 'rendered' | 'origin'> | null): string {
    const name = `$${this.#names++}`
    this.#line(`const ${name} = ${code}`, meaning)
    return name
  }

  // Values

  #known(name: string): string | null {
    for (let i = this.#scopes.length - 1; i >= 0; i--) {
      const found = this.#scopes[i]!.get(name)
      if (found !== undefined) return found
    }
    return null
  }

  #variable({ path, name: whole }: Variable, position: number, optional: boolean): string {
    const [first, ...steps] = path as [string, ...string[]]
    const n = this.#prefix
    let code = this.#known(first)
    if (code === null) {
      if (constants.has(first) || first === 'block' || !this.#open) return `${n}.any`
      const forgiven = optional || this.#anything || (this.#guarded.get(first) ?? 0) > 0
      const holder = `${n}.${forgiven ? 'maybe' : 'root'}(c, ${JSON.stringify(first)})`
      const at = { name: first, written: first, position }
      code = this.#constant(read(holder, first), { kind: 'name', ...at })
      code = this.#constant(`${n}.value(${code})`, { kind: 'call', ...at })
    }
    let written = first
    for (const step of steps) {
      written += `.${step}`
      const at = { name: step, written: written.length < whole.length ? written : whole, position }
      const holder = this.#constant(`${n}.on(${code}, ${JSON.stringify(step)})`, { kind: 'step', ...at })
      const found = this.#constant(read(holder, step), { kind: 'step', ...at })
      code = this.#constant(`${n}.value(${found})`, { kind: 'call', ...at })
    }
    return code
  }

  #value({ base, filters, position }: Expression, optional = false): string {
    const n = this.#prefix
    const forgiving = optional || forgives(filters[0])
    let code =
      base.kind === 'variable'
        ? this.#variable(base, position, forgiving)
        : `${n}.${typeof base.value === 'string' ? 'text' : 'number'}`
    for (const { name, argument } of filters) {
      if (argument?.kind === 'variable') this.#variable(argument, position, false)
      if (taking.has(name)) code = this.#constant(`${n}.item(${code})`, null)
      else if (!keeping.has(name)) code = `${n}.any`
    }
    return code
  }

  override shows(expression: Expression): void {
    if (!this.parentBlock(expression)) this.#value(expression)
  }

  override reads(expression: Expression): void {
    this.#value(expression)
  }

  override tests(expression: Expression): void {
    this.#value(expression, true)
    if (expression.base.kind === 'variable') this.#tested.add(expression.base.path[0]!)
  }

  override route(name: Expression, values: readonly Expression[], named: ReadonlyMap<string, Expression>): void {
    for (const each of [name, ...values, ...named.values()]) this.#value(each)
  }

  override file(path: Expression): void {
    this.#value(path)
  }

  // Scopes

  /** The names and codes of bindings, computed where they are given. */
  #bound(bindings: ReadonlyMap<string, Binding>): Scope {
    const n = this.#prefix
    const items = new Map<Expression, string>()
    const item = (expression: Expression) => {
      let code = items.get(expression)
      if (code === undefined) {
        const { base, position } = expression
        const written = base.kind === 'variable' ? base.name : String(base.value)
        const list = this.#value(expression, true)
        code = this.#constant(`${n}.each(${list})`, { kind: 'loop', name: written, written, position })
        items.set(expression, code)
      }
      return code
    }
    const scope: Scope = new Map()
    for (const [name, binding] of bindings) {
      switch (binding.kind) {
        case 'value':
          scope.set(name, this.#value(binding.expression))
          break
        case 'item': {
          const code = item(binding.expression)
          scope.set(name, binding.part === null ? code : this.#constant(`${n}.part(${code}, ${binding.part})`, null))
          break
        }
        case 'groups': {
          const code = item(binding.expression)
          const { base } = binding.by
          let grouper = `${n}.any`
          if (base.kind === 'variable') {
            this.#scopes.push(new Map([[base.path[0]!, code]]))
            grouper = this.#value(binding.by)
            this.#scopes.pop()
          }
          scope.set(name, this.#constant(`${n}.groups(${code}, ${grouper})`, null))
          break
        }
        default:
          scope.set(name, `${n}.${binding.kind === 'unknown' ? 'any' : binding.kind}`)
      }
    }
    return scope
  }

  #within(scope: Scope, work: () => void): void {
    this.#scopes.push(scope)
    work()
    this.#scopes.pop()
  }

  override loop(bindings: ReadonlyMap<string, Binding>, nodes: readonly Node[], empty: readonly Node[]): void {
    const scope = this.#bound(bindings)
    scope.set('forloop', `${this.#prefix}.forloop`)
    this.#within(scope, () => this.nodes(nodes))
    this.nodes(empty)
  }

  override scoped(bindings: ReadonlyMap<string, Binding>, nodes: readonly Node[]): void {
    this.#within(this.#bound(bindings), () => this.nodes(nodes))
  }

  override sets(name: string, binding: Binding): void {
    const [code] = this.#bound(new Map([[name, binding]])).values()
    this.#scopes.at(-1)!.set(name, code!)
  }

  override setsAny(): void {
    this.#anything = true
  }

  override block(name: string, nodes: readonly Node[], position: number): void {
    this.#within(new Map(), () => super.block(name, nodes, position))
  }

  override branches(branches: readonly (readonly Node[])[]): void {
    const guards = [...this.#tested]
    this.#tested = new Set()
    for (const name of guards) this.#guarded.set(name, (this.#guarded.get(name) ?? 0) + 1)
    super.branches(branches)
    for (const name of guards) this.#guarded.set(name, this.#guarded.get(name)! - 1)
  }

  override refers(reference: Reference): void {
    if (reference.kind === 'extends') return
    if ('base' in reference.template) this.#value(reference.template, true)
    const scope = this.#bound(reference.values)
    // What a function gives to a template of its own, nothing here knows.
    if (reference.kind === 'call') return
    const [scopes, open] = [this.#scopes, this.#open]
    if (reference.isolated) {
      this.#scopes = [scope]
      this.#open = false
    } else this.#scopes = [...scopes, scope]
    this.included(reference)
    this.#scopes = scopes
    this.#open = open
  }

  override filtered(filters: readonly AppliedFilter[], nodes: readonly Node[]): void {
    for (const { argument } of filters)
      if (argument?.kind === 'variable') this.#variable(argument, this.#begin(nodes), false)
    this.nodes(nodes)
  }

  #begin(nodes: readonly Node[]): number {
    return nodes[0]?.position ?? 0
  }
}

function forgives(filter: AppliedFilter | undefined): boolean {
  return filter !== undefined && forgiving.has(filter.name)
}

/** The property of a name: with a dot where the compiler then suggests another. */
function read(holder: string, name: string): string {
  return /^[\p{L}$_][\p{L}\p{N}$_]*$/u.test(name) ? `${holder}.${name}` : `${holder}[${JSON.stringify(name)}]`
}
