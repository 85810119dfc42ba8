import { gettextNoop, issue, ngettextNoop, ValidationError, type Validator } from '../../../../base/schema/index.ts'
import type { Codec, DatabaseName, DatabaseValue, LookupTable, Transform } from '../../../query/index.ts'
import { ormErrors } from '../../errors.ts'
import { BaseField, type FieldOptions, type SchemaPart } from '../base.ts'
import { IntegerField } from '../integer/integer.ts'
import { arrayLookups } from '../lookups.ts'
import { arrayText } from './array-text.ts'

export interface ArrayFieldOptions extends FieldOptions {
  /** What each item is: a field as it would be declared by itself. */
  readonly of: BaseField
  /** The most items. PostgreSQL itself does not hold columns to it. */
  readonly size?: number
}

const length: Transform = Object.freeze({
  name: 'arrayLength',
  arguments: Object.freeze([]),
  output: new IntegerField({}),
})

/** A list of values of one kind, of PostgreSQL alone. Lists of lists are arrays of arrays. Django's `ArrayField`. */
export class ArrayField extends BaseField<ArrayFieldOptions> {
  readonly type = 'array'
  #codec: Codec | null = null

  protected override get ownOptions(): readonly string[] {
    return ['of', 'size']
  }

  override problems(): string[] {
    const { of, size, primaryKey } = this.options
    const found = super.problems()
    if (!(of instanceof BaseField)) return [...found, 'what the items are is missing: `field.array(field.integer())`.']
    if (!of.hasColumn || of.describe().kind === 'relation') found.push('its items can be no relations.')
    else found.push(...of.problems().map((problem) => `of its items: ${problem}`))
    if (size !== undefined && (!Number.isInteger(size) || size < 1))
      found.push('`size` has to be a whole number above 0.')
    if (primaryKey) found.push('a list cannot be the key.')
    return found
  }

  override get databases(): readonly DatabaseName[] {
    return ['postgres']
  }

  protected convert(value: unknown): unknown[] {
    if (!Array.isArray(value)) throw new ValidationError(gettextNoop('Enter a list of values.'), { code: 'invalid' })
    const { of } = this.options
    return value.map((item, i) => this.#item(i, () => (item === undefined ? null : of.clean(item))))
  }

  /** Says of which item a refusal speaks. */
  #item<T>(index: number, work: () => T): T {
    try {
      return work()
    } catch (error) {
      if (!(error instanceof ValidationError)) throw error
      throw new ValidationError(
        error.issues.map(({ message, params }) => ({
          message: `Item ${index + 1} in the array did not validate: ${message}`,
          code: 'item_invalid',
          params: { ...params, nth: index + 1 },
          field: null,
        })),
      )
    }
  }

  protected override builtInValidators(): readonly Validator[] {
    const { of, size } = this.options
    const items = (list: unknown[]) => {
      if (size !== undefined && list.length > size)
        throw new ValidationError([
          issue(
            {
              ...ngettextNoop(
                'List contains %(show_value)d item, it should contain no more than %(limit_value)d.',
                'List contains %(show_value)d items, it should contain no more than %(limit_value)d.',
              ),
              count: list.length,
            },
            'max_length',
            { limit_value: size, show_value: list.length },
          ),
        ])
      for (const [i, item] of list.entries()) this.#item(i, () => of.validate(item))
    }
    return [items as Validator]
  }

  protected schema(): SchemaPart {
    const { of, size } = this.options
    return { kind: 'array', items: of.describe(), ...(size === undefined ? {} : { maxLength: size }) }
  }

  override codec(database: DatabaseName): Codec {
    this.#codec ??= codecOf(this.options.of.codec(database), this.options.of instanceof ArrayField)
    return this.#codec
  }

  override get lookups(): LookupTable {
    return arrayLookups
  }

  /** `tags__len`, an item by its index from 0, and a slice: `tags__0_2` are the first two. */
  override transform(name: string): Transform | null {
    if (name === 'len') return length
    const parts = /^(\d{1,9})(?:_(\d{1,9}))?$/.exec(name)
    if (parts === null) return null
    const start = Number(parts[1]) + 1
    if (parts[2] === undefined) return { name: 'arrayItem', arguments: [start], output: this.options.of }
    return { name: 'arraySlice', arguments: [start, Number(parts[2])], output: this }
  }

  columnType(database: DatabaseName): string {
    if (database !== 'postgres') throw ormErrors.UNSUPPORTED_FIELD({ field: this.place, type: this.type, database })
    const { of, size } = this.options
    return `${of.columnType(database)}[${size ?? ''}]`
  }
}

function codecOf({ encode, store, decode }: Codec, nested: boolean): Codec {
  const through = (convert: Codec['encode']) => (list: readonly unknown[]) =>
    arrayText(list, (convert ?? ((value: DatabaseValue) => value)) as (item: unknown) => unknown, nested)
  return {
    encode: through(encode),
    store: through(store ?? encode),
    // A list of the row's own: what is changed in place differs from what was read.
    decode: (raw: readonly unknown[]) =>
      decode === undefined ? [...raw] : raw.map((item) => (item === null ? null : decode(item as never))),
  } as Codec
}
