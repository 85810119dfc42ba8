import { untyped } from '../../../data/orm/index.ts'
import {
  type CommonOptions,
  type FormField,
  type Input,
  ModelMultipleChoiceInput,
  type RowSource,
} from '../../forms/index.ts'
import type { ModelAdmin } from '../model-admin.ts'
import type { AnyRow } from '../registration.ts'

/** True for a field that gives permissions: they are picked from a list that can be narrowed, however long it is. */
export function isOfPermissions({ info }: ModelAdmin, name: string): boolean {
  const relation = info.relations.get(name)
  return relation?.to.label === 'auth.permission' && !relation.toOne
}

/** Makes the input of a field that gives permissions. Each is called 'shop | book | Can add book', as in Django's admin. */
export function permissionsInput(field: FormField, common: CommonOptions): Input {
  const rows = () => untyped(field.target!).selectRelated('contentType') as unknown as RowSource<AnyRow>
  const labelOf = (row: AnyRow) => {
    const type = row['contentType'] as AnyRow
    return `${String(type['appLabel'])} | ${String(type['model'])} | ${String(row['name'])}`
  }
  return new ModelMultipleChoiceInput({ ...common, rows, labelOf }) as unknown as Input
}
