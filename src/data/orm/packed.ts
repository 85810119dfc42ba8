import { use } from '../../base/context/index.ts'
import type { Row } from '../drivers/index.ts'
import type { DatabaseValue } from '../query/index.ts'
import type { ModelClass } from './description.ts'
import { ormErrors } from './errors.ts'
import { ormService } from './orm.ts'
import { type AnyRow, type Batch, batch, raw } from './state.ts'

/** A row as the database gave it, for keeping it elsewhere for a while. Values are texts, numbers, bigints, dates and bytes. */
export interface PackedRow {
  /** The name of the database that it is from. */
  readonly database: string
  /** Columns of the model, all that are stored. */
  readonly columns: readonly string[]
  /** In the order of `columns`. Secret ones are among them. */
  readonly values: readonly DatabaseValue[]
}

/** What the database gave for a row that was read whole. Throws `NUAGES_ORM_BAD_ARGUMENT` for another. */
export function packRow(row: object): PackedRow {
  const { [batch]: from, [raw]: stored } = row as AnyRow
  const { info, columns } = from.layout
  if (stored === null || from.source === null || columns.length !== info.columns.length)
    throw ormErrors.BAD_ARGUMENT({ where: 'packRow()', needs: 'a row that was read whole', given: 'another' })
  return {
    database: from.source.database.name,
    columns: columns.map(({ column }) => column),
    values: columns.map((_, i) => stored[from.offset + i]!),
  }
}

/** The row again, as it was; null where the model has other columns by now. */
export function unpackRow(model: ModelClass, packed: PackedRow): object | null {
  const orm = use(ormService)
  const info = orm.registry.of(model)
  const { columns } = info
  if (packed.columns.join() !== columns.map(({ column }) => column).join()) return null
  const database = orm.database(packed.database)
  const wide = columns.some((column) => column.field.codec(database.database).wide === true)
  const rows: AnyRow[] = []
  const source = { orm, database }
  const layout = orm.layout(info, database, wide, columns)
  const together: Batch = { layout, offset: 0, rows, source, parts: [], loading: null }
  return new layout.Row(packed.values.slice() as Row, together, 0)
}
