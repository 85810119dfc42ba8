import type { Label } from '../../../../base/schema/index.ts'
import type { Cell } from '../../format.ts'
import type { ModelAdmin } from '../../model-admin.ts'
import type { AnyRow } from '../../registration.ts'
import { type AdminRequest, rowUrl } from '../../request.ts'
import type { ListColumn } from '../columns/columns.ts'

/** One cell of a row, under its column. */
export interface DrawnColumn {
  /** The name of the column: its path, or that of what a function computes. */
  readonly name: string
  readonly label: string
  readonly numeric: boolean
  /** The head of the row, which stays in sight. */
  readonly head: boolean
  /** Leads to the row. */
  readonly link: boolean
  readonly cells: readonly Cell[]
}

/** A row of a list as the page draws it. */
export interface DrawnRow {
  /** Its key, as a form sends it. */
  readonly key: string
  /** What it says of itself. */
  readonly name: string
  readonly url: string
  /** The quick look. */
  readonly lookUrl: string
  readonly columns: readonly DrawnColumn[]
}

/** What the cells of a column have in common, read once for a page. */
interface ColumnFace extends Omit<DrawnColumn, 'cells'> {
  readonly column: ListColumn
}

/** Rows with their cells, in the order of the columns. */
export function drawnRows(
  admin: AdminRequest,
  model: ModelAdmin,
  shown: readonly ListColumn[],
  rows: readonly AnyRow[],
): Promise<DrawnRow[]> {
  const faces = shown.map((column, index) => ({
    column,
    name: column.name,
    label: column.label,
    numeric: column.numeric,
    head: index === 0,
    link: model.links === null ? index === 0 : model.links.has(column.name),
  }))
  return Promise.all(rows.map((row) => drawnRow(admin, model, faces, row)))
}

async function drawnRow(
  admin: AdminRequest,
  model: ModelAdmin,
  faces: readonly ColumnFace[],
  row: AnyRow,
): Promise<DrawnRow> {
  const cells = await cellsOf(faces, row, admin.zone)
  const columns = faces.map(({ column: _, ...face }, index) => ({
    ...face,
    cells: withEmpty(cells[index]!, model.options.emptyValue),
  }))
  const [key, page] = [row['pk'], (kind: 'change' | 'look') => rowUrl(admin, model, row['pk'], kind)]
  return { key: String(key), name: String(row), url: page('change'), lookUrl: page('look'), columns }
}

/** Cells of a row are asked for at once: those that read something read it together. Most read nothing, and are there already. */
function cellsOf(faces: readonly ColumnFace[], row: AnyRow, zone: string): readonly Cell[][] | Promise<Cell[][]> {
  if (faces.some(({ column }) => column.isComputed || column.path?.toMany === true))
    return Promise.all(faces.map(async ({ column }) => column.cells(row, zone)))
  return faces.map(({ column }) => column.cells(row, zone) as Cell[])
}

function withEmpty(cells: readonly Cell[], label: Label | undefined): readonly Cell[] {
  if (label === undefined) return cells
  const text = String(label)
  return cells.map((cell) => (cell.kind === 'empty' ? { ...cell, text } : cell))
}
