import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { after, before, beforeEach, describe, test } from 'node:test'
import type { User } from '../../../src/apps/auth/index.ts'
import { AccessToken, clearTokens, createToken, revokeToken, tokensOf } from '../../../src/apps/tokens/index.ts'
import { makeMigrations } from '../../../src/data/migrations/index.ts'
import { migrationApps } from '../../../src/tools/project/index.ts'
import { assertNumQueries, frozenTime, type TestProject } from '../../../src/tools/testing/index.ts'
import { everyPlace, type Place } from '../../support/scratch.ts'
import { bearer, tokensSite } from './site.ts'

const year = 365 * 24 * 3600 * 1000

for (const { label, skip, open } of await everyPlace())
  describe(`access tokens on ${label}`, { skip }, () => {
    let site: TestProject
    let ann: User
    let place: Awaited<ReturnType<Place['open']>>
    before(async () => {
      place = await open()
      ;({ site, ann } = await tokensSite({}, {}, { default: place.url }))
    })
    after(async () => {
      await site.close()
      await place.drop()
    })
    beforeEach(() => site.run(() => AccessToken.all().delete()))

    const make = (abilities: readonly string[] | null = null, expires: Date | null = null) =>
      site.run(() => createToken(ann, { name: 'deploy', abilities, expires }))
    const ask = (token: string, path = '/whoami/') => site.client.get(path, { headers: bearer(token) })

    test('the migration says what the models say', async () => {
      const made = await site.run(() =>
        makeMigrations({
          orm: site.project.orm,
          apps: migrationApps(site.project),
          only: ['tokens'],
          dryRun: true,
        }),
      )
      assert.deepEqual(made.migrations, [])
    })

    test('is shown once, and kept as its hash', async () => {
      const { token, row } = await make(['articles:write'])
      assert.match(token, /^nuages_pat_[A-Za-z0-9]{38}$/)
      const kept = await site.run(() => AccessToken.get({ id: row.id }))
      assert.equal(kept.digest, createHash('sha256').update(token).digest('hex'))
      assert.equal(kept.prefix, token.slice(0, 15))
      assert.deepEqual(kept.abilities, ['articles:write'])
      assert.doesNotMatch(JSON.stringify(kept), new RegExp(`${token.slice(16)}|${kept.digest}`))
    })

    test('tells whose request it is, by one query', async () => {
      const { token } = await make(['a'])
      const first = await ask(token)
      assert.deepEqual(await first.json(), { user: 'ann', kind: 'token', abilities: ['a'] })
      assert.match(first.headers.get('vary')!, /Authorization/)
      await assertNumQueries(1, async () => assert.equal((await ask(token)).status, 200))
    })

    test('its last use is written once a minute', async () => {
      using clock = frozenTime('2030-01-01T00:00:00Z')
      const { token, row } = await make()
      const used = async () => (await site.run(() => AccessToken.get({ id: row.id }))).lastUsedAt?.toISOString()
      await ask(token)
      assert.equal(await used(), '2030-01-01T00:00:00.000Z')
      clock.advance(59_000)
      await assertNumQueries(1, () => ask(token))
      clock.advance(1000)
      await assertNumQueries(2, () => ask(token))
      assert.equal(await used(), '2030-01-01T00:01:00.000Z')
    })

    test('ends when it is revoked or over', async () => {
      using clock = frozenTime('2030-01-01T00:00:00Z')
      const { token, row } = await make()
      const short = await make(null, new Date(Date.now() + 1000))
      assert.equal((await site.run(() => tokensOf(ann))).length, 2)
      clock.advance(1000)
      const over = await ask(short.token)
      assert.equal(over.status, 401)
      assert.match(over.headers.get('www-authenticate')!, /error="invalid_token", error_description="it has expired"/)
      assert.equal(await site.run(() => revokeToken(row)), true)
      assert.equal(await site.run(() => revokeToken(row)), false)
      assert.equal((await ask(token)).status, 401)
      assert.deepEqual(await site.run(() => tokensOf(ann)), [])
    })

    test('reaches as far as its abilities', async () => {
      const narrow = await make(['articles:read'])
      const wide = await make(['articles:write', 'auth.change_user'])
      assert.equal((await ask(wide.token, '/write/')).status, 200)
      const refused = await ask(narrow.token, '/write/')
      assert.equal(refused.status, 403)
      assert.match(refused.headers.get('www-authenticate')!, /error="insufficient_scope".*scope="articles:write"/)
      assert.equal(((await refused.json()) as { error: { code: string } }).error.code, 'insufficient_scope')
      // The token reaches for the permission, and its user does not have it.
      assert.equal((await ask(wide.token, '/change/')).status, 403)
      ann.isSuperuser = true
      await site.run(() => ann.save())
      assert.equal((await ask(wide.token, '/change/')).status, 200)
      assert.equal((await ask(narrow.token, '/change/')).status, 403)
      ann.isSuperuser = false
      await site.run(() => ann.save())
    })

    test('of a user who is deactivated or deleted is nothing', async () => {
      const { token } = await make()
      ann.isActive = false
      await site.run(() => ann.save())
      assert.equal((await ask(token)).status, 401)
      ann.isActive = true
      await site.run(() => ann.save())
      assert.equal((await ask(token)).status, 200)
      assert.equal(await (await ask(token, '/name/')).text(), 'deploy')
    })

    test('is cleared away a month after its end', async () => {
      using clock = frozenTime('2030-01-01T00:00:00Z')
      const { row } = await make()
      await make(null, new Date(Date.now() + 1000))
      await make()
      await site.run(() => revokeToken(row))
      clock.advance({ days: 30 })
      assert.equal(await site.run(() => clearTokens()), 0)
      clock.advance({ seconds: 2 })
      assert.equal(await site.run(() => clearTokens()), 2)
      assert.equal(await site.run(() => AccessToken.count()), 1)
    })

    test('wants a name, abilities and an end that can be', async () => {
      const wrong = (options: object) =>
        site.run(() => createToken(ann, { name: 'x', abilities: null, expires: null, ...options }))
      await assert.rejects(wrong({ name: ' ' }), { code: 'NUAGES_TOKENS_BAD_TOKEN_OPTIONS' })
      await assert.rejects(wrong({ name: 'x'.repeat(101) }), { code: 'NUAGES_TOKENS_BAD_TOKEN_OPTIONS' })
      await assert.rejects(wrong({ expires: new Date(Date.now() - year) }), { code: 'NUAGES_TOKENS_BAD_TOKEN_OPTIONS' })
      await assert.rejects(wrong({ expires: new Date(Number.NaN) }), { code: 'NUAGES_TOKENS_BAD_TOKEN_OPTIONS' })
      for (const abilities of [[''], ['a b'], [1], 'all', Array(101).fill('a'), ['x'.repeat(151)], ['a"b']])
        await assert.rejects(wrong({ abilities }), { code: 'NUAGES_TOKENS_BAD_ABILITIES' })
    })
  })
