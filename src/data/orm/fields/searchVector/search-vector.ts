import { gettextNoop } from '../../../../base/schema/index.ts'
import type { DatabaseName, LookupTable } from '../../../query/index.ts'
import { ormErrors } from '../../errors.ts'
import { BaseField, invalid, type SchemaPart } from '../base.ts'
import { searchVectorLookups } from '../lookups.ts'

/**
 * The words of a text, prepared for searching, of PostgreSQL alone: usually a generated column, or one that an update
 * fills with `SearchVector(…)`. Django's `SearchVectorField`.
 */
export class SearchVectorField extends BaseField {
  readonly type = 'searchVector'

  override get databases(): readonly DatabaseName[] {
    return ['postgres']
  }

  protected convert(value: unknown): string {
    if (typeof value === 'string' && value.isWellFormed() && !value.includes('\0')) return value
    throw invalid(gettextNoop('Enter a text.'), null)
  }

  protected schema(): SchemaPart {
    return { kind: 'text', editable: false }
  }

  override get lookups(): LookupTable {
    return searchVectorLookups
  }

  columnType(database: DatabaseName): string {
    if (database !== 'postgres') throw ormErrors.UNSUPPORTED_FIELD({ field: this.place, type: this.type, database })
    return 'tsvector'
  }
}
