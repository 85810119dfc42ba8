import { use } from '../../base/context/index.ts'
import { columnsOf, type Row } from '../drivers/index.ts'
import type { ColumnInfo } from '../query/index.ts'
import type { Decode } from '../sql/index.ts'
import { kindOf } from './arguments.ts'
import { type Extra, makeLayout } from './builder.ts'
import type { ModelClass } from './description.ts'
import { ormErrors } from './errors.ts'
import { ormService } from './orm.ts'
import { SqlRuntime } from './sql-tag.ts'
import type { AnyRow, Batch } from './state.ts'
import { annotationProblem } from './steps.ts'

/**
 * Rows of a model from a statement of one's own, by the names of its columns: the key must be among them, columns that are
 * missing are not loaded, and others become annotations. Django's `raw()`.
 */
export async function rawRows(model: ModelClass, statement: unknown): Promise<object[]> {
  const orm = use(ormService)
  const info = orm.registry.of(model)
  if (!(statement instanceof SqlRuntime))
    throw ormErrors.BAD_ARGUMENT({ where: `raw() of ${info.name}`, needs: 'sql`select …`', given: kindOf(statement) })
  const database = orm.database(statement.databaseName)
  const wide = info.columns.some((column) => column.field.codec(database.database).wide === true)
  const found = await statement.sent(wide)
  const places = new Map<ColumnInfo, number>()
  const others: { readonly name: string; readonly place: number }[] = []
  columnsOf(found).forEach((name, place) => {
    const column = info.columns.find((each) => each.column === name)
    if (column === undefined) others.push({ name, place })
    else places.set(column, place)
  })
  if (!places.has(info.key)) throw ormErrors.RAW_KEY({ model: info.name, column: info.key.column })
  for (const { name } of others) {
    const problem = annotationProblem(info, name)
    if (problem !== null) throw ormErrors.BAD_ANNOTATION({ model: info.name, name, problem })
  }
  const columns = info.columns.filter((column) => places.has(column))
  const order = [...columns.map((column) => places.get(column)!), ...others.map(({ place }) => place)]
  const whole = orm.layout(info, database, wide, columns)
  const extras = others.map(({ name }, i): Extra => ({ name, at: columns.length + i, decoder: wide ? narrow : null }))
  const layout = extras.length === 0 ? whole : makeLayout(info, columns, whole.decoders, [], extras)
  const rows: AnyRow[] = []
  const batch: Batch = { layout, offset: 0, rows, source: { orm, database }, parts: [], loading: null }
  for (const row of found) new layout.Row(order.map((place) => row[place]!) as Row, batch, 0)
  return rows.slice()
}

const narrow: Decode = (value) =>
  typeof value === 'bigint' && Number.isSafeInteger(Number(value)) ? Number(value) : value
