import { type Attributes, Widget } from './widget.ts'

/** `<input>` of any type that takes text. */
export class TextInput extends Widget {
  readonly template = 'input'
  override readonly type: string

  constructor(type = 'text', attrs?: Attributes) {
    super(attrs)
    this.type = type
  }

  /** Sliders and colours always have a value, so HTML knows no `required` for them. */
  override canRequire(): boolean {
    return !this.hidden && this.type !== 'range' && this.type !== 'color'
  }
}

/** `<input type="number">`. */
export class NumberInput extends TextInput {
  constructor(attrs?: Attributes) {
    super('number', attrs)
  }

  /** Browsers take a number apart in their own language, not in the page's. */
  override localized(): TextInput {
    return new TextInput('text', this.attrs)
  }
}

/** `<input type="hidden">`. */
export class HiddenInput extends TextInput {
  constructor(attrs?: Attributes) {
    super('hidden', attrs)
  }
}

/** `<input type="password">`: never shows what was typed unless `renderValue` is set. */
export class PasswordInput extends TextInput {
  readonly #renderValue: boolean

  constructor(attrs?: Attributes, options: { readonly renderValue?: boolean } = {}) {
    super('password', attrs)
    this.#renderValue = options.renderValue ?? false
  }

  override format(value: unknown): string | null {
    return this.#renderValue ? super.format(value) : null
  }
}

/** `<textarea>`. */
export class Textarea extends Widget {
  readonly template = 'textarea'

  constructor(attrs: Attributes = {}) {
    super({ cols: 40, rows: 10, ...attrs })
  }
}
