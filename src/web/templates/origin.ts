import { describePlace, type Place } from './errors.ts'

/** Where a template came from. */
export interface Origin {
  /** The name by which it was asked for. */
  readonly name: string
  /** The file, where it is one. */
  readonly path: string | null
  readonly source: string
}

/** Line and column of an offset. */
export function placeAt(origin: Origin, position: number): Place {
  const before = origin.source.slice(0, position)
  const lineStart = before.lastIndexOf('\n') + 1
  const lineEnd = origin.source.indexOf('\n', position)
  return {
    template: origin.path ?? origin.name,
    line: before.split('\n').length,
    column: position - lineStart + 1,
    source: origin.source.slice(lineStart, lineEnd === -1 ? undefined : lineEnd).replace(/\r$/, ''),
  }
}

/** One line of a template's source. */
export interface SourceLine {
  readonly number: number
  readonly text: string
  /** Whether it is the line that is spoken of. */
  readonly hit: boolean
}

/** One template on the way of an error. */
export interface TemplateFrame extends Place {
  /** The name by which the template was asked for, where `template` may be its file. */
  readonly name: string
  /** The tag or variable as it is written there, or '' where the place is in text. */
  readonly during: string
  /** The lines around. */
  readonly lines: readonly SourceLine[]
}

/** What a page for developers says about an error of a template. */
export interface TemplateDebug extends TemplateFrame {
  /** The error's own first line. */
  readonly message: string
  /** Every template that it came through: the innermost (this one) first, then those that included or extended it. */
  readonly chain: readonly TemplateFrame[]
}

class FrameAt implements TemplateFrame {
  readonly template: string
  readonly line: number
  readonly column: number
  readonly source: string
  readonly #origin: Origin
  readonly #position: number

  constructor(origin: Origin, position: number) {
    const { template, line, column, source } = placeAt(origin, position)
    this.template = template
    this.line = line
    this.column = column
    this.source = source
    this.#origin = origin
    this.#position = position
  }

  get name(): string {
    return this.#origin.name
  }

  get during(): string {
    const { source } = this.#origin
    const opening = source.slice(this.#position, this.#position + 2)
    if (opening !== '{%' && opening !== '{{') return ''
    const end = source.indexOf(opening === '{%' ? '%}' : '}}', this.#position)
    return end === -1 ? '' : source.slice(this.#position, end + 2)
  }

  get lines(): readonly SourceLine[] {
    const first = Math.max(1, this.line - around)
    return this.#origin.source
      .split(/\r?\n/)
      .slice(first - 1, this.line + around)
      .map((text, i) => ({ number: first + i, text: text.slice(0, widest), hit: first + i === this.line }))
  }
}

/** So many lines before and after are shown, */
const around = 5
/** and of each as much. */
const widest = 400

/** More places than this say nothing new: the error goes round in circles. */
const mostPlaces = 100

/** What an error was told on its way out. */
interface Trace {
  readonly frames: FrameAt[]
  /** The error's texts before anything was added. */
  readonly message: string
  readonly stack: unknown
  /** Whether it has left the rendering: what comes next is another one's. */
  done: boolean
}

/** On an error: the templates that it came through. Other batteries read it by this name, so that they need not know this one. */
const key = Symbol.for('nuages.templates.frames')

const traces = new WeakMap<object, Trace>()

/** The places that an error of a template came through: the innermost first, then who included or extended it. */
export function templateTrace(error: unknown): readonly Place[] {
  const frames = typeof error === 'object' && error !== null ? (traces.get(error)?.frames ?? []) : []
  return frames.map(({ template, line, column, source }) => ({ template, line, column, source }))
}

/** All about an error of a template, for a page that developers see; null for an error that came from none. */
export function templateDebug(error: unknown): TemplateDebug | null {
  if (typeof error !== 'object' || error === null) return null
  const trace = traces.get(error)
  const inner = trace?.frames[0]
  if (trace === undefined || inner === undefined) return null
  const shown = ({ template, line, column, source, name, during, lines }: FrameAt): TemplateFrame => {
    return { template, line, column, source, name, during, lines }
  }
  return { ...shown(inner), message: trace.message.split('\n')[0]!, chain: trace.frames.map(shown) }
}

function traceOf(error: object): Trace {
  const known = traces.get(error)
  if (known !== undefined && !known.done) return known
  const { message, stack } = (known ?? error) as { message?: unknown; stack?: unknown }
  if (known !== undefined) write(error, known.message, known.stack)
  const trace: Trace = { frames: [], message: typeof message === 'string' ? message : '', stack, done: false }
  traces.set(error, trace)
  // A frozen error keeps its secret: templateTrace still knows it.
  if (Object.isExtensible(error)) Object.defineProperty(error, key, { value: trace.frames, configurable: true })
  return trace
}

/** Not every error lets its texts be changed. */
function write(error: object, message: string | null, stack: unknown): void {
  try {
    if (message !== null) (error as Error).message = message
    if (typeof stack === 'string') (error as Error).stack = stack
  } catch {}
}

/** Adds a place to an error on its way out of a template. Its class and message stay as they are. */
export function addPlace(error: unknown, origin: Origin, position: number): void {
  if (typeof error !== 'object' || error === null) return
  const frame = new FrameAt(origin, position)
  const { frames } = traceOf(error)
  const last = frames.at(-1)
  if (last !== undefined && last.template === frame.template && last.line === frame.line) return
  if (frames.length >= mostPlaces) return
  frames.push(frame)
  const text =
    frames.length === 1 ? `  in template ${describePlace(frame)}` : `  from ${frame.template}, line ${frame.line}`
  const { code, message, stack } = error as { code?: unknown; message?: unknown; stack?: unknown }
  const ours = typeof code === 'string' && code.startsWith('NUAGES_TEMPLATES_')
  write(error, ours ? `${message}\n${text}` : null, typeof stack === 'string' ? `${stack}\n${text}` : undefined)
}

/** Gives an error of syntax, whose message has its place already, that place. */
export function withPlace<E extends Error>(error: E, origin: Origin, position: number): E {
  traceOf(error).frames.push(new FrameAt(origin, position))
  return error
}

/** Says that an error has left its rendering: where it is thrown again by another, its trace begins anew. */
export function endTrace(error: unknown): unknown {
  if (typeof error === 'object' && error !== null) {
    const trace = traces.get(error)
    if (trace !== undefined) trace.done = true
  }
  return error
}
