import type { Engine } from '../engine.ts'
import type { Environment } from '../runtime/environment.ts'
import { type Frame, flatten, hasVariable, type Scope } from '../runtime/render.ts'

/** The variables in force, for a tag that was made with `takesContext`. */
export class TagContext {
  readonly #scope: Scope
  readonly #frame: Frame
  readonly #changes = new Map<string, unknown>()
  /** Whether values are escaped where the tag stands. */
  readonly autoescape: boolean

  constructor(scope: Scope, frame: Frame, autoescape: boolean) {
    this.#scope = scope
    this.#frame = frame
    this.autoescape = autoescape
  }

  get engine(): Engine {
    return this.#frame.r.engine
  }

  /** The language, formats, time zone and clock in force here. */
  get environment(): Environment {
    return this.autoescape ? this.#frame.r.on : this.#frame.r.off
  }

  has(name: string): boolean {
    return hasVariable(this.#scope, name)
  }

  /** The value as it was put into the context: nothing is called, nothing awaited. */
  get(name: string): unknown {
    return this.has(name) ? this.#scope[name] : undefined
  }

  /** Sets a variable from here to the end of the surrounding scope (block, loop, `{% with %}`, or the template). */
  set(name: string, value: unknown): void {
    if (name === '__proto__') return
    this.#scope[name] = value
    this.#changes.set(name, value)
  }

  /** Sets on another context what was set on this one. */
  repeatOn(other: TagContext): void {
    for (const [name, value] of this.#changes) other.set(name, value)
  }

  /** All variables. */
  flatten(): Record<string, unknown> {
    return flatten(this.#scope)
  }
}
