import { gettextNoop } from '../../../base/schema/index.ts'
import { durationText, parseDuration } from '../../../base/time/index.ts'
import { isEmptyValue } from '../data.ts'
import { TextInput } from '../widgets/text.ts'
import { type CleanContext, Input, type InputOptions } from './input.ts'

/** A length of time in milliseconds, typed as `1 day, 2:03:04`, `90:00` or `P1DT2H`; null where it is empty. */
export class DurationInput extends Input<number> {
  readonly type = 'duration'

  constructor(options: InputOptions<number> = {}) {
    super(options, new TextInput(), { invalid: gettextNoop('Enter a valid duration.') })
  }

  toValue(raw: unknown): number | null {
    if (isEmptyValue(raw)) return null
    if (typeof raw === 'number') return raw
    const value = parseDuration(String(raw).trim())
    if (value === null) throw this.refusal('invalid')
    return value
  }

  override prepare(value: unknown, _context: CleanContext): unknown {
    return typeof value === 'number' ? durationText(value) : value
  }
}
