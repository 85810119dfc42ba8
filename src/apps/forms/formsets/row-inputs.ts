import { gettextNoop } from '../../../base/schema/index.ts'
import { isEmptyValue, textOf } from '../data.ts'
import { Input } from '../inputs/input.ts'
import { HiddenInput } from '../widgets/text.ts'

/** The hidden key of the row that a form changes; gives the row. Only that row's own key is accepted. */
export class RowKeyInput extends Input<object | null> {
  readonly type = 'rowKey'
  readonly #row: object | null

  /** `row` is the one that the submitted key names among those that may be changed, or null. */
  constructor(row: { readonly pk: unknown } | null, required: boolean) {
    super({ required, initial: row === null ? null : String(row.pk) }, new HiddenInput(), {
      invalid_choice: gettextNoop('This entry is not there any more, or is not one of those that can be changed here.'),
    })
    this.#row = row
  }

  toValue(raw: unknown): object | null {
    // An empty form has no row, whatever it says.
    if (!this.required || isEmptyValue(raw)) return null
    if (this.#row === null) throw this.refusal('invalid_choice')
    return this.#row
  }

  override hasChanged(): boolean {
    return false
  }
}

/** The hidden key of the row that all forms belong to; gives that row. */
export class ParentInput extends Input<object> {
  readonly type = 'parent'
  readonly #parent: object
  readonly #key: string
  readonly #copies: boolean

  /** `key` is the parent's value that foreign keys hold, null while it is unsaved. Copies may come from another parent. */
  constructor(parent: object, key: unknown, copies: boolean) {
    super({ required: false, initial: key === null || copies ? null : String(key) }, new HiddenInput(), {
      invalid_choice: gettextNoop('The inline value did not match the parent instance.'),
    })
    this.#parent = parent
    this.#key = key === null ? '' : String(key)
    this.#copies = copies
  }

  toValue(raw: unknown): object {
    if (!this.#copies && !isEmptyValue(raw) && textOf(raw) !== this.#key) throw this.refusal('invalid_choice')
    return this.#parent
  }

  override hasChanged(): boolean {
    return false
  }

  /** Never what was submitted. */
  override shown(_raw: unknown, initial: unknown): unknown {
    return initial
  }
}
