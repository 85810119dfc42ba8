import { gettextNoop } from '../../../base/schema/index.ts'
import { durationText, parseDuration } from '../../../base/time/index.ts'
import { isEmptyValue, textOf } from '../data.ts'
import { TextInput } from '../widgets/text.ts'
import { asciiDigits } from './digits.ts'
import { type CleanContext, Input, type InputOptions } from './input.ts'

/** The longest that is exact to the microsecond, in milliseconds: 285 years. */
const longest = Number.MAX_SAFE_INTEGER / 1000

/** A length of time in milliseconds, typed as `1 day, 2:03:04`, `90:00` or `P1DT2H`; null where it is empty. */
export class DurationInput extends Input<number> {
  readonly type = 'duration'

  constructor(options: InputOptions<number> = {}) {
    super(options, new TextInput(), {
      invalid: gettextNoop('Enter a valid duration.'),
      overflow: gettextNoop('“%(value)s” value is longer than 285 years.'),
    })
  }

  toValue(raw: unknown): number | null {
    if (isEmptyValue(raw)) return null
    if (typeof raw === 'number') return raw
    const text = asciiDigits(textOf(raw)).trim()
    if (text === '') return null
    const value = parseDuration(text)
    if (value === null) throw this.refusal('invalid')
    if (Math.abs(value) > longest) throw this.refusal('overflow', { value: raw })
    return value
  }

  override prepare(value: unknown, _context: CleanContext): unknown {
    return typeof value === 'number' ? durationText(value) : value
  }
}
