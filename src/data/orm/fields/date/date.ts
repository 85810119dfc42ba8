import { gettextNoop } from '../../../../base/schema/index.ts'
import type { DatabaseName, Transform } from '../../../query/index.ts'
import { BaseField, type FieldOptions, refusal, type SchemaPart } from '../base.ts'
import { dateText, parseDate } from '../moments.ts'
import { dateTransform } from '../transforms.ts'

export interface MomentFieldOptions extends FieldOptions {
  /** Set to now at every save. */
  readonly autoNow?: boolean
  /** Set to now when the row is created. */
  readonly autoNowAdd?: boolean
}

/** What dates, times and date-times share: they may fill themselves. */
export abstract class MomentField extends BaseField<MomentFieldOptions> {
  protected override get ownOptions(): readonly string[] {
    return ['autoNow', 'autoNowAdd']
  }

  override problems(): string[] {
    const { autoNow, autoNowAdd, default: given } = this.options
    const said = [autoNow, autoNowAdd, given !== undefined].filter(Boolean).length
    return [
      ...super.problems(),
      ...(said > 1 ? ['only one of `autoNow`, `autoNowAdd` and `default` can fill it.'] : []),
    ]
  }
  /** This moment, as a value of the field. */
  protected abstract now(): unknown

  override get hasDefault(): boolean {
    return this.filled || super.hasDefault
  }

  get filled(): boolean {
    return this.options.autoNow === true || this.options.autoNowAdd === true
  }

  beforeSave(_row: object, adding: boolean): unknown {
    return this.options.autoNow || (this.options.autoNowAdd && adding) ? this.now() : undefined
  }

  /** What fills itself is not typed in. */
  protected get part(): Partial<SchemaPart> {
    return this.filled ? { blank: true, editable: this.options.editable ?? false } : {}
  }
}

/** Of four digits, which is what columns hold; an invalid date has none. */
const isYear = (year: number): boolean => year >= 1 && year <= 9999

/** A day, as the string 'YYYY-MM-DD'. Django's `DateField`. */
export class DateField extends MomentField {
  readonly type = 'date'

  protected convert(value: unknown): string {
    if (value instanceof Date && isYear(value.getUTCFullYear())) return dateText(value)
    const parsed = typeof value === 'string' ? parseDate(value) : ({ wrong: 'form' } as const)
    if ('ok' in parsed) return parsed.ok
    if (parsed.wrong === 'form')
      throw refusal(
        gettextNoop('“%(value)s” value has an invalid date format. It must be in YYYY-MM-DD format.'),
        value,
      )
    throw refusal(
      gettextNoop('“%(value)s” value has the correct format (YYYY-MM-DD) but it is an invalid date.'),
      value,
      'invalid_date',
    )
  }

  protected now(): string {
    return dateText(new Date())
  }

  protected schema(): SchemaPart {
    return { kind: 'date', ...this.part }
  }

  override transform(name: string): Transform | null {
    return dateTransform(name)
  }

  columnType(_database: DatabaseName): string {
    return 'date'
  }
}
