import { Textarea } from '../widgets/text.ts'
import { type CleanContext, Input, type InputOptions } from './input.ts'

/** JSON with the keys of objects in order, so that two texts of one value are equal. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  )
}

/** How deep a document may go: databases and recursive code end soon after. */
const deepest = 500

/** JSON as a value. Throws for what is none, goes deeper than `deepest`, or has a number in it that no number can hold. */
function parse(text: string): unknown {
  const value: unknown = JSON.parse(text)
  check(value, 0)
  return value
}

function check(value: unknown, depth: number): void {
  if (typeof value === 'number' && !Number.isFinite(value)) throw new RangeError('too large a number')
  if (typeof value !== 'object' || value === null) return
  if (depth === deepest) throw new RangeError('too deep')
  for (const inner of Object.values(value)) check(inner, depth + 1)
}

export interface JsonOptions<T> extends InputOptions<T> {
  /** Spaces by which the text is indented when it is shown. Default 2. */
  readonly indent?: number
}

/** A JSON document as text; null where it is empty. */
export class JsonInput extends Input<unknown> {
  readonly type = 'json'
  readonly #indent: number

  constructor(options: JsonOptions<unknown> = {}) {
    super(options, new Textarea({ spellcheck: 'false' }), { invalid: 'Enter a valid JSON.' })
    this.#indent = options.indent ?? 2
  }

  toValue(raw: unknown): unknown {
    if (this.disabled) return raw
    if (raw === '' || raw === null || raw === undefined) return null
    if (typeof raw !== 'string') return raw
    if (raw.trim() === '') return null
    try {
      return parse(raw)
    } catch {
      throw this.refusal('invalid', { value: raw })
    }
  }

  override prepare(value: unknown, _context: CleanContext): unknown {
    if (value === undefined || value instanceof Unparsed) return value?.toString()
    return JSON.stringify(value, null, this.#indent)
  }

  /** A text that is no JSON comes back as it was typed. */
  override shown(raw: unknown, initial: unknown): unknown {
    if (this.disabled) return initial
    if (typeof raw !== 'string' || raw.trim() === '') return raw === null ? undefined : raw
    try {
      return parse(raw)
    } catch {
      return new Unparsed(raw)
    }
  }

  override hasChanged(initial: unknown, raw: unknown, context: CleanContext): boolean {
    if (super.hasChanged(initial, raw, context) === false) return false
    try {
      return canonical(this.toValue(raw)) !== canonical(initial === '' ? null : (initial ?? null))
    } catch {
      return true
    }
  }
}

/** Text that was meant to be JSON: shows itself as it is. */
class Unparsed {
  readonly #text: string

  constructor(text: string) {
    this.#text = text
  }

  toString(): string {
    return this.#text
  }
}
