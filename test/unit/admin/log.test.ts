import assert from 'node:assert/strict'
import { test } from 'node:test'
import { LogEntry } from '../../../src/apps/admin/index.ts'
import { makeMigrations } from '../../../src/data/migrations/index.ts'
import { infoOf } from '../../../src/data/orm/index.ts'
import { migrationApps } from '../../../src/tools/project/index.ts'
import { openShop } from './bookshop.ts'

test('the log has Django’s table, column for column, and its migration makes it', async () => {
  await using shop = await openShop()
  const columns = await shop.run(() => infoOf(LogEntry).columns.map((column) => column.column))
  assert.deepEqual(columns, [
    'id',
    'action_time',
    'object_id',
    'object_repr',
    'change_message',
    'content_type_id',
    'user_id',
    'action_flag',
  ])
  const made = await shop.run(() =>
    makeMigrations({ orm: shop.project.orm, apps: migrationApps(shop.project), only: ['admin'], dryRun: true }),
  )
  assert.deepEqual(made.migrations, [])
})
