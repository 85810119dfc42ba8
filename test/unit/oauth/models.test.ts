import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { createUser } from '../../../src/apps/auth/index.ts'
import { LinkedAccount, oidc } from '../../../src/apps/oauth/index.ts'
import { findAccount } from '../../../src/apps/oauth/people/link.ts'
import { unlinkAccount } from '../../../src/apps/oauth/people/unlink.ts'
import { makeMigrations } from '../../../src/data/migrations/index.ts'
import { IntegrityError } from '../../../src/data/orm/index.ts'
import { migrationApps } from '../../../src/tools/project/index.ts'
import { type TestProject, testProject } from '../../../src/tools/testing/index.ts'
import { everyPlace, type Place } from '../../support/scratch.ts'
import { defineSite } from './support.ts'

const issuer = `https://${'a'.repeat(247)}`

for (const { label, skip, open } of await everyPlace())
  describe(`linked accounts on ${label}`, { skip }, () => {
    let site: TestProject
    let place: Awaited<ReturnType<Place['open']>>
    before(async () => {
      place = await open()
      const known = { issuer: 'https://a.example', clientId: 'x' }
      const definition = defineSite({ providers: { one: oidc(known), two: oidc(known) } })
      site = await testProject(definition, { databases: { default: place.url } })
    })
    after(async () => {
      await site.close()
      await place.drop()
    })

    test('are one for each provider, issuer and subject, in capitals or not', () =>
      site.run(async () => {
        const user = await createUser({ username: 'ann', password: null })
        const subjects = ['a', 'A', 'x'.repeat(255)]
        for (const subject of subjects)
          await LinkedAccount.create({ user, provider: 'one', issuer, subject, name: subject.slice(0, 9) })
        await LinkedAccount.create({ user, provider: 'two', issuer, subject: 'a' })
        const again = LinkedAccount.create({ user, provider: 'one', issuer, subject: 'x'.repeat(255) })
        await assert.rejects(again, IntegrityError)
        const find = (subject: string) => findAccount('one', { identity: { issuer, subject } } as never)
        for (const subject of subjects) assert.equal((await find(subject))?.name, subject.slice(0, 9))
        assert.equal(await find('b'), null)
      }))

    test('two that are unlinked at once do not both go', () =>
      site.run(async () => {
        const user = await createUser({ username: 'ida', password: null })
        const ids: number[] = []
        for (const provider of ['one', 'two'])
          ids.push((await LinkedAccount.create({ user, provider, issuer, subject: 'ida' })).id)
        const outcomes = await Promise.all(ids.map((id) => site.run(() => unlinkAccount(null as never, user, id))))
        assert.deepEqual(outcomes.toSorted(), ['last', 'unlinked'])
        assert.equal(await LinkedAccount.filter({ user }).count(), 1)
      }))

    test('have the table that their migration makes', async () => {
      const parts = { orm: site.project.orm, apps: migrationApps(site.project) }
      const { migrations } = await site.run(() => makeMigrations({ ...parts, only: ['oauth'], dryRun: true }))
      assert.deepEqual(migrations, [])
    })
  })
