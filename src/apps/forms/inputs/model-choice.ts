import { gettextNoop, ValidationError } from '../../../base/schema/index.ts'
import { isEmptyValue } from '../data.ts'
import { choiceText, MultipleHiddenInput, Select, SelectMultiple } from '../widgets/choice.ts'
import type { Widget, WidgetChoice } from '../widgets/widget.ts'
import { type CleanContext, Input, type InputOptions } from './input.ts'

/** A row as a form needs it: it has a key, and a text that people know it by. */
export interface RowLike {
  readonly pk: unknown
  toString(): string
}

/** A queryset as a form needs it. */
export interface RowSource<R extends RowLike = RowLike> extends AsyncIterable<R> {
  /** Lookups are typed by the queryset's own model, which a form does not know. */
  filter(lookups: never): RowSource<R>
  first(): Promise<R | null>
}

export interface ModelChoiceOptions<R extends RowLike, T = R> extends InputOptions<T> {
  /** The rows that may be chosen; a function is asked for each use. */
  readonly rows: RowSource<R> | (() => RowSource<R>)
  /** The text of a row. Default: its own `toString()`. */
  readonly labelOf?: (row: R) => string
  /** The field whose value is submitted. Default 'pk'. */
  readonly by?: string
  /** The label of "nothing", where it can be chosen; null leaves it out. */
  readonly emptyLabel?: string | null
}

function keyOf(value: unknown, by: string): unknown {
  if (typeof value !== 'object' || value === null) return value
  return (value as Record<string, unknown>)[by]
}

/** What one and several rows share. */
abstract class RowInput<R extends RowLike, T> extends Input<T> {
  protected readonly by: string
  readonly #rows: ModelChoiceOptions<R>['rows']
  readonly #given: ((row: R) => string) | undefined
  readonly #labelOf: (row: R) => string
  #choices: readonly WidgetChoice[] | null = null
  /** The same field of another form, which offers the same rows. */
  #peer: RowInput<R, T> | null = null
  /** Rows that were fetched for several forms at once, by the text of their key, in the order of the queryset. */
  protected known: ReadonlyMap<string, R> = new Map()

  protected get source(): RowSource<R> {
    return typeof this.#rows === 'function' ? this.#rows() : this.#rows
  }

  /** The rows that may be chosen and for which `lookups` hold. */
  protected matching(lookups: Readonly<Record<string, unknown>>): RowSource<R> {
    return this.source.filter(lookups as never)
  }

  constructor(options: ModelChoiceOptions<R, T>, widget: Select | SelectMultiple, messages: Record<string, string>) {
    super(options, widget, messages)
    this.by = options.by ?? 'pk'
    this.#rows = options.rows
    this.#given = options.labelOf
    this.#labelOf = options.labelOf ?? ((row) => row.toString())
  }

  /** The rows as choices, or null until `load` has fetched them. */
  override get choices(): readonly WidgetChoice[] | null {
    return this.#choices
  }

