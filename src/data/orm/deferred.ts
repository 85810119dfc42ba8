import type { ColumnInfo, DatabaseValue, ModelInfo } from '../query/index.ts'
import type { Decode } from '../sql/index.ts'
import { ormErrors } from './errors.ts'
import { type AnyRow, batch, raw } from './state.ts'

/** Whether a row has the value of a column: it was read, or set. */
export function isLoadedColumn(row: AnyRow, column: ColumnInfo): boolean {
  return Object.hasOwn(row, column.attribute)
}

/** The columns of a row that `only()` or `defer()` left out and nothing has loaded or set since. */
export function deferredColumns(row: AnyRow): readonly ColumnInfo[] {
  const { info, columns } = row[batch].layout
  return columns.length === info.columns.length ? none : info.columns.filter((column) => !isLoadedColumn(row, column))
}

const none: readonly ColumnInfo[] = []

/** By columns that are there. A memo of what follows from metadata. */
const prototypes = new WeakMap<ModelInfo, Map<string, object>>()

/** What rows that hold these columns inherit from: the model, and for each missing column an accessor that says so. */
export function prototypeOf(info: ModelInfo, columns: readonly ColumnInfo[]): object {
  if (columns.length === info.columns.length) return info.model.prototype as object
  let known = prototypes.get(info)
  if (known === undefined) prototypes.set(info, (known = new Map()))
  const name = subsetName(info, columns)
  let prototype = known.get(name)
  if (prototype === undefined) {
    const missing = info.columns.filter((column) => !columns.includes(column))
    prototype = Object.create(
      info.model.prototype as object,
      Object.fromEntries(missing.map((column) => [column.attribute, accessor(column)])),
    ) as object
    known.set(name, prototype)
  }
  return prototype
}

/** Names a choice of a model's columns; empty for all of them. */
export function subsetName(info: ModelInfo, columns: readonly ColumnInfo[]): string {
  if (columns.length === info.columns.length) return ''
  return columns.map((column) => info.columns.indexOf(column)).join()
}

function accessor({ model, property, attribute }: ColumnInfo): PropertyDescriptor {
  return {
    get() {
      throw ormErrors.DEFERRED({ model: model.name, field: property })
    },
    set(this: object, value: unknown) {
      Object.defineProperty(this, attribute, { value, writable: true, enumerable: true, configurable: true })
    },
    configurable: true,
  }
}

/** From here on the row's `columns` are what the driver gave as `stored`, read by `decoders`. */
export function takeIn(
  row: AnyRow,
  columns: readonly ColumnInfo[],
  stored: readonly DatabaseValue[],
  decoders: readonly (Decode | null)[],
): void {
  const before = row[raw]!
  const { layout, offset } = row[batch]
  const { info } = layout
  if (columns.every((column) => layout.columns.includes(column))) {
    const next = [...before]
    columns.forEach((column, i) => {
      next[offset + layout.columns.indexOf(column)] = stored[i]!
    })
    row[raw] = next
    return
  }
  const known = info.columns.filter((column) => columns.includes(column) || layout.columns.includes(column))
  const pick = <T>(fresh: readonly T[], old: readonly T[], from: number) =>
    known.map((column) => {
      const at = columns.indexOf(column)
      return at >= 0 ? fresh[at]! : old[from + layout.columns.indexOf(column)]!
    })
  row[raw] = pick(stored, before, offset)
  row[batch] = {
    ...row[batch],
    layout: { info, columns: known, decoders: pick(decoders, layout.decoders, 0), Row: layout.Row },
    offset: 0,
  }
}
