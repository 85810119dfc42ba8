import { escapeHtml, SafeString } from '../../../base/text/index.ts'

/** Which of a template's functions is written: each template has up to four of them, made when first needed. */
export interface Variant {
  readonly autoescape: boolean
  readonly asynchronous: boolean
  /** Asynchronous, and what is written goes to `f.r.out` piece by piece. */
  readonly streaming: boolean
}

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

/** Writes the lines of one JavaScript function, and knows its variables and the values that the compiled template keeps. */
export class FunctionWriter {
  readonly variant: Variant
  readonly options: GeneratorOptions
  autoescape: boolean
  readonly #chunks: string[] = []
  readonly #constants: unknown[]
  #temporaries = 0
  #mostTemporaries = 0
  #names = 0
  #position = -1

  constructor(variant: Variant, options: GeneratorOptions, constantsOfTemplate: unknown[]) {
    this.variant = variant
    this.options = options
    this.autoescape = variant.autoescape
    this.#constants = constantsOfTemplate
  }

  /** The source of a function with these parameters whose lines `write` adds. */
  protected wrapped(name: string, parameters: string, write: () => void): string {
    this.#chunks.length = 0
    this.#position = -1
    this.autoescape = this.variant.autoescape
    this.#temporaries = 0
    this.#mostTemporaries = 0
    write()
    const kind = this.variant.asynchronous ? 'async function' : 'function'
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

  /** The JavaScript name of a text that is HTML already. */
  safeText(text: string): string {
    const known = this.#constants.find((each) => each instanceof SafeString && each.value === text)
    return this.constant(known ?? new SafeString(text))
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

  /** Escapes text that is known while compiling. */
  escaped(text: string): string {
    return this.autoescape ? escapeHtml(text) : text
  }
}
