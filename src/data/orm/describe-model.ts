import type { ValueSchema } from '../../base/schema/index.ts'
import type { AnyModelClass } from './class.ts'
import { declarationOf } from './declaration.ts'
import type { BaseField } from './fields/base.ts'

/** A model as its class declares it, in neutral terms. */
export interface ModelDescription {
  readonly name: string
  /** The property that is the key. */
  readonly key: string
  /** Every field and relation by property, the key first. */
  readonly fields: Readonly<Record<string, ValueSchema>>
}

/** Describes a model class that no project knows: relations name the other model without its app. */
export function describeModel(model: AnyModelClass): ModelDescription {
  const { name, key, fields } = declarationOf(model)
  const described = [...fields].map(([property, field]): [string, ValueSchema] => [
    property,
    placed(field, property).describe(),
  ])
  return { name, key, fields: Object.fromEntries(described) }
}

function placed(field: BaseField, property: string): BaseField {
  return field.bound({ property, target: null, through: null, key: null })
}
