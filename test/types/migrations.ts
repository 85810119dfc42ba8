/** Rows of data migrations. Nothing here is run. */
import { custom, type HistoricalRow, run, separateStateAndDatabase, sql } from '../../src/data/migrations/index.ts'
import { F, Q } from '../../src/data/orm/index.ts'

interface Article {
  id: number
  slug: string
  title: string
  section_id: number | null
}

run(async (apps) => {
  // Without a shape nothing is known but that these are rows.
  const [any] = await apps.model('news.Article').filter({ whatever: 1 })
  any!.slug satisfies unknown
  // @ts-expect-error nobody said that it is a text
  any!.slug satisfies string

  const articles = apps.model<Article>('news.Article')
  for await (const article of articles.filter({ slug: '', title__startswith: 'A' }).orderBy('-id')) {
    article satisfies HistoricalRow<Article>
    article.slug = `article-${article.id}`
    await article.save()
    // @ts-expect-error a number is no slug
    article.slug = 3
    // @ts-expect-error no such column
    article.slgu
  }
  const [first] = await articles.exclude({ section_id: null }).slice(0, 1).using(apps.database.name)
  first!.section_id satisfies number | null
  const found = await articles.all().first()
  found satisfies HistoricalRow<Article> | null
  await articles.filter(Q({ slug: 'x' })).update({ title: F('slug') })
  await articles.filter({ pk__in: [1, 2] }).bulkUpdate(await articles, ['slug'], { batchSize: 500 })
  const made = await articles.create({ slug: 'x', title: 'X' })
  made.id satisfies number
  // @ts-expect-error no such column
  await articles.create({ slug: 'x', titel: 'X' })
  // @ts-expect-error no such column
  articles.filter({ slgu: 'x' })
  // @ts-expect-error no such column
  articles.filter({ slgu__startswith: 'x' })
  // @ts-expect-error a number is no slug
  articles.filter({ slug: 3 })
  // @ts-expect-error no such column
  await articles.update({ slgu: 'x' })
  // @ts-expect-error a slug is a text
  await articles.filter({ id: 1 }).update({ slug: 3 })
  // @ts-expect-error no such column
  articles.orderBy('titel')
  if (apps.database.kind === 'postgres') await articles.filter({ slug: 'x' }).delete()
})

sql({ postgres: 'SELECT 1', sqlite: '' }, null, { state: [] })
// @ts-expect-error no such database
sql({ oracle: 'SELECT 1' })
separateStateAndDatabase({ state: [sql('SELECT 1')] })
custom({ description: 'x', forwards: ({ execute, database }) => execute(database) })
// @ts-expect-error it says what it does
custom({ forwards: () => {} })
