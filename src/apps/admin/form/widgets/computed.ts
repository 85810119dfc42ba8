import type { ModelInfo } from '../../../../data/query/index.ts'
import { adminErrors } from '../../errors.ts'
import type { ComputedField, FormOptions } from '../../options/form.ts'

/** The read-only fields of a form that functions compute, by name. Throws the coded error of a name that the model has already. */
export function computedFields(info: ModelInfo, options: FormOptions): ReadonlyMap<string, ComputedField> {
  const computed = new Map<string, ComputedField>()
  for (const entry of options.readonlyFields ?? []) {
    if (typeof entry === 'string') continue
    if (info.column(entry.name) !== undefined || info.relations.has(entry.name) || computed.has(entry.name))
      throw adminErrors.WRONG_PATH({
        model: info.label,
        option: 'readonlyFields',
        path: entry.name,
        problem: 'the name is taken, so give what is computed another one.',
      })
    computed.set(entry.name, entry)
  }
  return computed
}
