import type { ValueSchema } from '../../../../base/schema/index.ts'
import {
  type CommonOptions,
  type FormField,
  type Input,
  type InputFactory,
  RadioSelect,
  Select,
  SelectMultiple,
  Textarea,
  type Widget,
} from '../../../forms/index.ts'
import type { ModelAdmin } from '../../model-admin.ts'
import { DurationWordsInput } from './duration.ts'
import { JsonLineInput } from './json.ts'

const byKind: Readonly<Partial<Record<ValueSchema['kind'], InputFactory>>> = {
  duration: (_field: FormField, common: CommonOptions) => new DurationWordsInput(common) as unknown as Input,
  json: (_field: FormField, common: CommonOptions) => new JsonLineInput(common),
  array: (_field: FormField, common: CommonOptions) => new JsonLineInput(common),
}

/** The admin's inputs of kinds that it reads and writes in its own way, by field. */
export function usualInputs(model: ModelAdmin, fields: readonly string[]): Readonly<Record<string, InputFactory>> {
  return Object.fromEntries(
    fields.flatMap((name) => {
      const schema = model.info.column(name)?.field.describe()
      const make = schema === undefined || schema.choices !== undefined ? undefined : byKind[schema.kind]
      return make === undefined ? [] : [[name, make] as const]
    }),
  )
}

/** The inputs that the registration gives for single fields. */
export function ownInputs(model: ModelAdmin, fields: readonly string[]): Readonly<Record<string, InputFactory>> {
  return Object.fromEntries(
    fields.flatMap((name) => {
      const declared = model.widgets.get(name)
      return typeof declared === 'function' ? [[name, declared] as const] : []
    }),
  )
}

/** Controls other than the usual ones, where the registration names a way to ask. */
export function widgetsOf(model: ModelAdmin, fields: readonly string[]): Readonly<Record<string, Widget>> {
  const made: Record<string, Widget> = {}
  for (const name of fields) {
    // Yes, no and unknown bring their own choices.
    if (model.info.column(name)?.field.describe().kind === 'boolean') continue
    const isMany = model.info.relations.get(name)?.toOne === false
    switch (model.widgets.get(name)) {
      case 'radio':
        made[name] = new RadioSelect()
        break
      case 'select':
        made[name] = isMany ? new SelectMultiple() : new Select()
        break
      case 'textarea':
      case 'markdown':
      case 'code':
        made[name] = new Textarea()
        break
    }
  }
  return made
}

/** Fields whose numbers are written as the language in force writes them. */
export function writtenLocally(model: ModelAdmin, fields: readonly string[]): readonly string[] {
  return fields.filter((name) => {
    const schema = model.info.column(name)?.field.describe()
    return (schema?.kind === 'decimal' || schema?.kind === 'number') && schema.choices === undefined
  })
}
