import assert from 'node:assert/strict'
import type { Database } from '../../../src/data/drivers/index.ts'
import { registryOf } from '../../../src/data/migrations/execution/historical.ts'
import { placed } from '../../../src/data/migrations/files/loader.ts'
import { writeMigration } from '../../../src/data/migrations/files/writer.ts'
import { addField, alterField, field, removeField, renameField } from '../../../src/data/migrations/index.ts'
import { stateFromRegistry } from '../../../src/data/migrations/making/from-registry.ts'
import { emptyState } from '../../../src/data/migrations/state.ts'
import { buildRegistry, F, field as live, Model } from '../../../src/data/orm/index.ts'
import { Value } from '../../../src/data/orm/runtime.ts'
import { apply, built, detect, shapeOf } from './helpers.ts'

class Box extends Model {
  width = live.integer()
  height = live.integer({ dbDefault: 3 })
  area = live.generated({ expression: F('width').times(F('height')), output: live.integer(), stored: true })
  twice = live.generated({ expression: F('width').plus(F('width')), output: live.integer(), stored: false })
  label = live.char({ maxLength: 9, dbDefault: "it's" })
  open = live.boolean({ dbDefault: true })
  most = live.integer({ dbDefault: Value(6).times(7) as never })
}
const boxes = stateFromRegistry(buildRegistry([{ label: 'app', models: { Box } }]))

/** Columns that the database fills: made, altered, renamed and undone on one database. */
export async function computedColumns(open: () => Promise<Database>): Promise<void> {
  const database = await open()
  const all = async (text: string) =>
    (await database.all({ text, writes: false, wide: false }, [])).map((row) => row.map(String))
  await built(database, boxes)
  await database.script('INSERT INTO app_box (width) VALUES (4)')
  assert.deepEqual(await all('SELECT height, area, twice, label, most FROM app_box'), [['3', '12', '8', "it's", '42']])
  await assert.rejects(database.script('INSERT INTO app_box (width, area) VALUES (4, 1)'), { name: 'NuagesError' })

  const again = stateFromRegistry(registryOf(boxes))
  assert.deepEqual(await detect(boxes, again), [])
  const drafts = await detect(emptyState, boxes)
  const source = writeMigration(placed('app', '0001_initial', { operations: drafts[0]!.operations }))
  assert.match(source, /height: field\.integer\(\{ dbDefault: 3 \}\)/)
  assert.match(source, /expression: \{ operator: '\*', left: \{ path: 'width' \}, right: \{ path: 'height' \} \}/)
  assert.match(
    source,
    /dbDefault: \{ \$expression: \{ operator: '\*', left: \{ value: 6 \}, right: \{ value: 7 \} \} \}/,
  )

  const shape = await shapeOf(database)
  const area = { operator: '+', left: { path: 'width' }, right: { path: 'high' } }
  const output = field.integer()
  const done = await apply(database, boxes, 'app', [
    renameField({ model: 'box', from: 'height', to: 'high' }),
    alterField({ model: 'box', name: 'area', field: field.generated({ expression: area, output, stored: true }) }),
    alterField({ model: 'box', name: 'width', field: field.bigInteger() }),
    removeField({ model: 'box', name: 'twice' }),
    addField({ model: 'box', name: 'depth', field: field.integer({ dbDefault: 9 }) }),
    alterField({ model: 'box', name: 'label', field: field.char({ maxLength: 9, dbDefault: 'new' }) }),
    alterField({ model: 'box', name: 'open', field: field.boolean() }),
  ])
  assert.deepEqual(await all('SELECT width, high, area, depth, label FROM app_box'), [['4', '3', '7', '9', "it's"]])
  const travelled = await shapeOf(database)
  await done.undo()
  assert.deepEqual(await shapeOf(database), shape)
  assert.deepEqual(await all('SELECT height, area, twice FROM app_box'), [['3', '12', '8']])
  const fresh = await open()
  await built(fresh, done.state)
  assert.deepEqual(travelled, await shapeOf(fresh))
}
