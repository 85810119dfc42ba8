import type { LookupTable } from '../../../query/index.ts'
import { BaseField, type FieldOptions, type SchemaPart } from '../base.ts'

export interface GenericForeignKeyFieldOptions extends FieldOptions {
  /** The property that is a foreign key to the content type. */
  readonly type: string
  /** The property that holds the key of the row. */
  readonly key: string
}

const noLookups: LookupTable = new Map()

/** A row of any model, named by two columns that are declared beside it. Has no column. Django's `GenericForeignKey`. */
export class GenericForeignKeyField extends BaseField<GenericForeignKeyFieldOptions> {
  readonly type = 'genericForeignKey'

  protected override get ownOptions(): readonly string[] {
    return ['type', 'key']
  }

  override problems(): string[] {
    const { type, key } = this.options
    const named = typeof type === 'string' && typeof key === 'string'
    return named ? super.problems() : ['it is made with the names of two fields, `("contentType", "objectId")`.']
  }

  protected convert(value: unknown): unknown {
    return value
  }

  protected schema(): SchemaPart {
    return { kind: 'relation', null: true, blank: true, editable: false }
  }

  override get lookups(): LookupTable {
    return noLookups
  }

  override get hasColumn(): boolean {
    return false
  }

  columnType(): null {
    return null
  }
}
