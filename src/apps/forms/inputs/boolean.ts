import { CheckboxWidget } from '../widgets/checkbox.ts'
import { NullBooleanSelect } from '../widgets/choice.ts'
import { type CleanContext, Input, type InputOptions } from './input.ts'

/** A checkbox: true or false. Where it is required it must be ticked. */
export class BooleanInput extends Input<boolean> {
  readonly type = 'boolean'

  constructor(options: InputOptions<boolean> = {}) {
    super(options, new CheckboxWidget())
  }

  toValue(raw: unknown): boolean {
    if (typeof raw === 'string' && ['false', '0'].includes(raw.toLowerCase())) return false
    return Boolean(raw)
  }

  protected override isEmpty(value: unknown): boolean {
    return value !== true
  }

  protected override runValidators(value: unknown): void {
    // A box that is not ticked is a value too.
    if (value === false && this.validators.length === 0) return
    super.runValidators(value)
  }

  override hasChanged(initial: unknown, raw: unknown): boolean {
    return !this.disabled && this.toValue(initial) !== this.toValue(raw)
  }
}

const booleans = new Map<unknown, boolean>([
  [true, true],
  ['True', true],
  ['true', true],
  ['1', true],
  [false, false],
  ['False', false],
  ['false', false],
  ['0', false],
])

/** True, false or null for "not known". Everything else that comes in is null. */
export class NullBooleanInput extends Input<boolean | null> {
  readonly type = 'nullBoolean'

  constructor(options: InputOptions<boolean | null> = {}) {
    super({ required: false, ...options }, new NullBooleanSelect())
  }

  toValue(raw: unknown): boolean | null {
    return booleans.get(raw) ?? null
  }

  protected override validate(): void {}

  override hasChanged(initial: unknown, raw: unknown, _context?: CleanContext): boolean {
    return !this.disabled && this.toValue(initial) !== this.toValue(raw)
  }
}
