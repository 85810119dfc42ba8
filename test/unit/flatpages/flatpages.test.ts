import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, test } from 'node:test'
import { adminApp } from '../../../src/apps/admin/index.ts'
import { User } from '../../../src/apps/auth/index.ts'
import { FlatPage, FlatPageSite, flatPage, flatPages, flatpagesApp } from '../../../src/apps/flatpages/index.ts'
import { Redirect, redirectsApp } from '../../../src/apps/redirects/index.ts'
import { formatHtml } from '../../../src/base/text/index.ts'
import { makeMigrations } from '../../../src/data/migrations/index.ts'
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
          apps: [flatpagesApp, redirectsApp, adminApp],
          urls: [path('here/', () => text('view')), path('pages/<path:url>', flatPage())],
          loginUrl: '/login/',
        }),
        { databases: { default: place.url } },
      )
    })
    after(async () => {
      await site.close()
      await place.drop()
    })
    beforeEach(() => site.run(() => FlatPage.all().delete()))

    const write = (url: string, registrationRequired = false) =>
      site.run(() =>
        FlatPage.create({ url, title: 'A <title>', content: '<p>Hello</p>', templateName: '', registrationRequired }),
      )
    const get = async (address: string) => {
      const response = await site.client.get(address)
      return [response.status, response.headers.get('location') ?? (await response.text())] as const
    }

    describe('a flat page', () => {
      test('is there where nothing else is', async () => {
        await write('/about/')
        await write('/here/')
        const [status, body] = await assertNumQueries(1, () => get('/about/'))
        assert.equal(status, 200)
        assert.match(body, /<h1>A &lt;title&gt;<\/h1>\s*<p>Hello<\/p>/)
        assert.deepEqual(await get('/here/'), [200, 'view'])
        assert.equal((await get('/nothing/'))[0], 404)
        assert.equal((await site.client.post('/about/')).status, 404)
      })

      test('is redirected to where a slash is missing', async () => {
        await write('/about/')
        assert.deepEqual(await get('/about?a=1'), [301, '/about/?a=1'])
        assert.deepEqual(await get('/pages/about'), [301, '/pages/about/'])
      })

      test('stands under a route too', async () => {
        await write('/about/')
        assert.equal((await get('/pages/about/'))[0], 200)
        assert.equal((await get('/pages/other/'))[0], 404)
      })

      test('comes before a redirect of the same address', async () => {
        await write('/about/')
        await site.run(() => Redirect.create({ oldPath: '/about/', newPath: '/x/' }))
        assert.equal((await get('/about/'))[0], 200)
      })

      test('for registered people sends others to log in', async () => {
        await write('/inside/', true)
        assert.deepEqual(await get('/inside/'), [302, '/login/?next=%2Finside%2F'])
      })

      test('asks nothing for addresses that no page can have', async () => {
        await assertNumQueries(0, async () => assert.equal((await get(`/${'x'.repeat(200)}/`))[0], 404))
        assert.equal((await get('/%00/'))[0], 404)
      })

      test('is checked', async () => {
        const fields = (values: { readonly url?: string; readonly templateName?: string }) =>
          site.run(async () => {
            try {
              await FlatPage.build({ url: '/a/', title: 't', content: '', templateName: '', ...values }).validate()
              return []
            } catch (error) {
              return (error as { issues: { field: string }[] }).issues.map(({ field }) => field)
            }
          })
        assert.deepEqual(await fields({}), [])
        assert.deepEqual(await fields({ url: '/über/uns.html/' }), [])
        for (const url of ['a/', '/a', '//a/', '/a b/', '/a/?x/']) assert.deepEqual(await fields({ url }), ['url'], url)
        for (const templateName of ['../x.html', '/etc/x.html', 'a', 'x.txt'])
          assert.deepEqual(await fields({ templateName }), ['templateName'], templateName)
      })
    })

    test('get_flatpages gives those that a visitor may see', async () => {
      await write('/a/')
      await write('/a/b/', true)
      await write('/c/')
      const drawn = (tag: string, context: Readonly<Record<string, unknown>> = {}) =>
        site.run(() =>
          site.project.engine
            .fromString(
              `{% load flatpages %}{% get_flatpages ${tag} as pages %}{% for p in pages %}{{ p.url }} {% endfor %}`,
            )
            .render(context),
        )
      assert.equal((await drawn('')).trim(), '/a/ /c/')
      assert.equal((await drawn("'/a/'")).trim(), '/a/')
      const member = await site.run(() => User.build({ username: 'ida' }))
      assert.equal((await drawn("'/a/' for someone", { someone: member })).trim(), '/a/ /a/b/')
      assert.equal((await drawn('for someone', { someone: member })).trim(), '/a/ /a/b/ /c/')
      assert.equal((await drawn('for nobody')).trim(), '/a/ /c/')
      assert.equal((await site.run(() => flatPages({ registered: true }))).length, 3)
    })

    test('a project may have pages of one site, and its own way with content', async () => {
      const second = await testProject(
        defineProject({
          apps: [flatpagesApp],
          flatpages: { site: 2, content: (page) => formatHtml`<pre>${page.content}</pre>` },
        }),
      )
      await second.run(async () => {
        const one = await FlatPage.create({ url: '/one/', title: 'one', content: '<b>', templateName: '' })
        const two = await FlatPage.create({
          url: '/two/',
          title: 'two',
          content: '<b>',
          templateName: '',
          registrationRequired: false,
        })
        const shut = await FlatPage.create({
          url: '/shut/',
          title: 'x',
          content: '',
          templateName: '',
          registrationRequired: true,
        })
        await FlatPageSite.create({ page: one, site: 1 })
        for (const page of [two, shut]) await FlatPageSite.create({ page, site: 2 })
      })
      assert.equal((await second.client.get('/one/')).status, 404)
      assert.match(await (await second.client.get('/two/')).text(), /<pre>&lt;b&gt;<\/pre>/)
      assert.equal((await second.client.get('/shut/')).status, 403)
      await second.close()
    })

    test('the migration says what the models say', async () => {
      const made = await site.run(() =>
        makeMigrations({ orm: site.project.orm, apps: migrationApps(site.project), only: ['flatpages'], dryRun: true }),
      )
      assert.deepEqual(
        made.migrations.flatMap(({ operations }) => operations),
        [],
      )
    })
  })
