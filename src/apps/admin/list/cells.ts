import { didYouMean } from '../../../base/errors/index.ts'
import type { ModelInfo } from '../../../data/query/index.ts'
import { adminErrors } from '../errors.ts'
import { resolvePath } from '../paths.ts'
import type { AdminOptions } from '../registration.ts'
import type { ListColumn } from './columns.ts'

/** Kinds of values that no cell can hold. */
const tooLarge = new Set(['file', 'json', 'array', 'binary'])

/** How many fields a list sends at most: a request may have a thousand. */
export const mostSent = 900

/**
 * The fields that are edited in the list: columns that are a field of the model itself, can be written, and do not lead to the row.
 * Throws the coded error of an entry that is none. Semantics: Django's `list_editable`
 * (https://docs.djangoproject.com/en/stable/ref/contrib/admin/#django.contrib.admin.ModelAdmin.list_editable).
 */
export function listCells(
  info: ModelInfo,
  options: AdminOptions,
  columns: readonly ListColumn[],
  perPage: number,
): readonly string[] {
  const names = options.listEditable ?? []
  const bad = (path: string, problem: string) =>
    adminErrors.WRONG_PATH({ model: info.label, option: 'listEditable', path, problem })
  const links = options.listDisplayLinks === null ? [] : (options.listDisplayLinks ?? [columns[0]?.name])
  const readonly = new Set((options.readonlyFields ?? []).map((each) => (typeof each === 'string' ? each : each.name)))
  for (const name of names) {
    const { schema, ofRows, toMany, relations } = resolvePath(info, name, 'listEditable')
    if (relations.length > (ofRows ? 1 : 0)) throw bad(name, `it is no field of ${info.label} itself.`)
    if (toMany || schema === null || tooLarge.has(schema.kind)) throw bad(name, 'its values do not fit in a cell.')
    if (!schema.editable || info.column(name)?.primaryKey) throw bad(name, 'it cannot be edited.')
    if (readonly.has(name)) throw bad(name, 'it is one of readonlyFields.')
    const known = columns.map((column) => column.name)
    if (!known.includes(name)) throw bad(name, `it is no column of the list${didYouMean(name, known)}.`)
    if (links.includes(name))
      throw bad(name, 'its column leads to the row; let another one do that in listDisplayLinks.')
  }
  if (perPage * (names.length + 1) > mostSent)
    throw bad(names[0] ?? '', `a page of ${perPage} rows would send more than ${mostSent} fields; lower listPerPage.`)
  return names
}
