import type { ValueSchema } from '../../../base/schema/index.ts'
import type { ColumnInfo, ModelInfo } from '../../../data/query/index.ts'
import { resolvePath } from '../paths.ts'
import { reservedNames } from './address.ts'
import { readByToString } from './columns/to-string.ts'
import { kindOf } from './filters/declared.ts'
import { shortTexts } from './search/text-fields.ts'

/*
 * The list of a model whose registration says nothing of it. A model of 200 fields has the list of one of ten.
 */

const mostColumns = 7
const mostFilters = 6

/** The row's own name, and short fields that tell rows apart, in the order of the model. */
export function defaultColumns(info: ModelInfo): string[] {
  const said = new Set(readByToString(info))
  const times = new Map<string, number>()
  const ranked = info.columns
    .map((column) => {
      const rank = rankOf(column, said)
      const kind = kindName(column)
      const before = times.get(kind) ?? 0
      if (rank > 0) times.set(kind, before + 1)
      // The second of a kind tells less than the first.
      return { column, rank: rank === 0 ? 0 : Math.max(1, rank - 2 * before) }
    })
    .filter(({ rank }) => rank > 0)
    .sort((a, b) => b.rank - a.rank)
    .slice(0, mostColumns - 1)
    .map(({ column }) => column)
  return ['__str__', ...info.columns.filter((column) => ranked.includes(column)).map((column) => column.property)]
}

function kindName({ relation, field }: ColumnInfo): string {
  const { kind, choices } = field.describe()
  return relation !== null ? 'relation' : choices !== undefined ? 'choices' : kind
}

/** How much a field tells in a list; 0 for what does not belong there. */
function rankOf(column: ColumnInfo, said: ReadonlySet<string>): number {
  const schema = column.field.describe()
  if (column.primaryKey || schema.secret || said.has(column.property)) return 0
  if (column.relation !== null) return 5
  if (schema.choices !== undefined) return 8
  const ranks: Partial<Record<ValueSchema['kind'], number>> = {
    boolean: 6,
    date: 7,
    datetime: schema.editable ? 7 : 3,
    integer: 4,
    decimal: 4,
    number: 4,
  }
  return ranks[schema.kind] ?? (isShortWord(schema) ? 2 : 0)
}

function isShortWord({ kind, format, maxLength }: ValueSchema): boolean {
  return (
    kind === 'string' && format !== 'password' && format !== 'uuid' && format !== 'slug' && (maxLength ?? 256) <= 254
  )
}

/** Fields with choices, booleans, relations, and the main date. */
export function defaultFilters(info: ModelInfo): string[] {
  const date = mainDate(info)
  const own = info.columns.filter((column) => {
    const schema = column.field.describe()
    return !column.primaryKey && !schema.secret && (column.relation !== null || kindOfOwn(info, column) === 'values')
  })
  const many = [...info.relations.values()].filter((relation) => relation.field?.type === 'manyToMany')
  const names = [...own.map((column) => column.property), ...many.map((relation) => relation.property)]
  const filters = names.slice(0, date === null ? mostFilters : mostFilters - 1)
  return [...filters, ...(date === null ? [] : [date])].filter((name) => !reservedNames.has(name))
}

function kindOfOwn(info: ModelInfo, { property }: ColumnInfo) {
  return kindOf(resolvePath(info, property, 'listFilter'))
}

/** Short text fields. */
export function defaultSearch(info: ModelInfo): string[] {
  return shortTexts(info).map((column) => column.property)
}

/** The date to go through the list by: the only one that people write, or else the only one that there is. */
export function defaultHierarchy(info: ModelInfo): string | null {
  const [all, written] = dates(info)
  const [only, ...others] = written.length > 0 ? written : all
  return only === undefined || others.length > 0 ? null : only.property
}

/** The date that rows are looked for by: the first that people write, or else the first. */
function mainDate(info: ModelInfo): string | null {
  const [all, written] = dates(info)
  return (written[0] ?? all[0])?.property ?? null
}

function dates(info: ModelInfo): [all: ColumnInfo[], written: ColumnInfo[]] {
  const all = info.columns.filter((column) => {
    const { kind, secret, choices } = column.field.describe()
    return (kind === 'date' || kind === 'datetime') && !secret && choices === undefined
  })
  return [all, all.filter((column) => column.field.describe().editable)]
}
