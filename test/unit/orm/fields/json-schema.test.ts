import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { ValidationError } from '../../../../src/base/schema/index.ts'
import { field } from '../../../../src/data/orm/field.ts'
import type { BaseField } from '../../../../src/data/orm/fields/base.ts'
import { Model } from '../../../../src/data/orm/model.ts'
import { querySetOf } from '../../../../src/data/orm/runtime.ts'
import { type World, world } from '../support/database.ts'

interface Settings {
  readonly theme: 'dark' | 'light'
  readonly size: number
}

/** As validation libraries make them: answers at once, fills in what is missing. */
const settings = {
  '~standard': {
    version: 1 as const,
    vendor: 'test',
    validate(value: unknown) {
      const { theme, size = 12 } = (value ?? {}) as Partial<Settings>
      if (theme !== 'dark' && theme !== 'light')
        return { issues: [{ message: 'Neither dark nor light.', path: ['theme', { key: 'name' }] }] }
      return { value: { theme, size } }
    },
    types: undefined as { readonly input: unknown; readonly output: Settings } | undefined,
  },
}
const slow = { '~standard': { ...settings['~standard'], validate: async () => ({ value: 1 }) } }

class Account extends Model {
  settings = field.json(settings)
  extra = field.json({ schema: settings, null: true })
  free = field.json<{ a?: number }>({ default: {} })
}

let project: World
before(async () => {
  project = await world({ Account })
})
after(() => project.close())

const refused = (error: unknown) =>
  error instanceof ValidationError && error.issues[0]?.code === 'schema' && error.issues[0].field === 'settings'

describe('a JSON field with a schema', () => {
  test('holds documents against it wherever they are written, and keeps what it gives back', () =>
    project.run(async () => {
      const account = (await querySetOf(Account).create({ settings: { theme: 'dark' } })) as Account
      const theme: 'dark' | 'light' = account.settings.theme
      assert.equal(theme, 'dark')
      assert.deepEqual(account.settings, { theme: 'dark', size: 12 })
      assert.equal(account.extra, null)
      const read = (await querySetOf(Account).get({ pk: account.pk })) as Account
      assert.deepEqual(read.settings, { theme: 'dark', size: 12 })
      await assert.rejects(() => querySetOf(Account).create({ settings: { theme: 'red' } }), refused)
      read.settings = { theme: 'red' as 'dark', size: 1 }
      await assert.rejects(() => read.save(), refused)
      await assert.rejects(() => read.validate(), refused)
      await assert.rejects(() => querySetOf(Account).update({ settings: { size: 1 } }), refused)
      assert.equal(await querySetOf(Account).filter({ settings__theme: 'dark' }).count(), 1)
      assert.equal(await querySetOf(Account).filter({ settings__has_key: 'size' }).count(), 1)
    }))

  test('names where in the document', () => {
    const given = field.json(settings) as unknown as BaseField
    assert.throws(() => given.clean({}), /theme\.name: Neither dark nor light\./)
    assert.deepEqual(given.deconstruct(), { type: 'json', options: {} })
  })

  test('that answers later is a coded error', () => {
    const given = field.json(slow) as unknown as BaseField
    assert.throws(() => given.clean({}), { code: 'NUAGES_ORM_ASYNC_SCHEMA' })
  })

  test('refuses what JSON would change without a word', () => {
    const given = field.json() as unknown as BaseField
    const text = given.codec('sqlite').encode as (value: unknown) => unknown
    for (const value of [Number.NaN, { a: [Number.POSITIVE_INFINITY] }, 'a\0b', { 'a\ud800': 1 }])
      assert.throws(() => text(value), ValidationError)
    for (const value of ['\\u0000', 'a\\\\ud800', '😀', { a: [null, 1.5] }])
      assert.equal(text(value), JSON.stringify(value))
  })
})
