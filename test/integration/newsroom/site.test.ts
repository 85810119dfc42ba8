import assert from 'node:assert/strict'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { collectQueries, type TestProject, testProject } from 'nuages/testing'
import { demoLogin, loadDemo } from '../../../examples/newsroom/newsroom/load-demo.ts'
import { Article, Comment, Tagging } from '../../../examples/newsroom/newsroom/models.ts'

describe('the paper’s pages', () => {
  let site: TestProject
  before(async () => {
    site = await testProject(join(import.meta.dirname, '../../../examples/newsroom'))
    await site.run(() => loadDemo())
  })
  after(() => site.close())

  const page = async (path: string): Promise<string> => {
    const response = await site.get(path)
    assert.equal(response.status, 200, path)
    return response.text()
  }

  test('the front page leads with the newest story, its byline and picture', async () => {
    const text = await page('/')
    assert.match(text, /<h2><a href="\/harbour\/last-ferry-to-skerrow\/">The last ferry to Skerrow/)
    assert.match(text, /By <span>Ottilie Marsh<\/span>/)
    assert.match(text, /\/static\/newsroom\/pictures\/last-ferry-to-skerrow[^"]*\.svg/)
    for (const name of ['Local', 'World', 'Politics', 'Culture', 'Opinion']) assert.match(text, new RegExp(`>${name}<`))
  })

  test('no page asks the database once for each row', async () => {
    const counts: Record<string, number> = {}
    for (const path of ['/', '/culture/', '/search/?q=river', '/about/ferry/', '/harbour/last-ferry-to-skerrow/']) {
      await page(path)
      const { queries } = await collectQueries(() => page(path))
      counts[path] = queries.length
    }
    assert.deepEqual(counts, {
      '/': 4,
      '/culture/': 6,
      '/search/?q=river': 4,
      '/about/ferry/': 5,
      '/harbour/last-ferry-to-skerrow/': 7,
    })
  })

  test('every live readable article has its page, with words and a picture that exists', async () => {
    const articles = await site.run(async () => await Article.live().selectRelated('section').filter({ id__gt: 600 }))
    assert.equal(articles.length, 40)
    for (const article of articles) {
      const text = await page(`/${article.section.slug}/${article.slug}/`)
      const [, picture = ''] = /<figure>\s*<img src="([^"]+)" alt="[^"]{20,}"/.exec(text) ?? []
      const response = await site.get(picture)
      assert.equal(response.status, 200, picture)
      assert.match(await response.text(), /^<svg [^>]*viewBox="0 0 1200 800"/)
      assert.ok(article.wordCount >= 250 && article.wordCount <= 600, `${article.slug}: ${article.wordCount} words`)
    }
  })

  test('a section holds its subsections’ stories, page by page', async () => {
    const first = await page('/culture/')
    assert.match(first, /aria-label="In this section"[\s\S]*href="\/music\/"/)
    assert.match(first, /href="\/music\/orchestra-in-the-pool\/"/)
    assert.match(first, /Page 1 of \d/)
    const [, next = ''] = /rel="next" href="([^"]+)"/.exec(first) ?? []
    assert.equal(next, '?page=2')
    const second = await page('/culture/?page=2')
    assert.match(second, /Page 2 of \d/)
    assert.doesNotMatch(second, /orchestra-in-the-pool/)
    assert.match(await page('/culture/?page=9999'), /rel="prev"/)
    assert.match(await page('/culture/?page=zero'), /Page 1 of/)
  })

  test('search looks into headline, standfirst and body, marks what it found, and escapes what it was asked', async () => {
    assert.match(await page('/search/?q=accordionist'), /1 story with “accordionist”[\s\S]*<mark>accordionist<\/mark>/)
    assert.match(await page('/search/?q=FERRY'), /<mark>ferry<\/mark>/)
    const none = await page(`/search/?q=${encodeURIComponent('<script>alert(1)</script>')}`)
    assert.match(none, /0 stories with “&lt;script&gt;/)
    assert.doesNotMatch(none, /<script/)
    assert.match(await page('/search/?q=%25'), /stor(y|ies) with “%”/)
    assert.match(await page('/search/'), /Type a word/)
    assert.match(await page('/search/?q=%E6%9D%B1%E4%BA%AC'), /<mark>東京<\/mark>/)
  })

  test('a tag with letters of any script has its page', async () => {
    assert.match(await page(`/about/${encodeURIComponent('東京')}/`), /<h1>東京<\/h1>/)
    assert.match(await page(`/about/${encodeURIComponent('“quoted”')}/`), /<h1>“quoted”<\/h1>/)
  })

  test('what is not live is not there, whatever the address', async () => {
    const draft = await site.run(() => Article.filter({ status: 'draft' }).selectRelated('section').first())
    assert.ok(draft)
    for (const path of [
      `/${draft.section.slug}/${draft.slug}/`,
      '/no-such-section/',
      '/culture/no-such-story/',
      '/about/nothing/',
    ]) {
      const response = await site.get(path)
      assert.equal(response.status, 404, path)
      assert.match(await response.text(), /Lost in the fog/)
    }
    assert.doesNotMatch(await page('/search/?q=zzzzzz'), /story-/)
  })

  test('an invalid comment comes back with its errors and its words, and writes nothing', async () => {
    const before = await site.run(() => Comment.count())
    await page('/harbour/last-ferry-to-skerrow/')
    const response = await site.post('/harbour/last-ferry-to-skerrow/', {
      authorName: '',
      email: 'nowhere',
      text: 'Short',
    })
    const text = await response.text()
    assert.equal(response.status, 422)
    assert.match(text, /This field is required/)
    assert.match(text, /Enter a valid email address/)
    assert.match(text, /at least 10 characters/)
    assert.match(text, /value="nowhere"/)
    assert.equal(await site.run(() => Comment.count()), before)
  })

  test('a valid comment waits for an editor, and is shown escaped once approved', async () => {
    const path = '/harbour/last-ferry-to-skerrow/'
    await page(path)
    const sent = await site.post(path, {
      authorName: 'Zoë',
      email: 'zoe@example.org',
      text: 'Is the <cello> all right?',
    })
    assert.equal(sent.status, 302)
    assert.equal(sent.headers.get('location'), `${path}?thanks#comments`)
    assert.match(await page(`${path}?thanks`), /Thank you\. Your comment will appear/)
    assert.doesNotMatch(await page(path), /all right\?/)
    const comment = await site.run(() => Comment.get({ authorName: 'Zoë' }))
    assert.equal(comment.approved, null)
    comment.approved = true
    await site.run(() => comment.save())
    assert.match(await page(path), /Is the &lt;cello&gt; all right\?/)
  })

  test('the tags of an article are edited by the staff alone, in few queries', async () => {
    const path = '/harbour/last-ferry-to-skerrow/tags/'
    const desk = site.newClient()
    assert.equal((await desk.get(path)).status, 302)
    await desk.get('/admin/login/')
    await desk.post('/admin/login/', demoLogin)
    const shown = await desk.get(path)
    const text = await shown.text()
    assert.equal(shown.status, 200)
    assert.match(text, /<legend>Tag <span data-formset-number>1<\/span><\/legend>/)
    const values = Object.fromEntries(
      [...text.matchAll(/name="(tags-\d+-(?:id|article|weight)|tags-[A-Z_]+_FORMS)" value="([^"]*)"/g)].map(
        ([, name = '', value = '']) => [name, value],
      ),
    )
    const chosen = [...text.matchAll(/<select name="(tags-\d+-tag)".*?<\/select>/gs)].map(([select, name = '']) => [
      name,
      /value="(\d+)" selected/.exec(select)?.[1] ?? '',
    ])
    const { queries } = await collectQueries(() => desk.get(path))
    const rows = Number(values['tags-INITIAL_FORMS'])
    // Session, user, sections, the article, its taggings, the tags: however many tags it has.
    assert.equal(queries.length, 6, queries.map(({ sql }) => sql).join('\n'))
    const data = { ...values, ...Object.fromEntries(chosen), 'tags-0-weight': '0.9', 'tags-1-DELETE': 'on' }
    const sent = await desk.post(path, data)
    assert.equal(sent.headers.get('location'), `${path}?saved`)
    const weights = await site.run(() => Tagging.filter({ article__slug: 'last-ferry-to-skerrow' }).count())
    assert.equal(weights, rows - 1)
    const twice = await desk.post(path, { ...data, 'tags-1-DELETE': '', 'tags-1-id': values['tags-0-id'] ?? '' })
    assert.equal(twice.status, 422)
  })

  test('a comment from another site is refused', async () => {
    const visitor = site.newClient({ enforceCsrf: true })
    const response = await visitor.post('/harbour/last-ferry-to-skerrow/', {
      authorName: 'X',
      email: 'x@example.org',
      text: 'A long enough text',
    })
    assert.equal(response.status, 403)
  })

  test('pages need no script, carry no inline style, and say so in their policy', async () => {
    for (const path of ['/', '/culture/', '/search/?q=sea', '/harbour/last-ferry-to-skerrow/', '/nowhere/']) {
      const response = await site.get(path)
      const policy = response.headers.get('content-security-policy') ?? ''
      assert.doesNotMatch(policy, /unsafe-inline/)
      assert.match(policy, /default-src 'self'|default-src 'none'/)
      assert.doesNotMatch(await response.text(), /<script|<style|\sstyle=|\son\w+=|https?:\/\/(?!www\.w3\.org)/)
    }
  })
})
