import { didYouMean } from '../../../base/errors/index.ts'
import type { ModelInfo } from '../../../data/query/index.ts'
import { adminErrors } from '../errors.ts'
import type { ColumnDeclaration, ListOptions } from '../options/list.ts'
import { type ModelPath, resolvePath } from '../paths.ts'
import { type StateMarks, stateMarks } from '../states.ts'
import { type ListColumn, listColumn, renamed, unsorted } from './columns/columns.ts'
import { type ListTotal, listTotals } from './columns/totals.ts'
import { defaultColumns, defaultFilters, defaultHierarchy, defaultSearch } from './defaults.ts'
import { listFilters } from './filters/declared.ts'
import type { ListFilter } from './filters/filter.ts'
import type { Counting } from './pages/count.ts'
import { type SearchField, searchField } from './search/words.ts'

/** What a registration says of the list, read and checked, with what the model gives where it says nothing. */
export interface ListParts {
  /** The columns that are shown where nobody chose others; the first is the head of the row. */
  readonly columns: readonly ListColumn[]
  /** Every column that can be chosen: those, the declared further ones, and the other fields of the model. */
  readonly offered: readonly ListColumn[]
  /** The names of the columns that lead to the row; null for the first that is shown. */
  readonly links: ReadonlySet<string> | null
  readonly selectRelated: readonly string[]
  readonly search: readonly SearchField[]
  /** True where the search box has something to look into or to ask about. */
  readonly isSearchable: boolean
  readonly filters: readonly ListFilter[]
  readonly totals: readonly ListTotal[]
  /** The date of the strip above the list. */
  readonly hierarchy: ModelPath | null
  readonly ordering: readonly string[] | null
  readonly perPage: number
  readonly counting: Counting
}

/** Reads the options of a list against the model's metadata. Throws the coded error of the first declaration that is wrong. */
export function listParts(info: ModelInfo, options: ListOptions): ListParts {
  const perPage = options.listPerPage ?? 50
  if (!Number.isInteger(perPage) || perPage < 1 || perPage > 1000)
    throw adminErrors.BAD_PAGE_SIZE({ model: info.label, size: perPage })
  const declared = options.listDisplay ?? defaultColumns(info)
  const states = stateMarks(info, options.states)
  const { columns, more } = allColumns(info, { declared, further: options.listMore ?? [], states })
  const offered = [...columns, ...more, ...ownColumns(info, [...columns, ...more], states)]
  const sortable = named(info, options.sortableBy, offered, 'sortableBy')
  const sorted = (column: ListColumn) => {
    const can = sortable === null || sortable.has(column.name) || sortable.has(column.orderBy?.replace(/^-/, '') ?? '')
    return can ? column : unsorted(column)
  }
  const links = options.listDisplayLinks === null ? [] : options.listDisplayLinks
  for (const path of options.listSelectRelated ?? []) relationPath(info, path, 'listSelectRelated')
  for (const path of options.ordering ?? []) resolvePath(info, path.replace(/^-/, ''), 'ordering')
  named(info, options.listEditable, [...columns, ...more], 'listEditable')
  const search = (options.searchFields ?? defaultSearch(info)).map((written) => searchField(info, written))
  const shown = offered.map(sorted)
  return {
    columns: shown.slice(0, columns.length),
    offered: shown,
    links: named(info, links, offered, 'listDisplayLinks'),
    selectRelated: [...new Set(options.listSelectRelated ?? [])],
    search,
    isSearchable: search.length > 0 || offered.some((column) => column.path !== null),
    filters: listFilters(info, options.listFilter ?? defaultFilters(info)),
    totals: listTotals(info, options.listTotals ?? {}),
    hierarchy: hierarchyPath(info, options.dateHierarchy),
    ordering: options.ordering ?? null,
    perPage,
    counting: options.listCount ?? 'auto',
  }
}

interface DeclaredColumns {
  readonly declared: readonly ColumnDeclaration[]
  readonly further: readonly ColumnDeclaration[]
  readonly states: StateMarks
}

function allColumns(info: ModelInfo, { declared, further, states }: DeclaredColumns) {
  const taken = new Set<string>()
  const make = (entry: ColumnDeclaration, index: number, option: string): ListColumn => {
    const column = listColumn(info, entry, index, states)
    if (!taken.has(column.name)) {
      taken.add(column.name)
      return column
    }
    if (!column.isComputed)
      throw adminErrors.WRONG_PATH({ model: info.label, option, path: column.name, problem: 'it is there twice.' })
    let number = 2
    while (taken.has(`${column.name}_${number}`)) number++
    taken.add(`${column.name}_${number}`)
    return renamed(column, `${column.name}_${number}`)
  }
  if (declared.length === 0)
    throw adminErrors.WRONG_PATH({
      model: info.label,
      option: 'listDisplay',
      path: '',
      problem: 'a list has at least one column.',
    })
  const columns = declared.map((entry, index) => make(entry, index, 'listDisplay'))
  return { columns, more: further.map((entry, index) => make(entry, columns.length + index, 'listMore')) }
}

/** Columns of the model's other fields, for the column chooser. */
function ownColumns(info: ModelInfo, columns: readonly ListColumn[], states: StateMarks): ListColumn[] {
  const taken = new Set(columns.map((column) => column.name))
  const own = info.columns.filter((column) => !column.field.describe().secret).map((column) => column.property)
  const many = [...info.relations.values()].filter((relation) => relation.field?.type === 'manyToMany')
  return [...own, ...many.map((relation) => relation.property)]
    .filter((name) => !taken.has(name))
    .map((name, index) => listColumn(info, name, columns.length + index, states))
}

/** Names of columns, each of which has to be one. */
function named(
  info: ModelInfo,
  names: readonly string[] | undefined,
  columns: readonly ListColumn[],
  option: string,
): ReadonlySet<string> | null {
  if (names === undefined) return null
  const known = columns.map((column) => column.name)
  for (const name of names)
    if (!known.includes(name))
      throw adminErrors.WRONG_PATH({
        model: info.label,
        option,
        path: name,
        problem: `it is no column of the list${didYouMean(name, known)}.`,
      })
  return new Set(names)
}

function relationPath(info: ModelInfo, path: string, option: string): void {
  const { ofRows, toMany } = resolvePath(info, path, option)
  if (!ofRows || toMany)
    throw adminErrors.WRONG_PATH({ model: info.label, option, path, problem: 'it does not lead to one row.' })
}

function hierarchyPath(info: ModelInfo, declared: string | undefined): ModelPath | null {
  const written = declared ?? defaultHierarchy(info)
  if (written === null) return null
  const path = resolvePath(info, written, 'dateHierarchy')
  const isDate = path.schema?.kind === 'date' || path.schema?.kind === 'datetime'
  if (!isDate || path.toMany)
    throw adminErrors.WRONG_PATH({
      model: info.label,
      option: 'dateHierarchy',
      path: written,
      problem: isDate ? 'it leads to several rows.' : 'it is no date.',
    })
  return path
}
