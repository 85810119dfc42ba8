import assert from 'node:assert/strict'
import { after, afterEach, before, describe, test } from 'node:test'
import type { User } from '../../../src/apps/auth/index.ts'
import { issueTokens, RefreshToken, refreshTokens, tokenLogins } from '../../../src/apps/tokens/index.ts'
import { frozenTime, type TestProject } from '../../../src/tools/testing/index.ts'
import { everyPlace, type Place } from '../../support/scratch.ts'
import { bearer, password, tokensSite } from './site.ts'

const invalid = { code: 'NUAGES_TOKENS_INVALID_TOKEN' }

for (const { label, skip, open } of await everyPlace())
  describe(`refresh tokens on ${label}`, { skip }, () => {
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
    afterEach(() => site.run(() => RefreshToken.all().delete()))

    const issue = () => site.run(() => issueTokens(ann))
    const refresh = (token: string | null) => site.run(() => refreshTokens(token!))

    test('each works once, and gives the next one', async () => {
      const first = await issue()
      assert.match(first.refreshToken!, /^nuages_rt_[A-Za-z0-9]{60}$/)
      const second = await refresh(first.refreshToken)
      const third = await refresh(second.refreshToken)
      assert.equal(new Set([first, second, third].map(({ refreshToken }) => refreshToken)).size, 3)
      const answer = await site.client.get('/whoami/', { headers: bearer(third.accessToken) })
      assert.deepEqual(await answer.json(), { user: 'ann', kind: 'jwt', abilities: null })
      const rows = await site.run(() => tokenLogins(ann))
      assert.deepEqual(
        rows.map(({ rotations }) => rotations),
        [2],
      )
      assert.ok(
        ![first, second, third].some(({ refreshToken }) => JSON.stringify(rows).includes(refreshToken!.slice(40))),
      )
    })

    test('one that was used before ends the log-in', async () => {
      const first = await issue()
      const second = await refresh(first.refreshToken)
      const other = await issue()
      await assert.rejects(refresh(first.refreshToken), { ...invalid, data: { reason: 'it was used before' } })
      await assert.rejects(refresh(second.refreshToken), { ...invalid, data: { reason: 'it was revoked' } })
      assert.ok((await refresh(other.refreshToken)).refreshToken)
    })

    test('of several at once exactly one wins', async () => {
      const { refreshToken } = await issue()
      const all = await Promise.allSettled(Array.from({ length: 8 }, () => refresh(refreshToken)))
      const won = all.filter(({ status }) => status === 'fulfilled')
      assert.equal(won.length, 1)
      // The others count as reuse.
      const next = (won[0] as PromiseFulfilledResult<Awaited<ReturnType<typeof refresh>>>).value
      await assert.rejects(refresh(next.refreshToken), invalid)
    })

    test('live from use to use, and no longer than the log-in', async () => {
      using clock = frozenTime('2030-01-01T00:00:00Z')
      const day = 24 * 3600 * 1000
      const idle = await issue()
      let { refreshToken } = await issue()
      for (let days = 0; days < 84; days += 12) {
        clock.advance(12 * day)
        refreshToken = (await refresh(refreshToken)).refreshToken
      }
      await assert.rejects(refresh(idle.refreshToken), invalid)
      const last = await refresh(refreshToken)
      assert.equal(last.refreshExpiresIn, 6 * 24 * 3600)
      clock.advance(6 * day)
      await assert.rejects(refresh(last.refreshToken), { ...invalid, data: { reason: 'it has expired' } })
    })

    test('another password ends it, and so does an account that is closed', async () => {
      const { refreshToken } = await issue()
      const later = await issue()
      await site.run(async () => {
        await ann.setPassword(`${password}!`)
        await ann.save()
      })
      await assert.rejects(refresh(refreshToken), { ...invalid, data: { reason: 'the password has changed since' } })
      await site.run(async () => {
        await ann.setPassword(password)
        ann.isActive = false
        await ann.save()
      })
      await assert.rejects(refresh(later.refreshToken), invalid)
      ann.isActive = true
      await site.run(() => ann.save())
    })

    test('within the grace it gives one more access token, and nothing else', async () => {
      using clock = frozenTime('2030-01-01T00:00:00Z')
      await site.withSettings({ tokens: { jwt: { graceSeconds: 10 } } }, async (patient) => {
        const again = (token: string | null) => patient.run(() => refreshTokens(token!))
        const first = await patient.run(() => issueTokens(ann))
        const second = await again(first.refreshToken)
        clock.advance(9000)
        const late = await again(first.refreshToken)
        assert.equal(late.refreshToken, null)
        assert.match(late.accessToken, /^ey/)
        const third = await again(second.refreshToken)
        // Two before the newest: a moment ago or not.
        await assert.rejects(again(first.refreshToken), invalid)
        await assert.rejects(again(third.refreshToken), invalid)
      })
    })
  })
