import { TextInput } from '../widgets/text.ts'
import { type CleanContext, Input, type InputOptions } from './input.ts'

/** One control whose value goes through several inputs, one after the other. Semantics: Django's `ComboField`. */
export class ComboInput<T> extends Input<T> {
  override readonly type = 'combo'
  readonly #inputs: readonly Input[]

  constructor(inputs: readonly Input[], options: InputOptions<T> = {}) {
    super(options, new TextInput())
    this.#inputs = inputs
    // Whether something has to be there is said once, by the whole.
    for (const input of inputs) input.required = false
  }

  toValue(raw: unknown): T | null {
    return raw as T | null
  }

  override async load(): Promise<void> {
    for (const input of this.#inputs) await input.load?.()
  }

  override async clean(raw: unknown, context: CleanContext): Promise<T> {
    await this.validate(raw, context)
    let value = raw
    for (const input of this.#inputs) value = await input.clean(value, context)
    return super.clean(value, context)
  }
}
