import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import type { Database } from '../../../src/data/drivers/index.ts'
import {
  field,
  makeMigrations,
  migrate,
  planMigrations,
  pruneMigrations,
  showMigrations,
} from '../../../src/data/migrations/index.ts'
import { type AnyModelClass, buildRegistry, createOrm } from '../../../src/data/orm/index.ts'
import { classesOf, code, file, memory, model, shapeOf, workshop } from './helpers.ts'

const user = model('accounts', 'User', { name: field.char({ maxLength: 50 }) }, { swappable: 'user' })
const person = model('people', 'Person', { nick: field.char({ maxLength: 50, primaryKey: true }) })

/** An app with a user of its own, one with another, and one that points at whoever is the user. */
async function project(t: TestContext, chosen: 'own' | 'other') {
  const directory = workshop(t)
  const database = await memory(t)
  const accounts = classesOf(user)
  const people = classesOf(person)
  const shop = classesOf(
    model('shop', 'Item', { owner: { type: 'foreignKey', options: { to: () => accounts.User, onDelete: 'cascade' } } }),
  )
  const apps = Object.entries({ accounts, people, shop }).map(([label, models]) => ({
    label,
    models,
    dir: join(directory, label),
  }))
  const registry = buildRegistry(apps, chosen === 'own' ? {} : { user: people.Person as AnyModelClass })
  const orm = createOrm({ registry, databases: { default: database } })
  const read = (app: string, name: string) => readFileSync(join(directory, app, 'migrations', `${name}.ts`), 'utf8')
  return { directory, apps, orm, read, registry, owners: () => owners(database) }
}

/** Tables, each with those that it points at. */
const owners = async (database: Database) =>
  (await shapeOf(database)).map(({ name, foreignKeys }) => [name, ...foreignKeys.map(({ table }) => table)])

test('a key to the user is written so that another project may have another user', async (t) => {
  const own = await project(t, 'own')
  const { migrations } = await makeMigrations(own)
  assert.deepEqual(
    migrations.map(({ app }) => app),
    ['accounts', 'people', 'shop'],
  )
  const source = own.read('shop', '0001_initial')
  assert.match(source, /dependencies: \[swappable\('user'\)\]/)
  assert.match(source, /owner: field\.foreignKey\(swappable\('user'\), \{ onDelete: 'cascade' \}\)/)
  assert.match(source, /import \{ createModel, field, migration, swappable \} from 'nuages\/migrations'/)
  await migrate(own)
  assert.deepEqual(await own.owners(), [['accounts_user'], ['people_person'], ['shop_item', 'accounts_user']])
  assert.deepEqual((await makeMigrations(own)).migrations, [])
})

test('the same files in a project with another user', async (t) => {
  const own = await project(t, 'own')
  await makeMigrations(own)
  const other = await project(t, 'other')
  for (const app of ['accounts', 'people', 'shop'])
    file(
      other.directory,
      app,
      '0001_initial',
      /migration\(\{([\s\S]*)\}\)/
        .exec(own.read(app, '0001_initial'))![1]!
        .replace(/\b(createModel|swappable|field)\b(?=[(.])/g, 'm.$1'),
    )
  assert.equal(other.registry.byLabel('accounts.user'), other.registry.byLabel('people.person'))
  assert.deepEqual((await makeMigrations(other)).migrations, [])
  await migrate({ ...other, target: { app: 'shop' } })
  // Nobody needs the user that is not used, and it would have no table.
  assert.deepEqual(await other.owners(), [['people_person'], ['shop_item', 'people_person']])
  // Whoever only looks, or prunes, knows the role as well: the item needs no user of accounts.
  assert.deepEqual(
    (await planMigrations(other)).map(({ app }) => app),
    ['accounts'],
  )
  assert.deepEqual(await pruneMigrations({ ...other, app: 'shop' }), [])
  await migrate(other)
  assert.deepEqual(await other.owners(), [['people_person'], ['shop_item', 'people_person']])
  assert.ok(
    (await showMigrations(other)).every(({ migrations }) => migrations.every(({ applied }) => applied !== null)),
  )
  await migrate({ ...other, target: { app: 'people', name: 'zero' } })
  assert.deepEqual(await other.owners(), [])
})

test('a role that no model has is told with the migration', async (t) => {
  const at = await project(t, 'own')
  file(at.directory, 'shop', '0001_initial', `dependencies: [m.swappable('usr')], operations: []`)
  await assert.rejects(migrate(at), {
    ...code('MIGRATIONS_UNKNOWN_ROLE'),
    message: /shop\.0001_initial .*'usr'.*'user'/,
  })
})

test('two models for one role, and a model of no app in a role, are refused', () => {
  const twice = classesOf(user, model('accounts', 'Other', {}, { swappable: 'user' }))
  assert.throws(() => buildRegistry([{ label: 'accounts', models: twice }]), code('ORM_DUPLICATE_MODEL'))
  const outside = classesOf(person).Person as AnyModelClass
  const models = classesOf(user)
  assert.throws(
    () => buildRegistry([{ label: 'accounts', models }], { user: outside }),
    code('ORM_MODEL_NOT_IN_PROJECT'),
  )
})
