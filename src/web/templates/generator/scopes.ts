import { ambiguousNames } from '../runtime/lookup.ts'
import { FunctionWriter } from './writer.ts'

/** A loop around the code being written. */
export interface LoopCode {
  /** JavaScript names of the index, the length and (where something needs it) the loop object. */
  readonly index: string
  readonly length: string
  readonly object: string
  objectNeeded: boolean
  readonly outer: LoopCode | null
}

interface Bindings {
  /** Template variable → the JavaScript that reads it. */
  readonly names: Map<string, string>
  /** Writes the declarations of variables that tags set, where the scope begins. */
  readonly declare: (code: string) => void
  readonly declared: string[]
  /** The scope object of a dynamic template. */
  readonly context: string
  readonly loop: LoopCode | null
}

/** Names that every context has, unless it has its own. Django's three and JavaScript's. */
const constantNames: Readonly<Record<string, string>> = {
  True: 'true',
  False: 'false',
  None: 'null',
  true: 'true',
  false: 'false',
  null: 'null',
}

const loopFields: Readonly<Record<string, (loop: LoopCode) => string>> = {
  counter: (loop) => `(${loop.index} + 1)`,
  counter0: (loop) => loop.index,
  revcounter: (loop) => `(${loop.length} - ${loop.index})`,
  revcounter0: (loop) => `(${loop.length} - ${loop.index} - 1)`,
  first: (loop) => `(${loop.index} === 0)`,
  last: (loop) => `(${loop.index} === ${loop.length} - 1)`,
  length: (loop) => loop.length,
}

/** A name that no template can read, and that would change a scope's ancestry. */
const unreachable = '__proto__'

/**
 * Knows which JavaScript variable each template variable is. Variables that `{% for %}`, `{% with %}` and `as` bind become JavaScript
 * variables; they are put into a scope object only where another template or a tag needs them.
 */
export class ScopeWriter extends FunctionWriter {
  readonly #scopes: Bindings[] = []

  /** Runs `write` with a scope of its own. Variables that tags set inside end with it. */
  scoped(
    parts: { context?: string; prepare?: string; loop?: LoopCode | null; names?: ReadonlyMap<string, string> },
    write: () => void,
  ): void {
    const outer = this.#scopes.at(-1)
    if (parts.prepare) this.line(parts.prepare)
    const scope: Bindings = {
      names: new Map(parts.names ?? []),
      declare: this.placeholder(),
      declared: [],
      context: parts.context ?? outer?.context ?? 'c',
      loop: parts.loop ?? outer?.loop ?? null,
    }
    this.#scopes.push(scope)
    write()
    this.#scopes.pop()
    scope.declare(scope.declared.join('\n'))
  }

  /** The JavaScript name of the scope object, where this template has them. */
  get context(): string {
    return this.#scopes.at(-1)?.context ?? 'c'
  }

  /** The loop around this code, or null. */
  get loop(): LoopCode | null {
    return this.#scopes.at(-1)?.loop ?? null
  }

  /** A new scope for `{% with %}` and the like: values are computed before it begins. */
  withValues(values: readonly (readonly [string, string])[], write: () => void): void {
    const names = new Map<string, string>()
    const assignments: string[] = []
    const context = this.options.dynamic ? this.name('c') : undefined
    for (const [name, code] of values) {
      const variable = this.name('w')
      assignments.push(`let ${variable} = ${code};`)
      if (context === undefined) names.set(name, variable)
      else if (name !== unreachable) assignments.push(`${context}[${JSON.stringify(name)}] = ${variable};`)
    }
    this.line('{')
    const create = context === undefined ? '' : `const ${context} = h_nest(${this.context}, f);`
    this.scoped(
      { ...(context === undefined ? {} : { context }), prepare: create + assignments.join('\n'), names },
      write,
    )
    this.line('}')
  }

  /** Sets a variable from here to the end of the innermost scope: what `as name` does. */
  set(name: string, code: string): void {
    const scope = this.#scopes.at(-1)!
    if (name === unreachable) {
      this.line(`${code};`)
      return
    }
    if (this.options.dynamic) {
      this.line(`${scope.context}[${JSON.stringify(name)}] = ${code};`)
      return
    }
    let variable = scope.names.get(name)
    if (variable === undefined || !/^w\d+_$/.test(variable)) {
      const before = this.named(name)
      variable = this.name('w')
      scope.declared.push(`let ${variable} = ${before};`)
      scope.names.set(name, variable)
    }
    this.line(`${variable} = ${code};`)
  }

