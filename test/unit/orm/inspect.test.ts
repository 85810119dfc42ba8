import assert from 'node:assert/strict'
import { test } from 'node:test'
import { inspect } from 'node:util'
import { connect, field, Model } from '../../../src/data/orm/index.ts'

class Account extends Model {
  name = field.char({ maxLength: 20 })
  token = field.char({ maxLength: 20, secret: true })
}

test('a printed row shows its class and values, nothing of the runtime and no secret', async () => {
  const project = await connect('sqlite::memory:', { models: { Account } })
  try {
    const text = await project.run(() => inspect(Account.build({ name: 'Ada', token: 'hush' })))
    assert.match(text, /^Account \{/)
    assert.match(text, /'Ada'/)
    assert.doesNotMatch(text, /hush|nuages\./)
  } finally {
    await project.close()
  }
})
