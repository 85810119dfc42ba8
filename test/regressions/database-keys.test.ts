import assert from 'node:assert/strict'
import { test } from 'node:test'
import { connect, Func, field, KeyedModel } from 'nuages/orm'

class Ticket extends KeyedModel {
  code = field.char({ maxLength: 40, primaryKey: true, dbDefault: Func('HEX', 7, { output: field.text() }) })
  title = field.text()
}

test('a key of text that the database gives is left to it', async () => {
  const project = await connect('sqlite::memory:', { models: { Ticket } })
  try {
    await project.database.script(
      `CREATE TABLE app_ticket (code varchar(40) NOT NULL PRIMARY KEY DEFAULT (hex(7)), title text NOT NULL)`,
    )
    const ticket = await Ticket.create({ title: 'one' })
    assert.equal(ticket.pk, '37')
    assert.equal((await Ticket.get({ pk: '37' })).title, 'one')
    assert.equal((await Ticket.create({ code: 'own', title: 'two' })).pk, 'own')
  } finally {
    await project.close()
  }
})
