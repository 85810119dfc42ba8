import { use } from '../../../../base/context/index.ts'
import { ormService, untyped } from '../../../../data/orm/index.ts'
import type { ModelInfo } from '../../../../data/query/index.ts'
import { gettext } from '../../../../web/i18n/index.ts'
import {
  type CommonOptions,
  type FormField,
  type Input,
  ModelMultipleChoiceInput,
  type RowSource,
} from '../../../forms/index.ts'
import { fill } from '../../format.ts'
import type { ModelAdmin } from '../../model-admin.ts'
import type { AnyRow } from '../../registration.ts'

/** True for a field that gives permissions: they are picked from a list that can be narrowed, however long it is. */
export function isOfPermissions({ info }: ModelAdmin, name: string): boolean {
  const relation = info.relations.get(name)
  return relation?.to.label === 'auth.permission' && !relation.toOne
}

/**
 * Makes the input of a field that gives permissions, grouped by app and model. Each is called 'shop | book | Can add book', as in Django's admin, in the
 * language in force.
 */
export function permissionsInput(field: FormField, common: CommonOptions): Input {
  const rows = () =>
    untyped(field.target!)
      .selectRelated('contentType')
      .orderBy('contentType__appLabel', 'contentType__model', 'pk') as unknown as RowSource<AnyRow>
  const registry = use(ormService).registry
  const labelOf = (row: AnyRow) => {
    const type = row['contentType'] as AnyRow
    const [app, model] = [String(type['appLabel']), String(type['model'])]
    const info = registry.byLabel(`${app}.${model}`)
    return `${app} | ${info?.verboseName ?? model} | ${permissionName(row, info)}`
  }
  return new ModelMultipleChoiceInput({ ...common, rows, labelOf }) as unknown as Input
}

/** 'Can add book', in the language in force; of a permission that the model declares what it is called there. */
function permissionName(row: AnyRow, info: ModelInfo | undefined): string {
  const codename = String(row['codename'])
  const action = usual.find((each) => info !== undefined && codename === `${each}_${info.name.toLowerCase()}`)
  if (info === undefined || action === undefined) return String(row['name'])
  const text = {
    view: gettext('Can view %(name)s'),
    add: gettext('Can add %(name)s'),
    change: gettext('Can change %(name)s'),
    delete: gettext('Can delete %(name)s'),
  }[action]
  return fill(text, { name: info.verboseName })
}

const usual = ['view', 'add', 'change', 'delete'] as const
