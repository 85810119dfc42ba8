import assert from 'node:assert/strict'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { storage } from 'nuages/files'
import { newFile } from 'nuages/orm'
import { collectQueries, type TestProject, testProject } from 'nuages/testing'
import { demoLogin, loadDemo } from '../../../examples/newsroom/newsroom/load-demo.ts'
import { Article, Comment, Tagging } from '../../../examples/newsroom/newsroom/models.ts'
import { makeMessages } from '../../../src/tools/catalogs/index.ts'

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
    assert.match(text, /\/media\/newsroom\/pictures\/last-ferry-to-skerrow\.svg/)
    for (const name of ['Local', 'World', 'Politics', 'Culture', 'Opinion']) assert.match(text, new RegExp(`>${name}<`))
  })

  test('no page asks the database once for each row', async () => {
    const counts: Record<string, number> = {}
    for (const path of [
      '/',
      '/culture/',
      '/search/?q=river',
      '/about/ferry/',
      '/harbour/last-ferry-to-skerrow/',
      '/imprint/',
    ]) {
      await page(path)
      const { queries } = await collectQueries(() => page(path))
      counts[path] = queries.length
    }
    assert.deepEqual(counts, {
      '/': 0,
      '/culture/': 0,
      '/search/?q=river': 6,
      '/about/ferry/': 6,
      '/harbour/last-ferry-to-skerrow/': 8,
      '/imprint/': 4,
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
    assert.match(first, /aria-current="page" aria-label="Page 1"/)
    const [, next = ''] = /rel="next" href="([^"]+)"/.exec(first) ?? []
    assert.equal(next, '?page=2')
    const second = await page('/culture/?page=2')
    assert.match(second, /aria-current="page" aria-label="Page 2"/)
    assert.doesNotMatch(second, /orchestra-in-the-pool/)
    assert.match(await page('/culture/?page=9999'), /rel="prev"/)
    assert.match(await page('/culture/?page=zero'), /aria-current="page" aria-label="Page 1"/)
  })

  test('search looks into headline, standfirst and body, marks what it found, and escapes what it was asked', async () => {
    assert.match(await page('/search/?q=accordionist'), /1 result for “accordionist”[\s\S]*<mark>accordionist<\/mark>/)
    assert.match(await page('/search/?q=FERRY'), /<mark>ferry<\/mark>/)
    const none = await page(`/search/?q=${encodeURIComponent('<script>alert(1)</script>')}`)
    assert.match(none, /0 results for “&lt;script&gt;/)
    assert.doesNotMatch(none, /<script/)
    assert.match(await page('/search/?q=%25'), /0 results for “%”/)
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
    assert.equal(sent.status, 303)
    assert.equal(sent.headers.get('location'), `${path}#comments`)
    assert.match(await page(path), /id="comments"[\s\S]*role="status">Thank you\. Your comment will appear/)
    assert.doesNotMatch(await page(path), /Thank you/)
    assert.doesNotMatch(await page(path), /all right\?/)
    const comment = await site.run(() => Comment.get({ authorName: 'Zoë' }))
    assert.equal(comment.approved, null)
    comment.approved = true
    await site.run(() => comment.save())
    assert.match(await page(path), /Is the &lt;cello&gt; all right\?/)
  })

  test('the tags of an article are edited by those who may change it, in few queries', async () => {
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
    // The session with its user, sections, the article, its taggings, the tags, the flat pages: however many tags it has.
    assert.equal(queries.length, 6, queries.map(({ sql }) => sql).join('\n'))
    const data = { ...values, ...Object.fromEntries(chosen), 'tags-0-weight': '0.9', 'tags-1-DELETE': 'on' }
    const sent = await desk.post(path, data)
    assert.equal(sent.headers.get('location'), path)
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

  test('feeds of the paper and of a section are named in the pages, and hold what the pages show', async () => {
    const front = await page('/')
    assert.match(front, /<link rel="alternate" type="application\/rss\+xml" [^>]*href="\/feed\.rss">/)
    const section = await page('/culture/')
    assert.match(section, /type="application\/atom\+xml" title="Culture – [^"]*" href="\/culture\/feed\.atom">/)
    const rss = await page('/feed.rss')
    assert.equal(rss.match(/<item>/g)?.length, 30)
    assert.match(rss, /<link>http:\/\/testserver\/harbour\/last-ferry-to-skerrow\/<\/link>/)
    const atom = await page('/culture/feed.atom')
    assert.match(atom, /<title>Culture – The Evenmouth Lantern<\/title>/)
    assert.match(atom, /orchestra-in-the-pool/)
    assert.doesNotMatch(atom, /last-ferry-to-skerrow/)
    assert.equal((await site.get('/no-such-section/feed.rss')).status, 404)
  })

  test('search engines are told of every live story, and of no draft', async () => {
    assert.match(await page('/robots.txt'), /Disallow: \/admin\/[\s\S]*Sitemap: http:\/\/testserver\/sitemap\.xml/)
    assert.match(await page('/sitemap.xml'), /sitemap-articles\.xml/)
    const articles = await page('/sitemap-articles.xml')
    assert.equal(articles.match(/<url>/g)?.length, await site.run(() => Article.live().count()))
    assert.match(await page('/sitemap-pages.xml'), /http:\/\/testserver\/imprint\//)
  })

  test('the archive leads from the years to a day, and from a story to its day', async () => {
    const story = await page('/harbour/last-ferry-to-skerrow/')
    const [, day = ''] = /href="(\/archive\/\d+\/\d+\/\d+\/)"/.exec(story) ?? []
    assert.equal(day, '/archive/2026/11/22/')
    const shown = await page(day)
    assert.match(shown, /<h1>22 November 2026<\/h1>/)
    assert.match(shown, /The last ferry to Skerrow/)
    assert.match(shown, /rel="prev" href="\/archive\/2026\/11\/21\/">← 21 November 2026/)
    assert.match(await page('/archive/2026/11/'), /href="\/archive\/2026\/11\/22\/" aria-label="22 November 2026"/)
    assert.match(await page('/archive/2026/'), /<h1>2026<\/h1>[\s\S]*href="\/archive\/2026\/11\/">November</)
    assert.match(await page('/archive/'), /<h1>Archive<\/h1>[\s\S]*href="\/archive\/2024\/"/)
    for (const path of ['/archive/1999/', '/archive/2026/13/', '/archive/2026/11/31/'])
      assert.equal((await site.get(path)).status, 404, path)
  })

  test('pages of the admin stand in the footer and are found; old addresses lead on', async () => {
    assert.match(await page('/'), /<a href="\/imprint\/">Imprint<\/a>/)
    assert.match(await page('/about/'), /<h1>About the Lantern<\/h1>/)
    assert.match(await page('/search/?q=custom+house'), /About the paper[\s\S]*href="\/imprint\/">Imprint/)
    const moved = await site.get('/news/skerrow-ferry/')
    assert.deepEqual([moved.status, moved.headers.get('location')], [301, '/harbour/last-ferry-to-skerrow/'])
  })

  test('a story that gets another address leaves a redirect behind, and is found under the new one', async () => {
    const rename = async (slug: string, to: string) =>
      await site.run(async () => {
        const story = await Article.get({ slug })
        story.slug = to
        await story.save()
      })
    await rename('fog-match', 'fog-match-2')
    await rename('fog-match-2', 'fog-match-3')
    for (const old of ['fog-match', 'fog-match-2'])
      assert.equal((await site.get(`/sport/${old}/`)).headers.get('location'), '/sport/fog-match-3/')
    assert.match(await page('/search/?q=lode+rovers'), /href="\/sport\/fog-match-3\/"/)
    await rename('fog-match-3', 'fog-match')
    await page('/sport/fog-match/')
    assert.equal((await site.get('/sport/fog-match-3/')).headers.get('location'), '/sport/fog-match/')
  })

  test('a photograph that an editor uploads is shown as a thumbnail, the original where that is not possible', async () => {
    const { default: sharp } = await import('sharp')
    const bytes = await sharp({ create: { width: 1600, height: 900, channels: 3, background: '#456' } })
      .png()
      .toBuffer()
    await site.run(async () => {
      const story = await Article.get({ slug: 'story-1' })
      story.image = newFile(new Blob([new Uint8Array(bytes)], { type: 'image/png' }), 'harbour.png')
      story.status = 'live'
      await story.save()
    })
    const article = await site.run(
      async () => await Article.filter({ slug: 'story-1' }).selectRelated('section').first(),
    )
    const path = `/${article!.section.slug}/story-1/`
    const [, thumbnail = ''] = /<figure>\s*<img src="([^"]+)"/.exec(await page(path)) ?? []
    assert.match(thumbnail, /^\/media\/thumbnails\/.*harbour.*\.webp$/)
    const picture = await site.get(thumbnail)
    assert.deepEqual([picture.status, picture.headers.get('content-type')], [200, 'image/webp'])
    await site.run(() => storage().delete(String(article!.image)))
    await site.run(() => storage().delete(decodeURI(thumbnail.replace('/media/', ''))))
    assert.match(await page(path), /<img src="\/media\/[^"]*harbour[^"]*\.png"/)
  })

  test('the front page is kept until an article changes, and is nobody’s own', async () => {
    const reader = site.newClient()
    await reader.get('/')
    const { queries } = await collectQueries(() => reader.get('/'))
    assert.equal(queries.length, 0)
    const german = await (await site.newClient({ language: 'de' }).get('/')).text()
    assert.match(german, /<html lang="de"/)
    const rename = async (headline: string) =>
      await site.run(async () => {
        const story = await Article.get({ slug: 'bridge-that-sings' })
        const before = story.headline
        story.headline = headline
        await story.save()
        return before
      })
    const before = await rename('The bridge is silent')
    assert.match(await (await reader.get('/')).text(), /The bridge is silent/)
    await rename(before)
    assert.doesNotMatch(await (await reader.get('/')).text(), /The bridge is silent/)
  })

  test('every text of the site is translated into German', async () => {
    const root = join(import.meta.dirname, '../../../examples/newsroom')
    const made = await makeMessages({
      roots: ['newsroom', 'newsletter'].map((app) => ({ dir: join(root, app), locale: join(root, app, 'locale') })),
      engine: site.project.engine,
      languages: ['de'],
      dryRun: true,
      fuzzy: false,
    })
    for (const { path, counts } of made.catalogs) assert.deepEqual([path, counts.missing, counts.fuzzy], [path, 0, 0])
    assert.ok(made.messages.length > 90)
    assert.match(await (await site.newClient({ language: 'de' }).get('/archive/')).text(), /<h1>Archiv<\/h1>/)
  })
})
