import { gettextNoop } from '../../../base/schema/index.ts'
import { Textarea } from '../widgets/text.ts'
import { AsTyped } from './as-typed.ts'
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

/** The value of a JSON text, or null where it is none, goes deeper than `deepest`, or has a number or a text that databases cannot hold. */
function parse(text: string): { readonly value: unknown } | null {
  try {
    const value: unknown = JSON.parse(text)
    return isSound(value, 0) ? { value } : null
  } catch {
    return null
  }
}

function isSound(value: unknown, depth: number): boolean {
  if (typeof value === 'number') return Number.isFinite(value)
  if (typeof value === 'string') return !value.includes('\0') && value.isWellFormed()
  if (typeof value !== 'object' || value === null) return true
  return depth < deepest && Object.entries(value).every(([key, inner]) => isSound(key, 0) && isSound(inner, depth + 1))
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
    super(options, new Textarea({ spellcheck: 'false' }), { invalid: gettextNoop('Enter a valid JSON.') })
    this.#indent = options.indent ?? 2
  }

  toValue(raw: unknown): unknown {
    if (this.disabled) return raw
    if (raw === '' || raw === null || raw === undefined) return null
    if (typeof raw !== 'string') {
      if (isSound(raw, 0)) return raw
      throw this.refusal('invalid')
    }
    if (raw.trim() === '') return null
    const parsed = parse(raw)
    if (parsed === null) throw this.refusal('invalid', { value: raw })
    return parsed.value
  }

  override prepare(value: unknown, _context: CleanContext): unknown {
    if (value === undefined || value instanceof AsTyped) return value?.toString()
    return JSON.stringify(value, null, this.#indent)
  }

  /** A text that is no JSON comes back as it was typed. */
  override shown(raw: unknown, initial: unknown): unknown {
    if (this.disabled) return initial
    if (raw === null) return undefined
    if (typeof raw !== 'string') return isSound(raw, 0) ? raw : new AsTyped('')
    const parsed = parse(raw)
    return parsed === null ? new AsTyped(raw) : parsed.value
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
