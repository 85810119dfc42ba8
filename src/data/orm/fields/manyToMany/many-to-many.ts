import type { FieldState, LookupTable } from '../../../query/index.ts'
import { BaseField, type FieldOptions, type SchemaPart } from '../base.ts'
import { manyLookups } from '../lookups.ts'
import { type Target, targetLabel, targetProblems } from '../relation.ts'

export interface ManyToManyFieldOptions extends FieldOptions {
  readonly to: Target
  /** The model that links the two; without it a link table is made. */
  readonly through?: Target
  /** The properties of `through` that point to this model and to the other, where there is more than one that could. */
  readonly throughFields?: readonly [near: string, far: string]
  /** The name of the automatic link table. */
  readonly table?: string
  /** Of a model to itself: who is a friend of mine has me as a friend. True unless said, or where `reverse` names the other side. */
  readonly symmetrical?: boolean
  /** Lookups (or a function that gives them) that narrow what forms offer. */
  readonly limitChoicesTo?: object | (() => object)
}

/** Any number of rows of another model, through a link table. Has no column. Django's `ManyToManyField`. */
export class ManyToManyField extends BaseField<ManyToManyFieldOptions> {
  readonly type = 'manyToMany'

  protected override get ownOptions(): readonly string[] {
    return ['to', 'through', 'throughFields', 'table', 'symmetrical', 'limitChoicesTo']
  }

  override problems(): string[] {
    return [...super.problems(), ...targetProblems(this.options.to)]
  }

  /** Keys or rows, as a list. */
  protected convert(value: unknown): unknown {
    return typeof value === 'object' && value !== null && Symbol.iterator in value
      ? Array.from(value as never)
      : [value]
  }

  protected schema(): SchemaPart {
    const model = targetLabel(this.options.to, this.binding?.target)
    return { kind: 'relation', relation: { model, many: true } }
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

  override deconstruct(): FieldState {
    const { type, options } = super.deconstruct()
    const { to, through } = this.options
    return {
      type,
      options: {
        to: targetLabel(to, this.binding?.target),
        ...(through === undefined ? {} : { through: targetLabel(through, this.binding?.through) }),
        ...options,
      },
    }
  }
}
