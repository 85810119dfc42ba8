import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, test } from 'node:test'
import { adminApp } from '../../../src/apps/admin/index.ts'
import {
  Redirect,
  RedirectCache,
  redirectCacheService,
  redirectFallback,
  redirectsApp,
} from '../../../src/apps/redirects/index.ts'
import { use } from '../../../src/base/context/index.ts'
import { makeMigrations } from '../../../src/data/migrations/index.ts'
import { atomic } from '../../../src/data/orm/index.ts'
import { defineProject, migrationApps } from '../../../src/tools/project/index.ts'
import { assertNumQueries, type TestProject, testProject } from '../../../src/tools/testing/index.ts'
import { path, text } from '../../../src/web/http/index.ts'
import { everyPlace, type Place } from '../../support/scratch.ts'

for (const { label, skip, open } of await everyPlace())
  describe(`on ${label}`, { skip }, () => {
    let site: TestProject
    let place: Awaited<ReturnType<Place['open']>>
    before(async () => {
      place = await open()
      site = await testProject(
        defineProject({
          apps: [redirectsApp, adminApp],
          urls: [path('there/', () => text('here')), path('café/', () => text('', { status: 404 }))],
        }),
        { databases: { default: place.url } },
      )
    })
    after(async () => {
      await site.close()
      await place.drop()
    })
    beforeEach(() =>
      site.run(async () => {
        await Redirect.all().delete()
        use(redirectCacheService).clear()
      }),
    )

    const lead = (oldPath: string, newPath: string, more: { site?: number } = {}) =>
      site.run(() => Redirect.create({ oldPath, newPath, ...more }))
    const to = async (address: string) => {
      const response = await site.client.get(address)
      return response.headers.get('location') ?? response.status
    }

    describe('a redirect', () => {
      test('answers where nothing else does, and only there', async () => {
        await lead('/old/', '/new/')
        await lead('/there/', '/elsewhere/')
        const response = await site.client.get('/old/')
        assert.deepEqual([response.status, response.headers.get('location')], [301, '/new/'])
        assert.equal(await to('/there/'), 200)
        assert.equal(await to('/nowhere/'), 404)
        assert.equal((await site.client.post('/old/')).status, 404)
      })

      test('is for its own query, else takes the query along', async () => {
        await lead('/old/', '/new/?from=old#top')
        await lead('/old/?id=7', '/seven/')
        assert.equal(await to('/old/?id=7'), '/seven/')
        assert.equal(await to('/old/?id=8&utm=x'), '/new/?from=old&id=8&utm=x#top')
        assert.equal(await to('/old/?'), '/new/?from=old#top')
      })

      test('is found with a slash more, and by an address as people write it', async () => {
        await lead('/old/', '/new/')
        await lead('/café/', '/coffee/')
        assert.equal(await to('/old'), '/new/')
        assert.equal(await to('/old?a=1'), '/new/?a=1')
        assert.equal(await to('/caf%C3%A9/'), '/coffee/')
      })

      test('without a target says that the page is gone', async () => {
        await lead('/old/', '')
        assert.equal(await to('/old/'), 410)
      })

      test('may lead to another site, and nowhere that is neither a path nor http', async () => {
        await lead('/far/', 'https://example.org/x')
        assert.equal(await to('/far/'), 'https://example.org/x')
        for (const [i, bad] of ['//evil.example', '/\\evil.example', 'javascript:alert(1)', 'data:x', 'x'].entries()) {
          await lead(`/bad${i}/`, bad)
          assert.equal(await to(`/bad${i}/`), 404, bad)
        }
      })

      test('never leads to itself', async () => {
        await lead('/loop/', '/loop/')
        assert.equal(await to('/loop/'), 404)
        for (const [from, target] of [
          ['/é/', '/é/'],
          ['/part/', '/part/#top'],
          ['/whole/', 'http://testserver/whole/'],
        ] as const) {
          await lead(from, target)
          assert.equal(await to(encodeURI(from)), 404, from)
        }
      })

      test('refuses paths that cannot be, when it is checked', async () => {
        const issues = (oldPath: string, newPath: string) =>
          site.run(async () => {
            try {
              await Redirect.build({ oldPath, newPath }).validate()
              return []
            } catch (error) {
              return (error as { issues: { field: string }[] }).issues.map(({ field }) => field)
            }
          })
        assert.deepEqual(await issues('/old/', ''), [])
        assert.deepEqual(await issues('/old/', 'https://example.org/'), [])
        assert.deepEqual(await issues('old', '//evil'), ['oldPath', 'newPath'])
        assert.deepEqual(await issues('//old', 'javascript:x'), ['oldPath', 'newPath'])
      })

      test('odd addresses ask nothing that a database refuses', async () => {
        for (const address of [`/${'x'.repeat(500)}/`, '/%00/', '/%ff/', '/%ED%A0%80/'])
          assert.equal(await to(address), 404)
      })
    })

    describe('what is remembered', () => {
      test('an address is asked for once, until a redirect is saved or deleted', async () => {
        await assertNumQueries(1, async () => assert.equal(await to('/old/'), 404))
        await assertNumQueries(0, async () => assert.equal(await to('/old/'), 404))
        const row = await lead('/old/', '/new/')
        assert.equal(await to('/old/'), '/new/')
        await assertNumQueries(0, async () => assert.equal(await to('/old/'), '/new/'))
        await site.run(() => row.delete())
        assert.equal(await to('/old/'), 404)
      })

      test('nothing that was asked for while a transaction was open outlives its commit', async () => {
        await lead('/old/', '/before/')
        await site.run(() =>
          atomic(async () => {
            await Redirect.filter({ oldPath: '/old/' })
              .get()
              .then((row) => Object.assign(row, { newPath: '/new/' }).save())
            // As another request would have, which sees what stood before.
            use(redirectCacheService).set('/old/', { to: '/before/', keepQuery: false })
          }),
        )
        assert.equal(await to('/old/'), '/new/')
      })

      test('is bounded, and forgotten after its time', () => {
        let now = 0
        const cache = new RedirectCache({ entries: 2, seconds: 1, now: () => now })
        for (const name of ['a', 'b', 'c']) cache.set(name, null)
        assert.equal(cache.size, 2)
        assert.equal(cache.get('a'), undefined)
        assert.equal(cache.get('c'), null)
        now = 1000
        assert.equal(cache.get('c'), undefined)
      })
    })

    test('sites have redirects of their own, and all of them without a number', async () => {
      await lead('/old/', '/two/', { site: 2 })
      assert.equal(await to('/old/'), '/two/')
      await lead('/old/', '/one/')
      assert.equal(await to('/old/'), '/one/')
      const second = await testProject(defineProject({ apps: [redirectsApp], redirects: { site: 2, status: 302 } }))
      await second.run(async () => {
        await Redirect.create({ oldPath: '/old/', newPath: '/one/', site: 1 })
        await Redirect.create({ oldPath: '/old/', newPath: '/two/', site: 2 })
      })
      const response = await second.client.get('/old/')
      assert.deepEqual([response.status, response.headers.get('location')], [302, '/two/'])
      await second.close()
    })

    test('options that cannot be are refused', () => {
      const bad = redirectFallback as (options: object) => unknown
      for (const options of [{ status: 200 }, { site: 'x' }, { cache: { entries: -1 } }])
        assert.throws(() => bad(options), { code: 'NUAGES_REDIRECTS_BAD_OPTION' })
    })

    test('the migration says what the model says', async () => {
      const made = await site.run(() =>
        makeMigrations({ orm: site.project.orm, apps: migrationApps(site.project), only: ['redirects'], dryRun: true }),
      )
      assert.deepEqual(
        made.migrations.flatMap(({ operations }) => operations),
        [],
      )
    })
  })
