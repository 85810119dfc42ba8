import { type AnyQuerySet, type AnyRow, untyped } from '../../data/orm/index.ts'
import { SearchEntry } from './models.ts'
import type { Searchable } from './searchable.ts'

/** A model of a search, with the names that its entries are kept under. */
export interface Searched {
  readonly search: string
  readonly kind: string
  readonly of: Searchable<never>
}

/** What a rebuild did with the rows of one model. */
export interface RebuiltKind {
  readonly indexed: number
  readonly removed: number
}

/** Rows that are read and entries that are written at a time. */
const batchSize = 200
const written = ['configuration', 'title', 'text', 'wordsA', 'wordsB', 'wordsC', 'wordsD']

const entries = () => untyped(SearchEntry)
const entriesOf = ({ search, kind }: Searched) => entries().filter({ search, kind })

/** Brings the entries of some keys up to date: those of rows that may not be found, or are gone, are taken out. */
export async function updateKeys(searched: Searched, keys: readonly unknown[]): Promise<void> {
  for (let at = 0; at < keys.length; at += batchSize) {
    const some = keys.slice(at, at + batchSize)
    const rows = await searched.of.rows().filter({ pk__in: some })
    await write(searched, rows)
    const found = new Set(rows.map(({ pk }) => String(pk)))
    await removeKeys(
      searched,
      some.map(String).filter((key) => !found.has(key)),
    )
  }
}

/** Takes entries out. */
export async function removeKeys(searched: Searched, keys: readonly string[]): Promise<number> {
  if (keys.length === 0) return 0
  const [removed] = await entriesOf(searched).filter({ key__in: keys }).delete()
  return removed
}

/** Writes an entry for every row that may be found, then takes out those of all others. Batch by batch: memory stays bounded. */
export async function rebuild(searched: Searched): Promise<RebuiltKind> {
  let indexed = 0
  let removed = 0
  let batch: AnyRow[] = []
  const flush = async () => {
    await write(searched, batch)
    indexed += batch.length
    batch = []
  }
  for await (const row of searched.of.rows().iterator(batchSize)) {
    batch.push(row)
    if (batch.length === batchSize) await flush()
  }
  await flush()
  let after = 0
  for (;;) {
    const some = await entriesOf(searched)
      .filter({ pk__gt: after })
      .orderBy('pk')
      .slice(0, batchSize)
      .valuesList('pk', 'key')
    if (some.length === 0) return { indexed, removed }
    after = some.at(-1)![0] as number
    const live = await liveKeys(
      searched,
      some.map(([, key]) => key as string),
    )
    removed += await removeKeys(
      searched,
      some.map(([, key]) => key as string).filter((key) => !live.has(key)),
    )
  }
}

async function liveKeys({ of }: Searched, keys: readonly string[]): Promise<ReadonlySet<string>> {
  const found = await (of.rows().filter({ pk__in: keys }) as AnyQuerySet).valuesList('pk', { flat: true })
  return new Set(found.map(String))
}

async function write({ search, kind, of }: Searched, rows: readonly AnyRow[]): Promise<void> {
  if (rows.length === 0) return
  await entries().bulkCreate(
    rows.map((row) => ({ search, kind, key: String(row.pk), ...of.entry(kind, row as never) })),
    { updateConflicts: { fields: written, unique: ['search', 'kind', 'key'] } },
  )
}
