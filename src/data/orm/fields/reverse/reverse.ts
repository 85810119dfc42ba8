import type { LookupTable } from '../../../query/index.ts'
import { BaseField, type FieldOptions, type SchemaPart } from '../base.ts'
import { manyLookups } from '../lookups.ts'
import { type Target, targetLabel, targetProblems } from '../relation.ts'

export interface ReverseFieldOptions extends FieldOptions {
  readonly to: Target
  /** The property of the other model that declares the relation. */
  readonly by: string
}

/** The far end of a relation that another model declares: the rows that point here. Has no column and no state. */
export class ReverseField extends BaseField<ReverseFieldOptions> {
  readonly type: string = 'reverse'

  protected override get ownOptions(): readonly string[] {
    return ['to', 'by']
  }

  override problems(): string[] {
    return [...super.problems(), ...targetProblems(this.options.to)]
  }

  protected convert(value: unknown): unknown {
    return value
  }

  protected schema(): SchemaPart {
    const model = targetLabel(this.options.to, this.binding?.target)
    return { kind: 'relation', blank: true, editable: false, relation: { model, many: this.isMany } }
  }

  protected get isMany(): boolean {
    return this.type === 'reverse'
  }

  override get lookups(): LookupTable {
    return manyLookups
  }

  override get hasColumn(): boolean {
    return false
  }

  columnType(): null {
    return null
  }
}

/** The far end of a one-to-one: the row that points here, or null. */
export class ReverseOneField extends ReverseField {
  override readonly type = 'reverseOne'
}
