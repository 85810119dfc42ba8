import assert from 'node:assert/strict'
import { test } from 'node:test'
import { buildRegistry, field, Model, meta, scope } from '../../../src/data/orm/index.ts'
import { world } from './support/database.ts'

class Person extends Model {
  name = field.char({ maxLength: 30 })
  age = field.integer({ default: 30 })
  boss = field.foreignKey(() => Person, { onDelete: 'cascade', null: true })
  notes = field.reverse(() => Note, 'about')
  static meta = meta<Person>()({ ordering: ['name'], getLatestBy: 'age', label: 'person', labelPlural: 'people' })
}
class Elder extends Person {
  static override meta = meta<Elder>()({
    proxy: true,
    ordering: ['-age'],
    permissions: { honour_elder: 'Can honour elders' },
  })
  static live = scope<Elder>()((rows) => rows.filter({ age__gte: 60 }))
  greeting(): string {
    return `Dear ${this.name}`
  }
}
class Oldest extends Elder {
  static override meta = meta<Oldest>()({ proxy: true })
}
class Note extends Model {
  text = field.char({ maxLength: 30 })
  about = field.foreignKey(() => Elder, { onDelete: 'cascade' })
}
const models = { Person, Elder, Oldest, Note }

test('a proxy has the columns, relations and dependents of its model, and its own options', () => {
  const registry = buildRegistry([{ label: 'lib', models }])
  const [person, elder, oldest] = [registry.of(Person), registry.of(Elder), registry.of(Oldest)]
  assert.equal(elder.table, 'lib_person')
  assert.equal(elder.concrete, person)
  assert.equal(oldest.concrete, person)
  assert.equal(person.concrete, person)
  assert.deepEqual(
    elder.columns.map((column) => [column.column, column.model]),
    person.columns.map((column) => [column.column, elder]),
  )
  assert.deepEqual(
    [elder.ordering[0]?.path, person.ordering[0]?.path, oldest.ordering[0]?.path],
    ['age', 'name', 'age'],
  )
  assert.deepEqual([elder.getLatestBy, elder.verboseName], [['age'], 'elder'])
  assert.deepEqual(elder.permissions, [{ codename: 'honour_elder', name: 'Can honour elders' }])
  assert.equal(elder.dependents, person.dependents)
  assert.deepEqual(
    person.dependents.map((each) => `${each.from.name}.${each.property}`),
    ['Person.boss', 'Note.about'],
  )
  assert.equal(elder.relations.get('boss')?.from, elder)
  assert.equal(elder.relations.get('notes')?.to.name, 'Note')
})

test('queries of a proxy give rows of its class, in its order', async () => {
  const { run, close } = await world(models)
  await run(async () => {
    const ann = await Person.create({ name: 'Ann', age: 70 })
    await Elder.create({ name: 'Bob', age: 61, boss: ann })
    await Person.create({ name: 'Cy', age: 20, boss: ann })
    const elders = await Elder.live()
    assert.deepEqual(
      elders.map((each) => each.greeting()),
      ['Dear Ann', 'Dear Bob'],
    )
    assert.ok(elders[0] instanceof Elder && elders[0] instanceof Person)
    assert.ok(!((await Person.first()) instanceof Elder))
    assert.equal((await Elder.first())?.name, 'Ann')
    const [bob] = await Elder.filter({ boss__name: 'Ann', age__gt: 30 }).selectRelated('boss')
    assert.equal(bob?.boss?.name, 'Ann')
    await Elder.filter({ name: 'Bob' }).update({ age: 65 })
    assert.equal((await Person.get({ name: 'Bob' })).age, 65)
  })
  await close()
})

test('relations to a proxy take rows of either class, give rows of the proxy, and are deleted with either', async () => {
  const { run, close } = await world(models)
  await run(async () => {
    const ann = await Person.create({ name: 'Ann', age: 70 })
    const elder = await Elder.get({ name: 'Ann' })
    await Note.create({ text: 'a', about: elder })
    await Note.create({ text: 'b', about: ann as never })
    const [first] = await Note.all().selectRelated('about').orderBy('text')
    assert.equal(first?.about.greeting(), 'Dear Ann')
    assert.equal(await Note.filter({ about: ann as never }).count(), 2)
    assert.equal(await Person.filter({ notes__text: 'a' }).count(), 1)
    assert.equal(await Elder.filter({ notes__text: 'b' }).count(), 1)
    const [read] = await Elder.all().prefetchRelated('notes')
    assert.equal((await read!.notes.all()).length, 2)
    const [person] = await Person.all().prefetchRelated('notes')
    assert.equal((await person!.notes.all()).length, 2)
    assert.deepEqual(await elder.delete(), [3, { 'lib.Note': 2, 'lib.Elder': 1 }])
    assert.equal(await Person.count(), 0)
  })
  await close()
})

test('what no proxy can be', () => {
  const refused = (given: object, message: RegExp) =>
    assert.throws(() => buildRegistry([{ label: 'lib', models: given }]), { code: 'NUAGES_ORM_BAD_PROXY', message })
  class Wider extends Person {
    more = field.integer()
    static override meta = meta<Wider>()({ proxy: true })
  }
  refused({ Person, Elder, Note, Wider }, /Wider.*'more'/)
  class Lonely extends Model {
    static meta = meta<Lonely>()({ proxy: true })
  }
  refused({ Lonely }, /extends no model/)
  class Elsewhere extends Person {
    static override meta = meta<Elsewhere>()({ proxy: true, table: 'x' })
  }
  refused({ Person, Elder, Note, Elsewhere }, /`table`/)
})
