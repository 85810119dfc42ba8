import { DatabaseSync } from 'node:sqlite'
import { Client } from './pg.ts'

/** The rows of the shop: those of its inlines belong to the first products. */
export interface Size {
  readonly products: number
  readonly withInlines: number
}

const numbers = (database: 'sqlite' | 'postgres', count: number) =>
  database === 'sqlite'
    ? `(WITH RECURSIVE c (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < ${count}) SELECT n FROM c) AS c`
    : `generate_series(1, ${count}) AS c (n)`

/** The statements that fill the tables that either of the two made: they are the same. */
function statements(database: 'sqlite' | 'postgres', { products, withInlines }: Size): string[] {
  const from = (count: number) => numbers(database, count)
  const day =
    database === 'sqlite' ? `date('2020-01-01', '+' || (n % 2000) || ' days')` : `date '2020-01-01' + n % 2000`
  const each = `(SELECT n FROM ${from(withInlines)}) AS p (n), (SELECT n FROM ${from(5)}) AS i (n)`
  const inlines =
    database === 'sqlite'
      ? `(SELECT n AS p FROM ${from(withInlines)}), (SELECT n AS i FROM ${from(5)})`
      : each.replace('p (n)', 'p (p)').replace('i (n)', 'i (i)')
  return [
    `INSERT INTO shop_maker (name, country) SELECT 'Maker ' || n, 'FR' FROM ${from(200)}`,
    `INSERT INTO shop_shelf (name) SELECT 'Shelf ' || n FROM ${from(20)}`,
    `INSERT INTO shop_product (title, slug, status, maker_id, shelf_id, price, stock, featured, published, blurb)
      SELECT CASE n % 10 WHEN 0 THEN 'Lamp' WHEN 1 THEN 'Chair' ELSE 'Table' END || ' number ' || n, 'thing-' || n,
        CASE n % 3 WHEN 0 THEN 'draft' WHEN 1 THEN 'review' ELSE 'live' END, n % 200 + 1, n % 20 + 1, (CAST(n AS bigint) * 7919 % 100000) / 100.0,
        n % 50, n % 5 = 0, ${day}, 'What one says of it, which is a sentence or two, number ' || n || '.' FROM ${from(products)}`,
    `INSERT INTO shop_variant (product_id, code, price, stock) SELECT p, 'V' || p || '-' || i, 12.5, i FROM ${inlines}`,
    `INSERT INTO shop_photo (product_id, caption, position) SELECT p, 'Seen from side ' || i, i FROM ${inlines}`,
    `INSERT INTO shop_note (product_id, author, body) SELECT p, 'Author ' || i, 'It stands well, and long.' FROM ${inlines}`,
    ...(database === 'sqlite' ? ['ANALYZE'] : ['VACUUM ANALYZE']),
  ]
}

export async function fill(url: string, size: Size): Promise<void> {
  if (url.startsWith('sqlite:')) {
    const database = new DatabaseSync(url.slice('sqlite:'.length))
    database.exec('PRAGMA synchronous = OFF')
    for (const statement of statements('sqlite', size)) database.exec(statement)
    database.close()
    return
  }
  const client = new Client({ connectionString: url })
  await client.connect()
  for (const statement of statements('postgres', size)) await client.query(statement)
  await client.end()
}
