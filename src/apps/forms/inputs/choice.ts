import type { Label } from '../../../base/schema/index.ts'
import { gettextNoop } from '../../../base/schema/index.ts'
import { isEmptyValue } from '../data.ts'
import { choiceText, MultipleHiddenInput, Select, SelectMultiple } from '../widgets/choice.ts'
import type { Widget, WidgetChoice } from '../widgets/widget.ts'
import { type CleanContext, Input, type InputOptions } from './input.ts'

/** What may be chosen: `['a', 'b']`, `[['a', 'Apple']]`, `{ a: 'Apple' }`; or groups of these: `[{ group: 'Fruit', choices: … }]`. */
export type Choices<V = unknown> =
  | readonly (V | readonly [V, Label] | { readonly group: Label; readonly choices: Choices<V> })[]
  | Readonly<Record<string, Label>>

/** Choices, or where they come from: asked for each form that is drawn or validated. */
export type ChoiceSource<V = unknown> = Choices<V> | (() => Choices<V> | Promise<Choices<V>>)

/** Choices in one list, each with its group. */
export function flattenChoices(choices: Choices, group: string | null = null): WidgetChoice[] {
  if (!Array.isArray(choices)) {
    return Object.entries(choices as Record<string, Label>).map(([value, label]) => ({
      value,
      label: String(label),
      group,
    }))
  }
  return (choices as readonly unknown[]).flatMap((choice): WidgetChoice[] => {
    if (Array.isArray(choice)) return [{ value: choice[0], label: String(choice[1]), group }]
    if (typeof choice === 'object' && choice !== null && 'group' in choice) {
      const inner = choice as { group: Label; choices: Choices }
      return flattenChoices(inner.choices, String(inner.group))
    }
    return [{ value: choice, label: String(choice), group }]
  })
}

export interface ChoiceOptions<V> extends InputOptions<V> {
  readonly choices: ChoiceSource<V>
  /** From the chosen value to the cleaned one; throwing refuses it. Default: the value as the choices have it. */
  readonly coerce?: (value: unknown) => V
  /** The label of "nothing", put before the others where they have no empty choice; null for none. Default '---------' in a `<select>` that may be left empty. */
  readonly emptyLabel?: string | null
  /** What an empty field gives. */
  readonly empty?: unknown
}

/** What one and several choices share: the list, and finding a submitted text in it. */
export abstract class ChoiceLikeInput<T> extends Input<T> {
  readonly #source: ChoiceSource
  readonly #coerce: ((value: unknown) => unknown) | undefined
  #loaded: readonly WidgetChoice[] | null = null

  constructor(
    options: ChoiceOptions<never> | (InputOptions<T> & { choices: ChoiceSource; coerce?: unknown }),
    widget: Widget,
    messages: Readonly<Record<string, string>>,
  ) {
    super(options as InputOptions<T>, widget, {
      invalid_choice: gettextNoop('Select a valid choice. %(value)s is not one of the available choices.'),
      ...messages,
    })
    this.#source = options.choices as ChoiceSource
    this.#coerce = options.coerce as ((value: unknown) => unknown) | undefined
    if (typeof this.#source !== 'function') this.#loaded = flattenChoices(this.#source)
  }

  /** The choices as they are drawn, or null where they have to be fetched with `load` first. */
  override get choices(): readonly WidgetChoice[] | null {
    return this.#loaded
  }

  override async load(): Promise<void> {
    if (this.#loaded === null && typeof this.#source === 'function') this.#loaded = flattenChoices(await this.#source())
  }

  /** Choices are told apart by their texts, whether or not they have been fetched. */
  override carried(raw: unknown): unknown {
    return raw
  }

  /** The choices' own value for what was submitted. Throws 'invalid_choice'. */
  protected pick(raw: unknown): unknown {
    const text = choiceText(raw)
    const found = this.#loaded?.find((choice) => choiceText(choice.value) === text)
    if (found === undefined) throw this.refusal('invalid_choice', { value: raw })
    if (this.#coerce === undefined) return found.value
    try {
      return this.#coerce(found.value)
    } catch {
      throw this.refusal('invalid_choice', { value: raw })
    }
  }
}

/** One of several choices; gives the choice's own value. */
export class ChoiceInput<V> extends ChoiceLikeInput<V> {
  override readonly type = 'choice'
  readonly #empty: unknown
  readonly #emptyLabel: string | null | undefined

  constructor(options: ChoiceOptions<V>) {
    super(options as unknown as ChoiceOptions<never>, new Select(), {})
    this.#empty = options.empty === undefined ? '' : options.empty
    this.#emptyLabel = options.emptyLabel
  }

  override get choices(): readonly WidgetChoice[] | null {
    const choices = super.choices
    const usual = this.required || this.widget.template !== 'select' ? null : '---------'
    const label = this.#emptyLabel === undefined ? usual : this.#emptyLabel
    if (choices === null || label === null || choices.some(({ value }) => isEmptyValue(value))) return choices
    return [{ value: '', label, group: null }, ...choices]
  }

  toValue(raw: unknown): V | null {
    return (isEmptyValue(raw) ? this.#empty : this.pick(raw)) as V
  }

  override async clean(raw: unknown, context: CleanContext): Promise<V> {
    await this.load()
    return super.clean(raw, context)
  }

  override hasChanged(initial: unknown, raw: unknown): boolean {
    return !this.disabled && choiceText(initial) !== choiceText(raw)
  }
}

/** Any number of the choices, as a list of their values. */
export class MultipleChoiceInput<V> extends ChoiceLikeInput<readonly V[]> {
  override readonly type = 'multipleChoice'
  readonly #empty: unknown

  constructor(options: Omit<ChoiceOptions<V>, 'initial' | 'validators' | 'clean' | 'coerce'> & MultipleOptions<V>) {
    super(options as never, new SelectMultiple(), { invalid_list: gettextNoop('Enter a list of values.') })
    this.#empty = options.empty === undefined ? [] : options.empty
  }

  toValue(raw: unknown): readonly V[] | null {
    if (isEmptyValue(raw)) return this.#empty as readonly V[]
    if (!Array.isArray(raw)) throw this.refusal('invalid_list')
    return raw.map((each) => this.pick(each) as V)
  }

  override async clean(raw: unknown, context: CleanContext): Promise<readonly V[]> {
    await this.load()
    return super.clean(raw, context)
  }

  override hiddenWidget(): Widget {
    return new MultipleHiddenInput()
  }

  override hasChanged(initial: unknown, raw: unknown): boolean {
    if (this.disabled) return false
    const before = new Set((Array.isArray(initial) ? initial : isEmptyValue(initial) ? [] : [initial]).map(choiceText))
    const after = new Set((Array.isArray(raw) ? raw : isEmptyValue(raw) ? [] : [raw]).map(choiceText))
    return before.size !== after.size || [...before].some((value) => !after.has(value))
  }
}

export interface MultipleOptions<V> extends InputOptions<readonly V[]> {
  /** From each chosen value to the cleaned one. */
  readonly coerce?: (value: unknown) => V
}
