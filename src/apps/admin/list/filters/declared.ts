import type { ValueSchema } from '../../../../base/schema/index.ts'
import type { ModelInfo } from '../../../../data/query/index.ts'
import { adminErrors } from '../../errors.ts'
import type { CustomFilter, FilterDeclaration, PathFilter } from '../../options/list.ts'
import { type ModelPath, resolvePath } from '../../paths.ts'
import { reservedNames } from '../address.ts'
import { customFilter } from './custom.ts'
import { dateFilter } from './date.ts'
import { emptyFilter } from './empty.ts'
import type { ListFilter } from './filter.ts'
import { numberFilter } from './number.ts'
import { relationFilter } from './relation.ts'
import { filterLabel, valuesFilter } from './values.ts'

const option = 'listFilter'

/** Reads `listFilter`. Throws where a path does not exist, is secret or cannot be filtered by, or a name is there twice. */
export function listFilters(info: ModelInfo, declared: readonly FilterDeclaration[]): ListFilter[] {
  const filters = declared.map((entry) => listFilter(info, entry))
  const seen = new Set<string>()
  for (const name of filters.flatMap((filter) => filter.params)) {
    const problem = reservedNames.has(name)
      ? `'${name}' means something else in the address of a list.`
      : seen.has(name)
        ? 'another filter of the list has the same name in the address.'
        : null
    if (problem !== null) throw adminErrors.WRONG_PATH({ model: info.label, option, path: name, problem })
    seen.add(name)
  }
  return filters
}

function listFilter(info: ModelInfo, declared: FilterDeclaration): ListFilter {
  if (typeof declared === 'string') return pathFilter(info, { path: declared })
  if (declared.filter === undefined) return pathFilter(info, declared)
  return checkedCustom(info, declared)
}

function checkedCustom(info: ModelInfo, declared: CustomFilter): ListFilter {
  if (typeof declared.name !== 'string' || !/^[A-Za-z][A-Za-z0-9_]{0,59}$/.test(declared.name))
    throw adminErrors.WRONG_PATH({
      model: info.label,
      option,
      path: String(declared.name),
      problem: 'the name of a filter has letters, digits and underscores, and begins with a letter.',
    })
  return customFilter(declared)
}

function pathFilter(info: ModelInfo, { path: written, label: own, kind }: PathFilter): ListFilter {
  const path = resolvePath(info, written, option)
  const label = filterLabel(path, own)
  if (kind === 'empty') return emptyFilter(info, path, label)
  const natural = kindOf(path)
  if (natural === null || (kind === 'range' && natural !== 'date' && natural !== 'number'))
    throw adminErrors.WRONG_PATH({
      model: info.label,
      option,
      path: written,
      problem:
        kind === 'range'
          ? 'it is no date and no number.'
          : 'it has no choices, and is no boolean, relation, date or number.',
    })
  if (kind === 'values' && (natural === 'date' || natural === 'number'))
    throw adminErrors.WRONG_PATH({
      model: info.label,
      option,
      path: written,
      problem: 'it has no values that could be ticked; leave the kind out.',
    })
  return makers[natural](info, path, label)
}

type Kind = 'values' | 'relation' | 'date' | 'number'
const makers: Readonly<Record<Kind, (info: ModelInfo, path: ModelPath, label: () => string) => ListFilter>> = {
  values: valuesFilter,
  relation: relationFilter,
  date: dateFilter,
  number: numberFilter,
}

/** What kind of filter a path has by itself; null for none. */
export function kindOf(path: ModelPath): Kind | null {
  if (path.ofRows || path.schema?.relation !== undefined) return 'relation'
  return path.schema === null ? null : kindOfSchema(path.schema)
}

function kindOfSchema({ choices, kind }: ValueSchema): Kind | null {
  if (kind === 'array' || kind === 'json') return null
  if (choices !== undefined || kind === 'boolean') return 'values'
  if (kind === 'date' || kind === 'datetime') return 'date'
  return kind === 'integer' || kind === 'bigint' || kind === 'number' || kind === 'decimal' ? 'number' : null
}
