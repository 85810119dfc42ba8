import { type AnyQuerySet, Avg, Max, Min, Sum } from '../../../../data/orm/index.ts'
import type { ModelInfo } from '../../../../data/query/index.ts'
import { gettext } from '../../../../web/i18n/index.ts'
import { adminErrors } from '../../errors.ts'
import { type Cell, fieldCell, isNumeric } from '../../format.ts'
import type { Total } from '../../options/list.ts'
import { type ModelPath, resolvePath } from '../../paths.ts'
import type { ListColumn } from './columns.ts'

/** A total under a column. */
export interface ListTotal {
  readonly path: ModelPath
  readonly kind: Total
}

const kinds: readonly string[] = ['sum', 'avg', 'min', 'max'] satisfies Total[]
const option = 'listTotals'

/** Reads `listTotals`. Throws for a path that does not exist, is no number, or leads to many rows. */
export function listTotals(info: ModelInfo, declared: Readonly<Record<string, Total>>): ListTotal[] {
  return Object.entries(declared).map(([written, kind]) => {
    const path = resolvePath(info, written, option)
    const { schema, toMany } = path
    const isDate = schema?.kind === 'date' || schema?.kind === 'datetime'
    const problem = !kinds.includes(kind)
      ? `'${String(kind)}' is no total: it is one of ${kinds.join(', ')}.`
      : toMany
        ? 'it leads to several rows, of which each would be counted.'
        : schema === null || !(isNumeric(schema) || (isDate && (kind === 'min' || kind === 'max')))
          ? 'it is no number.'
          : null
    if (problem !== null) throw adminErrors.WRONG_PATH({ model: info.label, option, path: written, problem })
    return { path, kind }
  })
}

const aggregates = { sum: Sum, avg: Avg, min: Min, max: Max } as const

/** A cell of the line of totals. */
interface TotalCell {
  readonly label: string
  readonly numeric: boolean
  readonly cells: readonly Cell[]
  /** 'average': what the number is, where it is no sum. */
  readonly word: string
}

/** The line of totals over all `rows`, a cell for each column; one query. Null where no column that is shown has a total. */
export async function readTotals(
  totals: readonly ListTotal[],
  rows: AnyQuerySet,
  columns: readonly ListColumn[],
  zone: string,
): Promise<TotalCell[] | null> {
  const shown = totals.filter(({ path }) => columns.some((column) => column.name === path.path))
  if (shown.length === 0) return null
  const named = Object.fromEntries(
    shown.map(({ path, kind }, i) => [`t_${i}`, (aggregates[kind] as (path: string) => object)(path.path)]),
  )
  const values = await rows.orderBy().aggregate(named)
  return columns.map((column) => {
    const at = shown.findIndex(({ path }) => path.path === column.name)
    if (at < 0) return { label: column.label, numeric: column.numeric, cells: [], word: '' }
    const { path, kind } = shown[at]!
    return {
      label: column.label,
      numeric: column.numeric,
      cells: [fieldCell(path.schema!, rounded(values[`t_${at}`], kind), zone)],
      word: words[kind](),
    }
  })
}

/** An average has as many digits as a person reads. */
function rounded(value: unknown, kind: Total): unknown {
  return kind === 'avg' && typeof value === 'number' ? Number(value.toFixed(2)) : value
}

const words: Readonly<Record<Total, () => string>> = {
  sum: () => '',
  avg: () => gettext('average'),
  min: () => gettext('minimum'),
  max: () => gettext('maximum'),
}