  /** Sets a variable where it was set before, else as `set` does: what a cycle does with its name. */
  setUpward(name: string, code: string): void {
    if (this.options.dynamic) {
      this.line(`h_setUpward(${this.context}, ${JSON.stringify(name)}, ${code});`)
      return
    }
    for (let i = this.#scopes.length - 1; i >= 0; i--) {
      const variable = this.#scopes[i]!.names.get(name)
      if (variable !== undefined && /^w\d+_$/.test(variable)) {
        this.line(`${variable} = ${code};`)
        return
      }
    }
    this.set(name, code)
  }

  /**
   * All variables in force as one object: for another template, or for a tag that reads the context. `more` is added
   * for it alone.
   */
  scope(more: readonly (readonly [name: string, code: string])[] = []): string {
    const names = new Map<string, string>()
    if (!this.options.dynamic) {
      for (const scope of this.#scopes) for (const [name, code] of scope.names) names.set(name, code)
    }
    if (names.size > 0 && this.loop !== null) this.needLoop(this.loop)
    for (const [name, code] of more) names.set(name, code)
    names.delete(unreachable)
    if (names.size === 0) return this.context
    const t = this.temporary()
    const sets = Array.from(names, ([name, code]) => `${t}[${JSON.stringify(name)}] = ${code}`)
    return `(${t} = h_derive(${this.context}, f), ${sets.join(', ')}, ${t})`
  }

  /** Says that something needs `forloop` as an object, and with it those of the loops around. */
  needLoop(loop: LoopCode): void {
    for (let each: LoopCode | null = loop; each !== null; each = each.outer) each.objectNeeded = true
  }

  /** Code for the value of a name: the variable that is bound here, else the context's. */
  protected named(name: string): string {
    for (let i = this.#scopes.length - 1; i >= 0; i--) {
      const code = this.#scopes[i]!.names.get(name)
      if (code === undefined) continue
      const { loop } = this.#scopes[i]!
      if (name === 'forloop' && loop?.object === code) this.needLoop(loop)
      return code
    }
    const context = this.context
    if (ambiguousNames.has(name)) return `h_root(${context}, ${JSON.stringify(name)}, f)`
    const value = `h_got(${context}[${JSON.stringify(name)}], ${context}, f)`
    return Object.hasOwn(constantNames, name) ? `(${value} ?? ${constantNames[name]})` : value
  }

  /** What a name stands for, without calling it. */
  protected unread(name: string): string {
    for (let i = this.#scopes.length - 1; i >= 0; i--) {
      const code = this.#scopes[i]!.names.get(name)
      if (code !== undefined && code !== this.#scopes[i]!.loop?.object) return code
    }
    return `${this.context}[${JSON.stringify(name)}]`
  }

  /** `forloop.counter` and the like where the loop is in this very function: arithmetic instead of an object. */
  loopField(path: readonly string[]): string | null {
    if (path[0] !== 'forloop' || this.options.dynamic) return null
    for (let i = this.#scopes.length - 1; i >= 0; i--) {
      const scope = this.#scopes[i]!
      const code = scope.names.get('forloop')
      if (code === undefined) continue
      let loop = scope.loop
      if (loop === null || loop.object !== code) return null
      let at = 1
      while (path[at] === 'parentloop' && loop.outer !== null) {
        loop = loop.outer
        at++
      }
      return at === path.length - 1 && Object.hasOwn(loopFields, path[at]!) ? loopFields[path[at]!]!(loop) : null
    }
    return null
  }

  /** Whether something here has that name, so that it is not what it is in the context. */
  protected isBound(name: string): boolean {
    return this.#scopes.some((scope) => scope.names.has(name))
  }

  /** The names of all variables that are bound here. */
  protected boundNames(): readonly string[] {
    return Array.from(new Set(this.#scopes.flatMap((scope) => Array.from(scope.names.keys()))))
  }
}
