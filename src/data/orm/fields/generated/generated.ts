import type { Codec, DatabaseName, GeneratedInfo, LookupTable, Transform } from '../../../query/index.ts'
import { BaseField, type FieldOptions, type SchemaPart } from '../base.ts'

export interface GeneratedFieldOptions extends FieldOptions {
  /** What the database computes, of other columns of the same row. */
  readonly expression: object
  /** What the result is: a field as it would be declared by itself. */
  readonly output: BaseField
  /** Kept in the table; else computed whenever it is read. */
  readonly stored: boolean
}

/** A column that the database computes; never written, read back after each save. Django's `GeneratedField`. */
export class GeneratedField extends BaseField<GeneratedFieldOptions> {
  readonly type = 'generated'

  protected override get ownOptions(): readonly string[] {
    return ['expression', 'output', 'stored']
  }

  override problems(): string[] {
    const { expression, output, stored, primaryKey, default: given, dbDefault } = this.options
    const found = super.problems()
    if (typeof expression !== 'object' || expression === null) found.push('`expression` is missing.')
    if (!(output instanceof BaseField) || !output.hasColumn)
      found.push('`output` is missing: what the result is, `field.integer()`.')
    if (typeof stored !== 'boolean') found.push('`stored` has to be true or false.')
    if (primaryKey || given !== undefined || dbDefault !== undefined)
      found.push('the database computes it: it can neither be the key nor have a default.')
    return found
  }

  protected convert(value: unknown): unknown {
    return this.options.output.clean(value)
  }

  override get generated(): GeneratedInfo {
    return this.options
  }

  override get nullable(): boolean {
    return this.options.null ?? this.options.output.nullable
  }

  override get hasDefault(): boolean {
    return true
  }

  override defaultValue(): undefined {
    return undefined
  }

  protected schema(): SchemaPart {
    const { type: _type, label: _label, help: _help, default: _default, ...part } = this.options.output.describe()
    return {
      ...part,
      null: this.nullable,
      blank: true,
      hasDefault: true,
      editable: false,
      unique: this.options.unique ?? false,
    }
  }

  override codec(database: DatabaseName): Codec {
    return this.options.output.codec(database)
  }

  override get lookups(): LookupTable {
    return this.options.output.lookups
  }

  override transform(name: string): Transform | null {
    return this.options.output.transform(name)
  }

  columnType(database: DatabaseName): string | null {
    return this.options.output.columnType(database)
  }
}
