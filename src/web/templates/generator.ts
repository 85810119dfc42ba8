import type { Condition } from './condition.ts'
import type { Expression } from './expression.ts'
import { conditionCode } from './generator/conditions.ts'
import { ValueWriter } from './generator/values.ts'
import type { Node } from './node.ts'

export type { LoopCode } from './generator/scopes.ts'

/**
 * Writes the JavaScript of one function of a template. Nodes call its methods; the function's parameters are `c`, the
 * context, and `f`, the frame, and its result is the text `o`.
 */
export class Generator extends ValueWriter {
  /** The function's source, after its nodes were written with `write`. */
  function(name: string, block: string | null, write: () => void): string {
    this.block = block
    return this.wrapped(name, block === null ? 'c, f' : 'c, f, i', () => {
      const { dynamic } = this.options
      const context = dynamic ? this.name('c') : 'c'
      this.scoped({ context, prepare: dynamic ? `const ${context} = h_derive(c, f);` : '' }, write)
    })
  }

  nodes(nodes: readonly Node[]): void {
    for (const node of nodes) node.emit(this)
  }

  /** Writes an expression's value to the output, escaped where it has to be. */
  output(expression: Expression): void {
    const { base, filters } = expression
    if (base.kind === 'literal' && filters.length === 0 && typeof base.value === 'string' && !base.translated) {
      this.text(base.value)
      return
    }
    if (base.kind === 'variable' && filters.length === 0) {
      const field = this.loopField(base.path)
      if (field !== null) {
        const last = base.path.at(-1)
        if (last === 'first' || last === 'last') this.line(`o += ${field};`)
        else this.line(`o += ${field} < 1000 ? ${field} : h_out(${field}, ${this.environment});`)
        return
      }
      if (base.name === 'block.super' && this.isBlock()) {
        this.line(`o += ${this.parentBlock()};`)
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
    return conditionCode(this, condition)
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
}
