import type { ModelAdmin } from '../../model-admin.ts'
import type { ListAddress } from '../address.ts'
import type { ListColumn } from './columns.ts'

/** The columns that an address shows: the first of the list, which leads to the row, and those that it names; else the list's own. */
export function shownColumns({ columns, offered }: ModelAdmin, address: ListAddress): readonly ListColumn[] {
  const asked = new Set(address.all('col'))
  if (asked.size === 0) return columns
  return offered.filter((column, index) => index === 0 || asked.has(column.name))
}

/** The menu that chooses columns. */
interface ColumnChooser {
  readonly columns: readonly {
    readonly name: string
    readonly label: string
    readonly shown: boolean
    /** The first stays. */
    readonly fixed: boolean
  }[]
  /** The rest of the address, for the form. */
  readonly keeps: readonly (readonly [string, string])[]
  /** Back to the list's own; null where they are shown. */
  readonly resetUrl: string | null
}

export function columnChooser(
  model: ModelAdmin,
  address: ListAddress,
  shown: readonly ListColumn[],
): ColumnChooser | null {
  if (model.offered.length < 2) return null
  return {
    columns: model.offered.map((column, index) => ({
      name: column.name,
      label: column.label,
      shown: shown.includes(column),
      fixed: index === 0,
    })),
    keeps: address.without('col').pairs(),
    resetUrl: address.get('col') === null ? null : address.without('col').toString(),
  }
}