  override async load(): Promise<void> {
    if (this.#choices !== null) return
    if (this.#peer !== null) {
      await this.#peer.load()
      this.#choices = this.#peer.#choices
      return
    }
    const choices: WidgetChoice[] = []
    for await (const row of this.source) {
      choices.push({ value: keyOf(row, this.by), label: this.#labelOf(row), group: null })
    }
    this.#choices = choices
  }

  #asksTheSame(peer: Input | undefined): peer is RowInput<R, T> {
    return peer instanceof RowInput && peer.#rows === this.#rows && peer.by === this.by
  }

  override shareChoices(peer: Input | undefined): void {
    if (this.#asksTheSame(peer) && peer.#given === this.#given) this.#peer = peer
  }

  override async lookUpTogether(sent: readonly (readonly [peer: Input, raw: unknown])[]): Promise<void> {
    const asked = sent.filter(([peer]) => this.#asksTheSame(peer))
    const keys = new Set(asked.flatMap(([, raw]) => raw).filter((raw) => !isEmptyValue(raw)))
    if (asked.length < 2 || keys.size < 2) return
    const known = new Map<string, R>()
    try {
      for await (const row of this.matching({ [`${this.by}__in`]: [...keys] }))
        known.set(choiceText(this.keyOf(row)), row)
    } catch (error) {
      // One of them is no key at all: then each is asked for by itself, to say which.
      if (error instanceof ValidationError) return
      throw error
    }
    for (const [peer] of asked) (peer as RowInput<R, T>).known = known
  }

  protected keyOf(value: unknown): unknown {
    return keyOf(value, this.by)
  }

  /** The keys that can be looked up at all are sent to the database; what it refuses as a value is no choice. */
  protected async find<V>(look: () => Promise<V>, refusal: () => ValidationError): Promise<V> {
    try {
      return await look()
    } catch (error) {
      if (error instanceof ValidationError) throw refusal()
      throw error
    }
  }
}

/** One row, chosen by its key; gives the row, null where it is empty. */
export class ModelChoiceInput<R extends RowLike> extends RowInput<R, R> {
  override readonly type = 'modelChoice'
  readonly #emptyLabel: string | null

  constructor(options: ModelChoiceOptions<R>) {
    super(options, new Select(), {
      invalid_choice: gettextNoop('Select a valid choice. That choice is not one of the available choices.'),
    })
    this.#emptyLabel = options.emptyLabel === undefined ? '---------' : options.emptyLabel
  }

  override get choices(): readonly WidgetChoice[] | null {
    const rows = super.choices
    // A radio button for nothing is of no use where something must be chosen.
    const settled = this.required && (!isEmptyValue(this.initial) || this.widget.group)
    if (rows === null || this.#emptyLabel === null || settled) return rows
    return [{ value: '', label: this.#emptyLabel, group: null }, ...rows]
  }

  toValue(raw: unknown): R | null {
    return (isEmptyValue(raw) ? null : raw) as R | null
  }

  override async clean(raw: unknown, context: CleanContext): Promise<R> {
    if (isEmptyValue(raw)) return super.clean(null, context)
    const refusal = () => this.refusal('invalid_choice', { value: raw })
    const row =
      this.known.get(choiceText(this.keyOf(raw))) ??
      (await this.find(() => this.matching({ [this.by]: this.keyOf(raw) }).first(), refusal))
    if (row === null) throw refusal()
    return super.clean(row, context)
  }

  override prepare(value: unknown): unknown {
    return this.keyOf(value)
  }

  override hasChanged(initial: unknown, raw: unknown): boolean {
    return !this.disabled && choiceText(this.keyOf(initial)) !== choiceText(this.keyOf(raw))
  }
}

/** Any number of rows, chosen by their keys; gives them in the order of the queryset. */
export class ModelMultipleChoiceInput<R extends RowLike> extends RowInput<R, readonly R[]> {
  override readonly type = 'modelMultipleChoice'

  constructor(options: ModelChoiceOptions<R, readonly R[]>) {
    super(options, new SelectMultiple(), {
      invalid_list: gettextNoop('Enter a list of values.'),
      invalid_choice: gettextNoop('Select a valid choice. %(value)s is not one of the available choices.'),
      invalid_pk_value: gettextNoop('“%(pk)s” is not a valid value.'),
    })
  }

  toValue(raw: unknown): readonly R[] {
    return (isEmptyValue(raw) ? [] : raw) as readonly R[]
  }

  override async clean(raw: unknown, context: CleanContext): Promise<readonly R[]> {
    if (isEmptyValue(raw)) return super.clean([], context)
    if (!Array.isArray(raw)) throw this.refusal('invalid_list')
    const keys = raw.map((value) => this.keyOf(value))
    const asked = new Set(keys.map(choiceText))
    const rows = [...this.known].filter(([key]) => asked.has(key)).map(([, row]) => row)
    await this.find(
      async () => {
        if (rows.length === asked.size) return
        rows.length = 0
        for await (const row of this.matching({ [`${this.by}__in`]: keys })) rows.push(row)
      },
      () => this.refusal('invalid_pk_value', { pk: keys.find((key) => !/^\d+$/.test(choiceText(key))) ?? keys[0] }),
    )
    const found = new Set(rows.map((row) => choiceText(this.keyOf(row))))
    const missing = keys.find((key) => !found.has(choiceText(key)))
    if (missing !== undefined) throw this.refusal('invalid_choice', { value: missing })
    return super.clean(rows, context)
  }

  override hiddenWidget(): Widget {
    return new MultipleHiddenInput()
  }

  override prepare(value: unknown): unknown {
    return Array.isArray(value) ? value.map((each) => this.keyOf(each)) : value
  }

  override hasChanged(initial: unknown, raw: unknown): boolean {
    if (this.disabled) return false
    const keys = (value: unknown) =>
      new Set((Array.isArray(value) ? value : []).map((each) => choiceText(this.keyOf(each))))
    const [before, after] = [keys(initial), keys(raw)]
    return before.size !== after.size || [...before].some((key) => !after.has(key))
  }
}
