import type { Codec, DatabaseName, FieldState, LookupTable, OnDelete } from '../../../query/index.ts'
import type { AnyRow } from '../../state.ts'
import { BaseField, type FieldOptions, type SchemaPart } from '../base.ts'
import { relationLookups } from '../lookups.ts'
import { keyField, type Target, targetLabel, targetProblems } from '../relation.ts'

export interface ForeignKeyFieldOptions extends FieldOptions {
  readonly to: Target
  /** What follows from deleting the row that is named: an action, or what is named instead. */
  readonly onDelete: OnDelete | { readonly set: unknown }
  /** False leaves out the constraint, not the column. */
  readonly constraint?: boolean
  /** The unique field of the other model that this one holds the values of; its key unless said. */
  readonly toField?: string
  /** Lookups (or a function that gives them) that narrow what forms offer. */
  readonly limitChoicesTo?: object | (() => object)
}

const actions: readonly OnDelete[] = ['cascade', 'protect', 'restrict', 'setNull', 'setDefault', 'doNothing']

function hasInstead(onDelete: ForeignKeyFieldOptions['onDelete']): onDelete is { readonly set: unknown } {
  return typeof onDelete === 'object' && onDelete !== null && 'set' in onDelete
}

/** The key of another model's row; many rows may name the same one. Django's `ForeignKey`. */
export class ForeignKeyField extends BaseField<ForeignKeyFieldOptions> {
  readonly type: string = 'foreignKey'

  protected override get ownOptions(): readonly string[] {
    return ['to', 'onDelete', 'constraint', 'toField', 'limitChoicesTo']
  }

  override problems(): string[] {
    const { to, onDelete, null: nullable, default: given } = this.options
    const found = [...super.problems(), ...targetProblems(to)]
    if (!hasInstead(onDelete) && !actions.includes(onDelete))
      found.push(`\`onDelete\` has to be one of ${actions.join(', ')}, or \`{ set: value }\`.`)
    if (onDelete === 'setNull' && !nullable) found.push('`onDelete: "setNull"` needs `null: true`.')
    if (onDelete === 'setDefault' && given === undefined) found.push('`onDelete: "setDefault"` needs a `default`.')
    return found
  }

  /** What this column becomes when the row that it names is deleted, where it becomes something. */
  async replacement(): Promise<unknown> {
    const { onDelete } = this.options
    if (onDelete === 'setNull') return null
    if (!hasInstead(onDelete)) return this.defaultValue() ?? null
    const { set } = onDelete
    return this.clean(await (typeof set === 'function' ? set() : set))
  }

  /** The action: a value that is set is one of the field's own, as a default is. */
  get onDelete(): OnDelete {
    const { onDelete } = this.options
    return hasInstead(onDelete) ? 'setDefault' : onDelete
  }

  /** The far model's key, or the field that `toField` names: this column's values and stored forms are its. */
  get key(): BaseField {
    return keyField(this.options.to, this.binding?.key, this.options.toField)
  }

  protected override ofRow(row: AnyRow): unknown {
    const { toField } = this.options
    return toField === undefined ? super.ofRow(row) : row[toField]
  }

  /** A bare key, or anything that has one (a `Ref`). */
  protected convert(value: unknown): unknown {
    if (typeof value === 'object' && value !== null && 'pk' in value) return this.key.clean(value.pk)
    return value === '' ? null : this.key.clean(value)
  }

  protected schema(): SchemaPart {
    const model = targetLabel(this.options.to, this.binding?.target)
    return { kind: 'relation', relation: { model, many: false } }
  }

  override codec(database: DatabaseName): Codec {
    return this.key.codec(database)
  }

  override get lookups(): LookupTable {
    return relationLookups
  }

  columnType(database: DatabaseName): string | null {
    return this.key.relatedColumnType(database)
  }

  override deconstruct(): FieldState {
    const state = super.deconstruct()
    const options: Record<string, unknown> = {
      to: targetLabel(this.options.to, this.binding?.target),
      ...state.options,
    }
    // What is set is code, which stays with the model; a table does nothing by itself.
    if (hasInstead(this.options.onDelete)) options.onDelete = 'doNothing'
    return { ...state, options }
  }
}
