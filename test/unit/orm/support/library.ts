import type { Database } from '../../../../src/data/drivers/index.ts'
import { type QuerySetRuntime, querySetOf } from '../../../../src/data/orm/runtime.ts'
import { type World, world } from './database.ts'
import { Author, Book, Contribution, Country, models, Profile, Publisher, Review, Tag } from './models.ts'

/** The querysets of a model without their types: what generic code uses, and what these tests are about. */
export const rows = {
  authors: querySetOf(Author),
  books: querySetOf(Book),
  contributions: querySetOf(Contribution),
  countries: querySetOf(Country),
  profiles: querySetOf(Profile),
  publishers: querySetOf(Publisher),
  reviews: querySetOf(Review),
  tags: querySetOf(Tag),
}

/** One small library: the same rows for every test. */
export async function library(wrap?: (database: Database) => Database, url?: string): Promise<World> {
  const project = await world(models, wrap, url)
  await project.run(async () => {
    await rows.countries.bulkCreate([
      { code: 'FR', name: 'France' },
      { code: 'JP', name: 'Japan' },
    ])
    await rows.authors.bulkCreate([
      { name: 'Alice', age: 40, country: 1 },
      { name: 'Bruno', age: null, country: 1, active: false },
      { name: 'Chiyo', age: 71, country: 2 },
      { name: 'Dora', age: 25 },
    ])
    await rows.profiles.bulkCreate([{ author: 1, bio: 'Writes at night.' }])
    await rows.publishers.bulkCreate([{ name: 'North' }, { name: 'South' }])
    await rows.tags.bulkCreate([{ name: 'sea' }, { name: 'old' }, { name: 'new' }])
    await rows.books.bulkCreate([
      {
        title: 'Tides',
        price: '12.50',
        pages: 320,
        published: '1999-05-01',
        author: 1,
        publisher: 1,
        data: { lang: 'en', size: { w: 10 } },
      },
      { title: 'Iron', price: '8.00', pages: 210, published: '2003-10-12', author: 1, subtitle: 'A 100% true_story' },
      {
        title: 'Light',
        price: '45.00',
        author: 3,
        publisher: 2,
        inPrint: false,
        data: { lang: null, list: ['a', 'b'] },
      },
      { title: 'Étoiles', price: '9.99', pages: 320, published: '2020-02-29', author: 2 },
    ])
    const link = rows.books.model
    const { through } = project.orm.registry.of(link).relations.get('tags')!
    const pairs = [
      [1, 1],
      [1, 2],
      [2, 1],
      [3, 3],
    ] as const
    await querySetOf(through!.model.model).bulkCreate(pairs.map(([book, tag]) => ({ book, tag })))
    await rows.reviews.bulkCreate([
      { book: 1, stars: 5, text: 'good' },
      { book: 1, stars: 2 },
      { book: 2, stars: 3 },
    ])
  })
  return project
}

/** The values of one path, in order. */
export function list(from: QuerySetRuntime, path = 'title'): PromiseLike<unknown[]> {
  return from.valuesList(path, { flat: true })
}
