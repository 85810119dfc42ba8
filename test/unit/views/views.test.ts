import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, test } from 'node:test'
import { getMessages } from '../../../src/apps/messages/index.ts'
import { createView, deleteView, formView, listView, redirectView } from '../../../src/apps/views/index.ts'
import { assertNumQueries, type TestProject, testProject } from '../../../src/tools/testing/index.ts'
import { createApp, path } from '../../../src/web/http/index.ts'
import { everyPlace, type Place } from '../../support/scratch.ts'
import { Article, ContactForm, Note, project, Section } from './site.ts'

for (const { label, skip, open } of await everyPlace())
  describe(`on ${label}`, { skip }, () => {
    let site: TestProject
    let place: Awaited<ReturnType<Place['open']>>
    before(async () => {
      place = await open()
      site = await testProject(project, { databases: { default: place.url } })
    })
    after(async () => {
      await site.close()
      await place.drop()
    })
    beforeEach(() =>
      site.run(async () => {
        await Note.all().delete()
        await Article.all().delete()
        await Section.all().delete()
        const jazz = await Section.create({ name: 'Jazz', slug: 'jazz' })
        const days = ['2024-12-31T22:59:00Z', '2024-12-31T23:30:00Z', '2026-01-05T08:00:00Z', '2026-03-01T08:00:00Z']
        for (const [i, day] of [
          ...days,
          '2026-03-15T08:00:00Z',
          '2026-03-15T20:00:00Z',
          '2027-05-01T08:00:00Z',
        ].entries())
          await Article.create({
            title: `${'abcdefg'[i]!}`,
            slug: `${'abcdefg'[i]!}`,
            published: new Date(day),
            section: i < 2 ? jazz : null,
            live: i !== 3,
            day: i === 0 ? null : day.slice(0, 10),
          })
      }),
    )

    const get = async (path: string) => {
      const response = await site.client.get(path)
      return { status: response.status, body: (await response.text()).trim(), headers: response.headers }
    }
    /** The status that a visitor gets; the client of tests would throw the error. */
    const failing = async (path: string) => (await site.project.fetch(new Request(`http://testserver${path}`))).status
    const key = async (title: string) => (await site.run(() => Article.get({ title }))).id

    describe('listView', () => {
      test('draws a page of the queryset in two queries', async () => {
        const { body, status } = await assertNumQueries(2, () => get('/articles/'))
        assert.equal(status, 200)
        assert.deepEqual(body.match(/<li>\w<\/li>/g), ['<li>g</li>', '<li>f</li>', '<li>e</li>'])
        assert.match((await get('/articles/?page=2')).body, /<li>c<\/li>\s*<li>b<\/li>\s*<li>a<\/li>/)
      })

      test('without pages is one query, with keyset pages too', async () => {
        assert.equal((await assertNumQueries(1, () => get('/plain/'))).body.match(/<li>\w<\/li>/g)?.length, 7)
        const first = await assertNumQueries(1, () => get('/keyset/?x=1'))
        assert.deepEqual(first.body.match(/<li>\w<\/li>/g), ['<li>a</li>', '<li>b</li>', '<li>c</li>'])
        const next = /href="(\?[^"]*)" rel="next"/.exec(first.body)![1]!.replaceAll('&amp;', '&')
        assert.match(next, /^\?x=1&after=/)
        await site.run(() => Article.create({ title: 'aa', slug: 'aa', published: new Date() }))
        const second = await get(`/keyset/${next}`)
        assert.deepEqual(second.body.match(/<li>\w<\/li>/g), ['<li>d</li>', '<li>e</li>', '<li>f</li>'])
        const back = /href="(\?[^"]*)" rel="prev"/.exec(second.body)![1]!.replaceAll('&amp;', '&')
        assert.deepEqual((await get(`/keyset/${back}`)).body.match(/<li>\w+<\/li>/g), [
          '<li>aa</li>',
          '<li>b</li>',
          '<li>c</li>',
        ])
        assert.equal((await get(`/keyset/${next.slice(0, -4)}abcd`)).status, 404)
        assert.equal((await get('/keyset/?after=WzFd')).status, 404)
      })

      test('answers 404 for pages that are none, or shows the nearest', async () => {
        for (const page of ['4', '0', '-1', 'x', '1.5', '99999999999999999999']) {
          const { status } = await get(`/articles/?page=${encodeURIComponent(page)}`)
          assert.equal(status, 404, page)
        }
        assert.equal((await get('/near/?page=99')).body, '3/3 of 7')
        assert.equal((await get('/near/?page=x')).body, '1/3 of 7')
        assert.equal((await get('/near/?page=-3')).body, '3/3 of 7')
        assert.equal((await get('/near/?page=last')).body, '3/3 of 7')
      })

      test('takes the number from the route, and rows without an order by their key', async () => {
        assert.equal((await get('/route/2/')).body, '2/3 of 7')
        assert.equal((await get('/route/9/')).status, 404)
      })

      test('refuses an empty list where it is told to', async () => {
        await assertNumQueries(1, async () => assert.equal((await get('/none/')).status, 404))
        await assertNumQueries(1, async () => assert.equal((await get('/none/paged/')).status, 404))
      })

      test('knows the parameters of its route', async () => {
        assert.equal((await get('/in/jazz/')).body.match(/<li>\w<\/li>/g)?.length, 2)
        assert.match((await get('/in/rock/')).body, /There is nothing here yet/)
      })

      test('asks whether the visitor may, before it asks the database', async () => {
        await assertNumQueries(0, async () => assert.equal((await get('/closed/')).status, 403))
        assert.equal((await get('/closed/?key')).status, 200)
        assert.equal((await get('/elsewhere/')).status, 401)
      })

      test('answers GET, HEAD and OPTIONS alone', async () => {
        const ask = (method: string) => site.project.fetch(new Request('http://testserver/articles/', { method }))
        assert.equal((await ask('HEAD')).status, 200)
        assert.equal((await ask('OPTIONS')).headers.get('allow'), 'GET, HEAD, OPTIONS')
        const bare = createApp({ urls: [path('', listView(Article))] })
        const refused = await bare.fetch(new Request('http://testserver/', { method: 'PUT' }))
        assert.deepEqual([refused.status, refused.headers.get('allow')], [405, 'GET, HEAD, OPTIONS'])
      })
    })

    describe('detailView', () => {
      test('finds a row in one query, or answers 404', async () => {
        const id = await key('a')
        const found = await assertNumQueries(1, () => get(`/articles/${id}/`))
        assert.match(found.body, /<h1>a<\/h1>/)
        assert.equal((await get('/articles/999999/')).status, 404)
        assert.equal((await get('/articles/99999999999999999999999/')).status, 404)
        assert.match((await get('/sections/jazz/')).body, /<h1>Jazz<\/h1>/)
        assert.equal((await get('/sections/rock/')).status, 404)
      })

      test('asks about the row', async () => {
        assert.equal((await get(`/articles/${await key('d')}/`)).status, 403)
      })

      test('finds by several paths, with what the template needs loaded', async () => {
        assert.equal((await assertNumQueries(1, () => get('/both/jazz/a/'))).body, 'Jazz: a')
      })

      test('refuses a path that several rows may share', async () => {
        assert.equal(await failing('/loose/a/'), 500)
        assert.equal((await get('/among/a/')).status, 200)
        await site.run(async () => Article.create({ title: 'z', slug: 'a', published: new Date() }))
        assert.equal(await failing('/among/a/'), 500)
      })
    })

    describe('views that write', () => {
      test('createView makes a row of the named fields only', async () => {
        assert.match(
          (await get('/new/')).body,
          /<h1>New section<\/h1>[\s\S]*name="csrfmiddlewaretoken"[\s\S]*name="name"/,
        )
        const refused = await site.client.post('/new/', { name: '' })
        assert.equal(refused.status, 422)
        assert.match(await refused.text(), /This field is required/)
        const made = await site.client.post('/new/?slug=rock', { name: 'Rock', slug: 'evil', id: '77' })
        assert.deepEqual([made.status, made.headers.get('location')], [303, '/sections/rock/'])
        assert.deepEqual(
          (await site.run(() => getMessages(made))).map(({ text }) => text),
          ['Rock <made>.'],
        )
        assert.match((await get('/sections/rock/')).body, /Rock &lt;made&gt;\./)
        const [row] = await site.run(() => Section.filter({ name: 'Rock' }))
        assert.equal(row!.slug, 'rock')
        assert.notEqual(row!.id, 77)
      })

      test('createView checks what the form does not ask for', async () => {
        assert.equal((await site.client.post('/new/?slug=jazz', { name: 'Again' })).status, 422)
      })

      test('createView takes a form class, and parameters', async () => {
        const id = await key('a')
        assert.equal((await site.client.post(`/articles/${id}/note/`, { words: 'fine' })).status, 303)
        assert.deepEqual(await site.run(async () => (await Note.all()).map((note) => [note.words, note.article.pk])), [
          ['fine', id],
        ])
      })

      test('updateView changes a row of its queryset', async () => {
        const id = await key('a')
        assert.match((await get(`/articles/${id}/edit/`)).body, /<h1>a<\/h1>[\s\S]*value="a"/)
        const saved = await site.client.post(`/articles/${id}/edit/`, { title: 'A', slug: 'evil', live: 'false' })
        assert.deepEqual([saved.status, saved.headers.get('location')], [303, `/articles/${id}/`])
        const row = await site.run(() => Article.get({ id }))
        assert.deepEqual([row.title, row.slug, row.live], ['A', 'a', true])
        const refused = await site.client.post(`/articles/${id}/edit/`, { title: '' })
        assert.equal(refused.status, 422)
        assert.match(await refused.text(), /<h1>A<\/h1>/)
        assert.equal((await site.client.post(`/articles/${await key('d')}/edit/`, { title: 'x' })).status, 404)
        assert.equal((await site.client.post(`/articles/${id}/edit/?no`, { title: 'x' })).status, 403)
      })

      test('deleteView asks, and deletes by POST alone', async () => {
        const id = await key('a')
        await site.run(() => Note.create({ words: 'mine', article: id }))
        const asked = await get(`/articles/${id}/delete/`)
        assert.match(asked.body, /Delete “a”\?[\s\S]*Notes \(1\)[\s\S]*mine/)
        assert.equal(await site.run(() => Article.filter({ id }).exists()), true)
        const done = await site.client.post(`/articles/${id}/delete/`)
        assert.deepEqual([done.status, done.headers.get('location')], [303, '/articles/'])
        assert.match((await get('/articles/')).body, /a is gone\./)
        assert.equal(await site.run(() => Article.filter({ id }).exists()), false)
        assert.equal((await site.client.post(`/articles/${id}/delete/`)).status, 404)
      })

      test('deleteView says what protects a row', async () => {
        await get('/new/')
        const page = await get('/sections/jazz/delete/')
        assert.match(page.body, /“Jazz” cannot be deleted[\s\S]*Articles \(2\)[\s\S]*<li>a<\/li>/)
        assert.doesNotMatch(page.body, /<form/)
        const refused = await site.client.post('/sections/jazz/delete/')
        assert.equal(refused.status, 409)
        assert.equal(await site.run(() => Section.filter({ slug: 'jazz' }).exists()), true)
      })

      test('formView does what its form is for', async () => {
        assert.match((await get('/contact/')).body, /value="you"/)
        const thanks = await site.client.post('/contact/', { name: 'Django' })
        assert.deepEqual([thanks.status, thanks.headers.get('location')], [303, '/thanks/'])
        assert.deepEqual(
          (await site.run(() => getMessages(thanks))).map(({ text }) => text),
          ['Thanks, Django.'],
        )
        assert.equal((await site.client.post('/contact/', { name: 'far' })).headers.get('location'), '/far/')
        assert.equal(await (await site.client.post('/contact/', { name: 'text' })).text(), 'sent')
        assert.equal((await site.client.post('/contact/', { name: 'x'.repeat(20) })).status, 422)
      })

      test('a form without a token of the site is refused', async () => {
        const address = `http://testserver/articles/${await key('a')}/delete/`
        assert.equal((await site.project.fetch(new Request(address, { method: 'POST' }))).status, 403)
      })

      test('what is missing is said where the view is made', () => {
        const loose = createView as (what: unknown, options: object) => unknown
        assert.throws(() => loose(Article, { successUrl: '/' }), { code: 'NUAGES_VIEWS_NO_FIELDS' })
        assert.throws(() => loose(Article, { fields: ['title'] }), { code: 'NUAGES_VIEWS_NO_SUCCESS_URL' })
        assert.throws(() => formView(ContactForm, {}), { code: 'NUAGES_VIEWS_NO_SUCCESS_URL' })
        assert.throws(() => redirectView({}), { code: 'NUAGES_VIEWS_NO_TARGET' })
        assert.throws(() => (deleteView as (what: unknown, options: object) => unknown)(Article, {}), {
          code: 'NUAGES_VIEWS_NO_SUCCESS_URL',
        })
      })
    })

    describe('redirectView and templateView', () => {
      test('lead to a route, with the query, for good', async () => {
        const { status, headers } = await get('/old/7/?a=1&b=%20')
        assert.deepEqual([status, headers.get('location')], [301, '/articles/7/?a=1&b=%20'])
        const posted = await site.client.post('/old/7/')
        assert.equal(posted.status, 308)
      })

      test('keep query and fragment apart, and say what is gone', async () => {
        const moved = await get('/moved/?b=2')
        assert.deepEqual([moved.status, moved.headers.get('location')], [302, '/articles/?a=1&b=2#top'])
        assert.equal((await get('/gone/')).status, 410)
      })

      test('draw a template with the parameters', async () => {
        assert.equal((await get('/about/reinhardt/')).body, 'reinhardt 1934')
      })
    })

    describe('archives', () => {
      test('the first page: all rows up to now, by date, and the years', async () => {
        const { body } = await assertNumQueries(3, () => get('/news/'))
        assert.equal(body, '|2026-01-01,2025-01-01,2024-01-01|e,d,c,b,a,|-|-')
      })

      test('a year: its months, and rows where they are asked for', async () => {
        assert.equal(
          (await assertNumQueries(3, () => get('/news/2026/'))).body,
          'year 2026-01-01|2026-01-01,2026-03-01||2025-01-01|-',
        )
        assert.equal((await get('/full/2026/')).body, 'year 2026-01-01|2026-01-01,2026-03-01|e,d,c,|2025-01-01|-')
        assert.equal((await get('/news/2023/')).status, 404)
        assert.equal((await get('/news/2027/')).status, 404)
        assert.equal((await get('/news/0/')).status, 404)
        assert.equal((await get('/news/99999/')).status, 404)
      })

      test('belong to the day that it is where people read', async () => {
        // Half an hour before midnight in London is the new year in Paris.
        assert.equal((await get('/news/2025/1/')).body, 'month 2025-01-01|2025-01-01|b,|2024-12-01|2026-01-01')
        assert.equal((await get('/news/2024/12/')).body, 'month 2024-12-01|2024-12-31|a,|-|2025-01-01')
      })

      test('a month: its days, and the nearest months that have rows', async () => {
        assert.equal(
          (await assertNumQueries(4, () => get('/news/2026/3/'))).body,
          'month 2026-03-01|2026-03-01,2026-03-15|e,d,|2026-01-01|-',
        )
        assert.equal((await get('/news/2026/2/')).status, 404)
        assert.equal((await get('/news/2026/13/')).status, 404)
      })

      test('an empty month is shown where it is told to, between its neighbours', async () => {
        assert.equal((await get('/empty/2026/2/')).body, 'month 2026-02-01|||2026-01-01|2026-03-01')
        assert.equal((await get('/empty/2026/3/')).body, 'month 2026-03-01|2026-03-01,2026-03-15|e,d,|2026-02-01|-')
        assert.equal((await get('/empty/2026/4/')).status, 404)
      })

      test('the future is shown where it is told to', async () => {
        assert.equal((await get('/future/2027/5/')).body, 'month 2027-05-01|2027-05-01|g,|2026-03-01|-')
      })

      test('dates without a time are what they say', async () => {
        assert.equal((await get('/dates/2026/3/')).body, 'month 2026-03-01|2026-03-01,2026-03-15|f,e,d,|2026-01-01|-')
      })

      test('weeks are those of ISO 8601', async () => {
        assert.equal((await get('/news/2026/week/2/')).body, 'week 2026-01-05||c,|2024-12-30|2026-02-23|2026 2')
        assert.equal((await get('/news/2025/week/1/')).body, 'week 2024-12-30||b,a,|-|2026-01-05|2025 1')
        assert.equal((await get('/news/2025/week/53/')).status, 404)
        assert.equal((await get('/news/2026/week/0/')).status, 404)
      })

      test('a day, and today', async () => {
        assert.equal((await get('/news/2026/3/15/')).body, 'day 2026-03-15||e,|2026-03-01|-')
        assert.equal((await get('/news/today/')).body, 'day 2026-03-15||e,|2026-03-01|-')
        assert.equal((await get('/news/2026/2/30/')).status, 404)
      })

      test('one row by its day', async () => {
        assert.match((await assertNumQueries(1, () => get('/news/2025/1/1/b/'))).body, /<h1>b<\/h1>/)
        assert.equal((await get('/news/2024/12/31/b/')).status, 404)
        assert.equal((await get('/news/2027/5/1/g/')).status, 404)
      })

      test('the first year that a calendar has is one without rows', async () => {
        for (const address of ['/news/1/', '/news/1/1/1/', '/future/1/1/'])
          assert.equal(await failing(address), 404, address)
        assert.equal((await get('/empty/1/1/')).body, 'month 0001-01-01|||-|0001-02-01')
      })

      test('a field that is no date is refused', async () => {
        assert.equal(await failing('/wrong/'), 500)
      })
    })

    test('{% paginate %} keeps the other parameters, and marks the page that is shown', async () => {
      const { body } = await get('/tag/?q=a%26b&page=2')
      assert.match(body, /<nav class="pagination" aria-label="Articles">/)
      assert.match(body, /href="\?q=a%26b" rel="prev"/)
      assert.match(body, /href="\?q=a%26b&amp;page=3" rel="next"/)
      assert.match(body, /<a aria-current="page" aria-label="Page 2">2<\/a>/)
      assert.match(body, /<a href="\?q=a%26b&amp;page=4" aria-label="Page 4">4<\/a>/)
    })
  })
