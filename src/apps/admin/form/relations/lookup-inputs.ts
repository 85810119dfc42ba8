import {
  type CommonOptions,
  type FormField,
  type Input,
  type InputFactory,
  ModelChoiceInput,
  ModelMultipleChoiceInput,
  type RowSource,
  TextInput,
} from '../../../forms/index.ts'
import type { ModelAdmin } from '../../model-admin.ts'
import type { AnyRow } from '../../registration.ts'
import type { AdminRequest } from '../../request.ts'
import { storedKeys } from './choosable.ts'
import { type Lookups, rowsOf } from './lookup.ts'

/** Inputs that never list their rows, and take none but those that the field may be given. */
class LookupInput extends ModelChoiceInput<AnyRow> {
  override get choices(): readonly [] {
    return []
  }

  override async load(): Promise<void> {}
}

class LookupManyInput extends ModelMultipleChoiceInput<AnyRow> {
  override get choices(): readonly [] {
    return []
  }

  override async load(): Promise<void> {}
}

/** Makes the inputs of relations that are looked up, by field. */
export function lookupInputs(
  admin: AdminRequest,
  model: ModelAdmin,
  lookups: Lookups,
  row: AnyRow | readonly AnyRow[] | undefined,
): Readonly<Record<string, InputFactory>> {
  return Object.fromEntries(
    [...lookups].map(([name, { relation }]) => {
      const stored = storedKeys(model, row, name)
      const rows = () => rowsOf(admin, relation, stored) as unknown as RowSource<AnyRow>
      const make = (_field: FormField, common: CommonOptions): Input =>
        relation.many
          ? (new LookupManyInput({ ...common, rows }) as unknown as Input)
          : (new LookupInput({ ...common, rows, widget: new TextInput() }) as unknown as Input)
      return [name, make]
    }),
  )
}
