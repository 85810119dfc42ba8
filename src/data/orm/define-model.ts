import { type AnyModelClass, declaredFields } from './class.ts'
import type { BaseField } from './fields/base.ts'
import type { MetaOptions } from './meta-options.ts'
import { KeyedModel } from './model.ts'

/** A model made at run time: link tables, and the historical models of migrations. */
export interface ModelDefinition {
  readonly name: string
  /** Field objects by property; the key is implicit where none says `primaryKey: true`. */
  readonly fields: Readonly<Record<string, BaseField>>
  readonly meta?: MetaOptions
  /** For a proxy (`meta: { proxy: true }`): the model on whose table it stands. */
  readonly extends?: AnyModelClass
}

/** A class as if it had been written with these fields. Give it to `buildRegistry` like any other. */
export function defineModel({ name, fields, meta = {}, extends: base }: ModelDefinition): AnyModelClass {
  const Base = (base ?? KeyedModel) as typeof KeyedModel
  const model = class extends Base {}
  Object.defineProperty(model, 'name', { value: name })
  if (base === undefined) Object.defineProperty(model, declaredFields, { value: Object.freeze({ ...fields }) })
  Object.defineProperty(model, 'meta', { value: Object.freeze({ ...meta }) })
  return model
}
