import type { ModelInfo } from '../../../../data/query/index.ts'
import { adminErrors } from '../../errors.ts'
import { resolvePath } from '../../paths.ts'
import type { AdminOptions } from '../../registration.ts'

/** Kinds of values that no cell can hold. */
const tooLarge = new Set(['file', 'json', 'array', 'binary'])

/** How many fields a list sends at most: a request may have a thousand. */
export const mostSent = 900

/**
 * The fields that are edited in the list. Throws the coded error of one that does not fit in a cell; the other checks are in
 * `checks/list.ts`. Semantics: Django's `list_editable`
 * (https://docs.djangoproject.com/en/stable/ref/contrib/admin/#django.contrib.admin.ModelAdmin.list_editable).
 */
export function listCells(info: ModelInfo, options: AdminOptions, perPage: number): readonly string[] {
  const names = options.listEditable ?? []
  const bad = (path: string, problem: string) =>
    adminErrors.WRONG_PATH({ model: info.label, option: 'listEditable', path, problem })
  for (const name of names) {
    const { schema } = resolvePath(info, name, 'listEditable')
    if (schema === null || tooLarge.has(schema.kind)) throw bad(name, 'its values do not fit in a cell.')
  }
  const [first] = names
  if (first !== undefined && perPage * (names.length + 1) > mostSent)
    throw bad(first, `a page of ${perPage} rows would send more than ${mostSent} fields; lower listPerPage.`)
  return names
}
