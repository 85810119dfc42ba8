import { isDeepStrictEqual } from 'node:util'
import { use } from '../../base/context/index.ts'
import { type AnyQuerySet, type AnyRow, infoOf, ormService, untyped } from '../../data/orm/index.ts'
import { SearchEntry } from './models.ts'
import type { EntryTexts, Searchable } from './searchable.ts'

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

/** Entries as rows have them, by key. */
type Entries = ReadonlyMap<string, EntryTexts>

/**
 * Brings the entries of some keys up to date: those of rows that may not be found, or are gone, are taken out. `checked`: nothing keeps others from
 * writing the same rows meanwhile.
 */
export async function updateKeys(
  searched: Searched,
  keys: readonly unknown[],
  checked: boolean,
  database = homeOf(searched),
): Promise<void> {
  for (let at = 0; at < keys.length; at += batchSize) {
    const some = keys.slice(at, at + batchSize)
    await bring(searched, some.map(String), await read(searched, some, database), checked, database)
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
  const database = homeOf(searched)
  let rows = rowsOn(searched, database)
  for (;;) {
    const batch = await rows.orderBy('pk').slice(0, batchSize)
    if (batch.length === 0) break
    const found = await entriesFor(searched, batch)
    await bring(searched, [...found.keys()], found, true, database)
    indexed += found.size
    rows = rowsOn(searched, database).filter({ pk__gt: batch.at(-1)!.pk })
  }
  let after = 0
  for (;;) {
    const some = await entriesOf(searched)
      .filter({ pk__gt: after })
      .orderBy('pk')
      .slice(0, batchSize)
      .valuesList('pk', 'key')
    if (some.length === 0) return { indexed, removed }
    after = some.at(-1)![0] as number
    const keys = some.map(([, key]) => key as string)
    const live = await liveKeys(searched, keys, database)
    const gone = keys.filter((key) => !live.has(key))
    if (gone.length > 0) removed += await bring(searched, gone, new Map(), true, database)
  }
}

/** As often rows are read again that somebody else goes on writing. */
const mostAttempts = 10

/**
 * Makes the entries of some keys what was found, and says how many were taken out. Who writes a row meanwhile writes its entry too, before this
 * or after it; where it was before, what was read here is out of date by now: so the rows are read once more.
 */
async function bring(
  searched: Searched,
  keys: readonly string[],
  found: Entries,
  checked: boolean,
  database: string,
): Promise<number> {
  let removed = 0
  for (let attempt = 1; ; attempt++) {
    await write(searched, found)
    removed = await removeKeys(
      searched,
      keys.filter((key) => !found.has(key)),
    )
    if (!checked || attempt === mostAttempts) return removed
    const now = await read(searched, keys, database)
    if (isDeepStrictEqual(now, found)) return removed
    found = now
  }
}

/** Where rows are written: a replica may not have them yet. */
const homeOf = ({ of }: Searched) => use(ormService).writing(infoOf(of.model)).name
const rowsOn = ({ of }: Searched, database: string): AnyQuerySet => of.rows().using(database)

async function read(searched: Searched, keys: readonly unknown[], database: string): Promise<Entries> {
  return entriesFor(searched, await rowsOn(searched, database).filter({ pk__in: keys }))
}

/** A row that a queryset gives several times, as one over many related rows does, has one entry. */
async function entriesFor({ kind, of }: Searched, rows: readonly AnyRow[]): Promise<Entries> {
  // All at once, so that relations to many are read for all of them together.
  return new Map(
    await Promise.all(rows.map(async (row) => [String(row.pk), await of.entry(kind, row as never)] as const)),
  )
}

async function liveKeys(searched: Searched, keys: readonly string[], database: string): Promise<ReadonlySet<string>> {
  const found = await rowsOn(searched, database).filter({ pk__in: keys }).valuesList('pk', { flat: true })
  return new Set(found.map(String))
}

async function write({ search, kind }: Searched, found: Entries): Promise<void> {
  if (found.size === 0) return
  await entries().bulkCreate(
    [...found].map(([key, texts]) => ({ search, kind, key, ...texts })),
    { updateConflicts: { fields: written, unique: ['search', 'kind', 'key'] } },
  )
}
