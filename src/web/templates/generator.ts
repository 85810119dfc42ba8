import { escapeHtml, SafeString } from '../../base/text/index.ts'
import type { Condition } from './condition.ts'
import type { AppliedFilter, Expression, Literal, Variable } from './expression.ts'
import type { Node } from './node.ts'
import { ambiguousNames } from './runtime/lookup.ts'

/** Which of a template's functions is written: each template has up to four of them, made when first needed. */
export interface Variant {
  readonly autoescape: boolean
  readonly asynchronous: boolean
  /** Asynchronous, and what is written goes to `f.r.out` piece by piece. */
  readonly streaming: boolean
}

/**
 * How an expression whose variable does not exist is to be read: as the engine's `stringIfInvalid` ('print', 'value'), or as null.
 * In strict mode it is an error, but for 'null'.
 */
export type Missing = 'print' | 'value' | 'list' | 'null'

/** Filters that a variable which does not exist may go into in strict mode, because that is what they are for. */
const forgiving: ReadonlySet<string> = new Set(['default', 'default_if_none'])

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
  /** Where in the output declarations for variables that tags set go. */
  readonly at: number
  readonly declared: string[]
  /** The scope object of a dynamic template. */
  readonly context: string
  readonly loop: LoopCode | null
}

/** Names that every context has, unless it has its own. Django's three and JavaScript's. */
const constants: Readonly<Record<string, string>> = {
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

/** What the generator is told of the engine. */
export interface GeneratorOptions {
  readonly stringIfInvalid: string
  /** A variable that does not exist is an error. */
  readonly strict: boolean
  /** The template that is compiled: what its own parts (partials) are asked for. */
  readonly template: object
  /** Variables live in scope objects, because a tag may set any of them. */
  readonly dynamic: boolean
}

/**
 * Writes the JavaScript of one function of a template. Nodes call its methods; the function's parameters are `c`, the
 * context, and `f`, the frame, and its result is the text `o`. Variables that `{% for %}`, `{% with %}` and `as` bind
 * become JavaScript variables; they are put into a scope object only where another template or a tag needs them.
 */
export class Generator {
  readonly variant: Variant
  readonly options: GeneratorOptions
  autoescape: boolean
  readonly #chunks: string[] = []
  readonly #scopes: Bindings[] = []
  readonly #constants: unknown[]
  #temporaries = 0
  #mostTemporaries = 0
  #names = 0
  #position = -1
  #block: string | null = null

  constructor(variant: Variant, options: GeneratorOptions, constantsOfTemplate: unknown[]) {
    this.variant = variant
    this.options = options
    this.autoescape = variant.autoescape
    this.#constants = constantsOfTemplate
  }

  /** The function's source, after its nodes were written with `write`. */
  function(name: string, block: string | null, write: () => void): string {
    this.#block = block
    const parameters = block === null ? 'c, f' : 'c, f, i'
    const kind = this.variant.asynchronous ? 'async function' : 'function'
    this.#chunks.length = 0
    this.#position = -1
    this.autoescape = this.variant.autoescape
    this.#temporaries = 0
    this.#mostTemporaries = 0
    const dynamic = this.options.dynamic
    const context = dynamic ? this.name('c') : 'c'
    this.scoped({ context, prepare: dynamic ? `const ${context} = h_derive(c, f);` : '' }, write)
    const body = this.#chunks.join('\n')
    const temporaries = Array.from({ length: this.#mostTemporaries }, (_, i) => `, t${i}`).join('')
    return `const ${name} = (${kind} (${parameters}) {\nlet o = '', p = 0${temporaries}\ntry {\n${body}\n} catch (e) { throw h_located(e, k0, p) }\nreturn o\n})`
  }

  /** Adds a line of JavaScript. */
  line(code: string): void {
    this.#chunks.push(code)
  }

  /** A place for a line of JavaScript that is only known later: call the result with it. */
  placeholder(): (code: string) => void {
    const at = this.#chunks.push('') - 1
    return (code) => {
      this.#chunks[at] = code
    }
  }

  /** Forgets where the code stands: after it branched or looped. */
  forget(): void {
    this.#position = -1
  }

  /** Says where in the source the code that follows comes from. */
  at(position: number): void {
    if (position === this.#position) return
    this.#position = position
    this.#temporaries = 0
    this.line(`p = ${position};`)
    if (this.variant.streaming) this.line('o = f.r.out.give(o); if (f.r.out.full) await f.r.out.drain();')
  }

  /** Adds text to the output. */
  text(text: string): void {
    if (text !== '') this.line(`o += ${JSON.stringify(text)};`)
  }

  nodes(nodes: readonly Node[]): void {
    for (const node of nodes) node.emit(this)
  }

  /** A JavaScript variable of the function that holds a value for a moment. */
  temporary(): string {
    const at = this.#temporaries++
    if (at >= this.#mostTemporaries) this.#mostTemporaries = at + 1
    return `t${at}`
  }

  /** A name that nothing else in the function has. */
  name(prefix: string): string {
    return `${prefix}${this.#names++}_`
  }

  /** The JavaScript name of a value that the compiled template keeps. */
  constant(value: unknown): string {
    let at = this.#constants.indexOf(value)
    if (at === -1) at = this.#constants.push(value) - 1
    return `k${at}`
  }

  /** `await` in an asynchronous function, nothing in a synchronous one. */
  get await(): string {
    return this.variant.asynchronous ? 'await ' : ''
  }

  /** The environment in force, as JavaScript. */
  get environment(): string {
    return this.autoescape ? 'f.r.on' : 'f.r.off'
  }

  /** Code for a value that may have to be waited for: in a synchronous function it then ends the rendering. */
  settled(code: string): string {
    if (!this.variant.asynchronous) return `h_ready(${code})`
    const t = this.temporary()
    return `(h_isPending(${t} = ${code}) ? await f.r.settle(${t}) : ${t})`
  }

  // Scopes

  /** Runs `write` with a scope of its own. Variables that tags set inside end with it. */
  scoped(
    parts: { context?: string; prepare?: string; loop?: LoopCode | null; names?: ReadonlyMap<string, string> },
    write: () => void,
  ): void {
    const outer = this.#scopes.at(-1)
    if (parts.prepare) this.line(parts.prepare)
    const scope: Bindings = {
      names: new Map(parts.names ?? []),
      at: this.#chunks.push('') - 1,
      declared: [],
      context: parts.context ?? outer?.context ?? 'c',
      loop: parts.loop ?? outer?.loop ?? null,
    }
    this.#scopes.push(scope)
    write()
    this.#scopes.pop()
    this.#chunks[scope.at] = scope.declared.join('\n')
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
      const before = this.#name(name)
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

  // Values

  #name(name: string): string {
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
    return Object.hasOwn(constants, name) ? `(${value} ?? ${constants[name]})` : value
  }

  /** What a name stands for, without calling it. */
  #unread(name: string): string {
    for (let i = this.#scopes.length - 1; i >= 0; i--) {
      const code = this.#scopes[i]!.names.get(name)
      if (code !== undefined && code !== this.#scopes[i]!.loop?.object) return code
    }
    return `${this.context}[${JSON.stringify(name)}]`
  }

  /** `forloop.counter` and the like where the loop is in this very function: arithmetic instead of an object. */
  #loopField(path: readonly string[]): string | null {
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

  /** Whether `block` means the block being written. */
  #isBlock(): boolean {
    return this.#block !== null && !this.#scopes.some((scope) => scope.names.has('block'))
  }

  /** The text of the block that this one overrides. */
  #super(): string {
    return this.#superCode(this.variant.asynchronous ? 'await h_parentBlock' : 'h_parentBlock')
  }

  #superCode(call: string): string {
    return `${call}(${this.scope()}, f, ${JSON.stringify(this.#block)}, i, ${this.autoescape})`
  }

  /** A variable's value, undefined where there is none. */
  variable(variable: Variable): string {
    const field = this.#loopField(variable.path)
    if (field !== null) return field
    if (variable.path[0] === 'block' && variable.path.length === 2 && this.#isBlock()) {
      if (variable.path[1] === 'super') {
        return `h_markSafe(${this.variant.streaming ? this.#superCode('await h_heldParentBlock') : this.#super()})`
      }
      if (variable.path[1] === 'name') return JSON.stringify(this.#block)
    }
    let code = this.#name(variable.path[0]!)
    for (const step of variable.path.slice(1)) {
      const base = code
      const key = JSON.stringify(step)
      if (ambiguousNames.has(step)) {
        code = this.variant.asynchronous ? `(await h_getLater(${base}, ${key}, f))` : `h_get(${base}, ${key}, f)`
        continue
      }
      const object = this.temporary()
      if (!this.variant.asynchronous) {
        code = `h_step(${object} = ${base}, ${object}?.[${key}], ${key}, f)`
        continue
      }
      const value = this.temporary()
      code =
        `(typeof (${value} = (${object} = ${base})?.[${key}]) !== 'function' && ${value} !== undefined ? ${value} : ` +
        `h_isPending(${object}) ? await h_getLater(${object}, ${key}, f) : h_get(${object}, ${key}, f))`
    }
    return code
  }

  #literal(literal: Literal, plain: boolean): string {
    if (typeof literal.value === 'bigint') return `${literal.value}n`
    if (typeof literal.value === 'number') return `(${literal.value})`
    if (literal.translated) {
      const text = `h_translated(${JSON.stringify(literal.value)}, ${this.environment})`
      return plain ? text : `h_markSafe(${text})`
    }
    if (plain) return JSON.stringify(literal.value)
    return this.constant(this.#safeLiteral(literal.value))
  }

  #safeLiteral(text: string): SafeString {
    const known = this.#constants.find((each) => each instanceof SafeString && each.value === text)
    return known instanceof SafeString ? known : new SafeString(text)
  }

  /**
   * An expression's value. `missing` says what a variable that does not exist gives: the engine's `stringIfInvalid`
   * ('print', 'value') or null. With `plain`, quoted text is a plain string instead of a safe one.
   */
  value(expression: Expression, missing: Missing, plain = false): string {
    const { base, filters } = expression
    let code: string
    let invalid: string | null = null
    if (base.kind === 'literal') code = this.#literal(base, plain && filters.length === 0)
    else {
      code = this.variable(base)
      if (this.variant.asynchronous) code = this.settled(code)
      if (this.options.strict && missing !== 'null') return this.#strictly(base, code, filters, missing)
      if (missing === 'null' || missing === 'list') code = `(${code} ?? null)`
      else if (this.options.stringIfInvalid !== '') {
        invalid = this.missing(base.name)
      } else if (missing === 'value' && filters.length === 0) {
        const t = this.temporary()
        code = `((${t} = ${code}) === undefined ? '' : ${t})`
      }
    }
    if (invalid === null) return this.#filtered(code, filters)
    const t = this.temporary()
    return `((${t} = ${code}) === undefined ? ${invalid} : ${this.#filtered(t, filters)})`
  }

  #strictly(base: Variable, code: string, filters: readonly AppliedFilter[], missing: Missing): string {
    const t = this.temporary()
    const otherwise = missing === 'list' ? 'null' : "''"
    const names = new Set(this.#scopes.flatMap((scope) => Array.from(scope.names.keys())))
    const unknown = forgiving.has(filters[0]?.name ?? '')
      ? otherwise
      : `h_unknown(${this.constant(base)}, ${this.#unread(base.path[0]!)}, ${this.context}, ${JSON.stringify(Array.from(names))}) ?? ${otherwise}`
    return `((${t} = ${code}) === undefined && (${t} = ${unknown}), ${this.#filtered(t, filters)})`
  }

  #filtered(code: string, filters: readonly AppliedFilter[]): string {
    let value = code
    for (const applied of filters) {
      const { filter, argument } = applied
      let given = 'undefined'
      if (argument?.kind === 'literal') given = this.#literal(argument, !filter.raw)
      else if (argument?.kind === 'variable') {
        const read = this.settled(this.variable(argument))
        given = `h_argument(${read}, ${JSON.stringify(argument.name)}, ${filter.raw}, ${this.environment})`
      }
      value = `h_filter(${this.constant(filter)}, ${value}, ${given}, ${this.environment})`
      if (this.variant.asynchronous) value = this.settled(value)
    }
    return value
  }

  /** What a variable that does not exist prints, as JavaScript. */
  missing(name: string): string {
    return JSON.stringify(this.options.stringIfInvalid.replaceAll('%s', name))
  }

  /** Writes an expression's value to the output, escaped where it has to be. */
  output(expression: Expression): void {
    const { base, filters } = expression
    if (base.kind === 'literal' && filters.length === 0 && typeof base.value === 'string' && !base.translated) {
      this.text(base.value)
      return
    }
    if (base.kind === 'variable' && filters.length === 0) {
      const field = this.#loopField(base.path)
      if (field !== null) {
        const last = base.path.at(-1)
        if (last === 'first' || last === 'last') this.line(`o += ${field};`)
        else this.line(`o += ${field} < 1000 ? ${field} : h_out(${field}, ${this.environment});`)
        return
      }
      if (base.name === 'block.super' && this.#isBlock()) {
        this.line(`o += ${this.#super()};`)
        return
      }
    }
    this.write(this.value(expression, 'print'))
  }

  /** Writes the value of some code to the output, escaped where it has to be. The code is settled in async functions. */
  write(code: string): void {
    this.line(`o += ${this.shown(code)};`)
  }

  /** Code for the text of a value, escaped where it has to be. */
  shown(code: string): string {
    const shown = this.autoescape ? 'h_escaped' : 'h_plain'
    if (!this.variant.asynchronous) return `${shown}(${code}, f)`
    const t = this.temporary()
    return `${shown}(h_isOpen(${t} = ${code}) ? await f.r.settleShown(${t}) : ${t}, f)`
  }

  /** A condition as JavaScript that gives true or false. */
  condition(condition: Condition): string {
    switch (condition.kind) {
      case 'not':
        return `!${this.condition(condition.operand)}`
      case 'and':
        return `(${this.condition(condition.left)} && ${this.condition(condition.right)})`
      case 'or':
        return `(${this.condition(condition.left)} || ${this.condition(condition.right)})`
      case 'compare':
        return this.#comparison(condition)
      default: {
        const { base, filters } = condition.expression
        const field = base.kind === 'variable' && filters.length === 0 ? this.#loopField(base.path) : null
        if (field !== null) return `(${field} ? true : false)`
        return `h_test(${this.value(condition.expression, 'null', true)})`
      }
    }
  }

  #comparison(condition: Condition & { kind: 'compare' }): string {
    const side = (each: Condition) =>
      each.kind === 'value' ? this.settled(this.value(each.expression, 'null', true)) : this.condition(each)
    const left = side(condition.left)
    const right = side(condition.right)
    switch (condition.operator) {
      case '==':
        return `h_equal(${left}, ${right})`
      case '!=':
        return `!h_equal(${left}, ${right})`
      case 'is':
        return `h_same(${left}, ${right})`
      case 'is not':
        return `!h_same(${left}, ${right})`
      case 'in':
        return `h_within(${left}, ${right})`
      case 'not in':
        return `h_without(${left}, ${right})`
      default:
        return `h_compare(${left}, ${JSON.stringify(condition.operator)}, ${right})`
    }
  }

  /** Runs `write` and gives the JavaScript name of the text that it wrote, instead of sending it to the output. */
  captured(write: () => void): string {
    const saved = this.name('s')
    const text = this.name('x')
    const { streaming } = this.variant
    if (streaming) this.line('o = f.r.out.give(o);')
    this.line(`const ${saved} = o; o = '';${streaming ? ' f.r.out.held++;' : ''}`)
    write()
    this.line(`const ${text} = o; o = ${saved};${streaming ? ' f.r.out.held--;' : ''}`)
    return text
  }

  /** Escapes text that is known while compiling. */
  escaped(text: string): string {
    return this.autoescape ? escapeHtml(text) : text
  }
}
