import { gettextNoop, type Issue, ValidationError } from '../../../base/schema/index.ts'
import { isEmptyValue } from '../data.ts'
import { labelFor } from '../labels.ts'
import { MultiWidget } from '../widgets/multi.ts'
import type { Widget } from '../widgets/widget.ts'
import { bareContext, type CleanContext, Input, type InputOptions } from './input.ts'

export interface MultiOptions<T, P = unknown> extends InputOptions<T> {
  /** The values of the parts as one; throwing a `ValidationError` refuses them. Default: the values by name, or as a list. */
  readonly compress?: (values: P, context: CleanContext) => T
  /** A value as those of the parts. To be given wherever `compress` is, for forms that begin with a value. */
  readonly decompress?: (value: T) => P
  /** Every part must be filled in where one is. False: each part says for itself whether it is required. Default true. */
  readonly requireAllFields?: boolean
  /** What an empty field gives. Default null. */
  readonly empty?: unknown
}

/** What a part is: its name (a number in a list) and its input. */
type Part = readonly [name: string, input: Input]

/**
 * Several inputs that give one value. Each part is cleaned by itself; all their problems are those of the field.
 * Semantics: Django's `MultiValueField`.
 */
export class MultiInput<T> extends Input<T> {
  override readonly type: string = 'multi'
  protected readonly parts: readonly Part[]
  readonly #named: boolean
  readonly #options: MultiOptions<T>
  readonly #requireAll: boolean

  constructor(
    fields: readonly Input[] | Readonly<Record<string, Input>>,
    options: MultiOptions<T> = {},
    widget?: Widget,
    messages: Readonly<Record<string, string>> = {},
  ) {
    const parts: readonly Part[] = Object.entries(fields)
    const named = !Array.isArray(fields)
    const requireAll = options.requireAllFields ?? true
    super(options, widget ?? widgetOf(parts, named, requireAll), {
      invalid: gettextNoop('Enter a list of values.'),
      incomplete: gettextNoop('Enter a complete value.'),
      ...messages,
    })
    this.parts = parts
    this.#named = named
    this.#options = options
    this.#requireAll = requireAll
    for (const [, input] of parts) {
      if (requireAll) input.required = false
      if (this.disabled) input.disabled = true
    }
  }

  override async load(): Promise<void> {
    for (const [, input] of this.parts) await input.load?.()
  }

  override hiddenWidget(): Widget {
    return widgetOf(this.parts, this.#named, this.#requireAll, true)
  }

  toValue(raw: unknown): T | null {
    return raw as T
  }

  override async clean(raw: unknown, context: CleanContext): Promise<T> {
    if (this.disabled && this.isWhole(raw)) return super.clean(raw, context)
    const given = this.disabled && !Array.isArray(raw) ? this.#apart(raw, context) : raw
    if (!isEmptyValue(given) && !Array.isArray(given)) throw this.refusal('invalid')
    const values = (given ?? []) as readonly unknown[]
    if (isEmptyValue(values) || values.every(isEmptyValue)) {
      if (this.required) throw this.refusal('required')
      return super.clean(this.#options.empty ?? null, context)
    }
    return super.clean(this.compress(await this.#cleanParts(values, context), context), context)
  }

  async #cleanParts(values: readonly unknown[], context: CleanContext): Promise<unknown> {
    const cleaned: [string, unknown][] = []
    const issues: Issue[] = []
    for (const [index, [name, input]] of this.parts.entries()) {
      const value = values[index] ?? null
      if (isEmptyValue(value) && (this.#requireAll ? this.required : input.required)) {
        if (this.#requireAll) throw this.refusal('required')
        note(
          issues,
          input.messages['incomplete'] === undefined ? this.refusal('incomplete') : input.refusal('incomplete'),
        )
        continue
      }
      try {
        cleaned.push([name, await input.clean(value, context)])
      } catch (error) {
        if (!(error instanceof ValidationError)) throw error
        note(issues, error)
      }
    }
    if (issues.length > 0) throw new ValidationError(issues)
    return this.#named ? Object.fromEntries(cleaned) : cleaned.map(([, value]) => value)
  }

  /** The cleaned values of the parts as one. */
  protected compress(values: unknown, context: CleanContext): T {
    return this.#options.compress === undefined ? (values as T) : this.#options.compress(values, context)
  }

  /** A value as those of the parts; anything else as it is, for a widget that takes it apart. */
  protected decompress(value: T, _context: CleanContext): unknown {
    return this.#options.decompress === undefined ? value : this.#options.decompress(value)
  }

  #apart(value: unknown, context: CleanContext): unknown {
    if (isEmptyValue(value) || Array.isArray(value)) return value
    const values = this.decompress(value as T, context)
    if (Array.isArray(values) || typeof values !== 'object' || values === null || !this.#named) return values
    return this.parts.map(([name]) => (values as Readonly<Record<string, unknown>>)[name] ?? null)
  }

  override carried(raw: unknown, context: CleanContext): unknown {
    if (!Array.isArray(raw)) return raw
    return this.parts.map(([, input], index) => input.carried(raw[index] ?? null, context))
  }

  /** For a subclass: is this the value that the parts make up, to be kept as it is where the field is disabled? */
  protected isWhole(_value: unknown): boolean {
    return false
  }

  override prepare(value: unknown, context: CleanContext): unknown {
    const values = this.#apart(value, context)
    if (!Array.isArray(values)) return values
    return this.parts.map(([, input], index) => input.prepare(values[index] ?? null, context))
  }

  override shown(raw: unknown, initial: unknown): unknown {
    if (this.disabled || !Array.isArray(raw)) return super.shown(raw, initial)
    return this.parts.map(([, input], index) => input.shown(raw[index] ?? null, null))
  }

  override hasChanged(initial: unknown, raw: unknown, context: CleanContext = bareContext): boolean {
    if (this.disabled) return false
    const before = this.#apart(initial, context)
    const values = Array.isArray(raw) ? raw : []
    return this.parts.some(([, input], index) =>
      input.hasChanged(
        Array.isArray(before) ? partValue(input, before[index] ?? null, context) : null,
        values[index] ?? null,
        context,
      ),
    )
  }
}

/** What a value is taken apart into may be text, which its part reads as what was submitted. */
function partValue(input: Input, before: unknown, context: CleanContext): unknown {
  if (typeof before !== 'string') return before
  try {
    return input.toValue(before, context)
  } catch (error) {
    if (error instanceof ValidationError) return before
    throw error
  }
}

function note(issues: Issue[], error: ValidationError): void {
  for (const issue of error.issues) {
    if (!issues.some(({ message }) => message === issue.message)) issues.push(issue)
  }
}

function widgetOf(parts: readonly Part[], named: boolean, requireAll: boolean, hidden = false): MultiWidget {
  return new MultiWidget(
    parts.map(([name, input]) => {
      const widget = hidden ? input.hiddenWidget() : input.widget
      return {
        widget,
        label: hidden ? null : (input.label ?? (named ? labelFor(name) : null)),
        attrs: { ...input.attributes(widget), autocomplete: input.autocomplete },
        optional: !requireAll && !input.required,
        choices: () => input.choices ?? [],
        ...(named ? { name } : {}),
      }
    }),
  )
}
