import { use } from '../../base/context/index.ts'
import {
  infoOf,
  type KeyedModel,
  type ModelClass,
  on,
  ormService,
  type RowSubscription,
  type Sql,
  sql,
} from '../../data/orm/index.ts'
import { currentLocale } from '../../web/i18n/index.ts'
import { searchErrors } from './errors.ts'
import { type RebuiltKind, rebuild, removeKeys, type Searched, updateKeys } from './indexing.ts'
import { type Matching, matchingOnPostgres, matchingOnSqlite } from './matching.ts'
import { SearchEntry } from './models.ts'
import { parseQuery, type Wanted } from './query-text.ts'
import type { Searchable } from './searchable.ts'
import { type Highlighted, highlight, snippet } from './snippet.ts'

export type Searchables = Readonly<Record<string, Searchable<never>>>
type RowOf<S> = S extends Searchable<infer R> ? R : never

/** One row that was found, of one of the models: `kind` tells which, and so the type of `row`. */
export type Found<S extends Searchables> = {
  [K in keyof S & string]: {
    readonly kind: K
    readonly row: RowOf<S[K]>
    /** Where it leads; null where the search does not say. */
    readonly url: string | null
    readonly title: Highlighted
    /** A piece of the text around what was found. */
    readonly snippet: Highlighted
    /** How well it fits; only comparable within one result. */
    readonly rank: number
  }
}[keyof S & string]

export interface FindOptions<K extends string> {
  /** Only rows of these models. */
  readonly kinds?: readonly K[]
  /** Results to pass over: 0 to 10,000. Default 0. */
  readonly offset?: number
  /** Results at the most: 1 to 100. Default 20. */
  readonly limit?: number
  /** The language of the query, as a code; the one in force if left out. */
  readonly language?: string
  /** Characters of a snippet, 20 to 1000. Default 200. */
  readonly snippetLength?: number
}

export interface FoundPage<S extends Searchables> {
  /** Entries that match, in all. */
  readonly total: number
  /** In order of rank. Rows that may no longer be found are left out. */
  readonly items: readonly Found<S>[]
}

/** The index of a search, whatever it is of. */
export interface SearchIndex {
  readonly name: string
  /** What keeps it: rows that are saved or deleted one by one are followed, in their transaction. `searchApp` hands it over. */
  readonly events: readonly RowSubscription[]
  /** Brings everything up to date: after the search was declared or changed. `nuages search rebuild` does it. */
  rebuild(): Promise<Readonly<Record<string, RebuiltKind>>>
}

/** A search over the rows of several models. */
export interface Search<S extends Searchables> extends SearchIndex {
  readonly models: S
  /**
   * Finds rows by what somebody typed: all words have to be there; `"phrases"`, `this OR that`, `-without`, `begin*`. Any text is
   * understood; of a long one the first 300 characters. Rejects with `NUAGES_SEARCH_UNSUPPORTED_DATABASE` or `…_BAD_ARGUMENT`.
   */
  find(text: string, options?: FindOptions<keyof S & string>): Promise<FoundPage<S>>
  /** How many rows match. */
  count(text: string, options?: Pick<FindOptions<keyof S & string>, 'kinds' | 'language'>): Promise<number>
  /** Brings the index up to date for rows that were written in bulk, by key: `siteSearch.update('article', keys)`. */
  update(kind: keyof S & string, keys: readonly unknown[]): Promise<void>
  rebuild(): Promise<Readonly<Record<keyof S & string, RebuiltKind>>>
}

const namePattern = /^[a-z][a-z0-9_]{0,49}$/i

/**
 * Declares a search: `defineSearch('site', { article: searchable(Article, { … }), person: searchable(Person, { … }) })`. Give it to
 * `searchApp`, which goes into the project's apps. Throws `NUAGES_SEARCH_BAD_NAME`.
 */
export function defineSearch<const S extends Searchables>(name: string, models: S): Search<S> {
  checkName('a search', name)
  const searched = new Map<string, Searched>()
  for (const [kind, of] of Object.entries(models)) {
    checkName('a model of a search', kind)
    if (typeof of?.rows !== 'function')
      throw searchErrors.BAD_ARGUMENT({
        where: `defineSearch('${name}')`,
        needs: 'what `searchable` makes',
        given: typeof of,
      })
    searched.set(kind, { search: name, kind, of })
  }
  const one = (kind: string): Searched => {
    const found = searched.get(kind)
    if (found === undefined) throw searchErrors.NOT_SEARCHED({ name, model: kind })
    return found
  }
  const condition = ({ matches }: Matching, kinds: readonly string[] | undefined): Sql => {
    const own = sql`${matches} and e.search = ${name}`
    return kinds === undefined ? own : sql`${own} and e.kind in (${sql.list(kinds.map((kind) => one(kind).kind))})`
  }
  const prepare = (wanted: Wanted, language: string | undefined) =>
    matchingFor(name, wanted, language ?? currentLocale().code)
  const total = async (matching: Matching, kinds: readonly string[] | undefined) =>
    Number(await sent(sql`select count(*) from ${matching.from} where ${condition(matching, kinds)}`).value())

  return Object.freeze({
    name,
    models,
    events: [...searched.values()].flatMap(eventsOf),
    async find(text: string, options: FindOptions<string> = {}) {
      const { kinds, language } = options
      const limit = within(name, 'limit', options.limit ?? 20, 1, 100)
      const offset = within(name, 'offset', options.offset ?? 0, 0, 10_000)
      const length = within(name, 'snippetLength', options.snippetLength ?? 200, 20, 1000)
      const wanted = parseQuery(text)
      if (wanted === null || kinds?.length === 0) return { total: 0, items: [] }
      const matching = prepare(wanted, language)
      const where = condition(matching, kinds)
      const rows = (await sent(
        sql`select e.kind, e.${sql.id('key')}, e.title, e.text, ${matching.rank} as score from ${matching.from} where ${where} order by score desc, e.id desc limit ${limit} offset ${offset}`,
      ).rows()) as unknown as readonly [kind: string, key: string, title: string, text: string, rank: number][]
      const all =
        rows.length < limit && (offset === 0 || rows.length > 0) ? offset + rows.length : await total(matching, kinds)
      const known = rows.filter(([kind]) => searched.has(kind))
      const loaded = await loadRows(known, one)
      const items = known.flatMap(([kind, key, title, body, rank]) => {
        const row = loaded.get(kind)?.get(key)
        if (row === undefined) return []
        return {
          kind,
          row,
          url: one(kind).of.url(row as never),
          title: highlight(title, wanted, matching.bends),
          snippet: snippet(body, wanted, length, matching.bends),
          rank: Number(rank),
        }
      })
      return { total: all, items: items as unknown as readonly Found<S>[] }
    },
    async count(text: string, { kinds, language }: Pick<FindOptions<string>, 'kinds' | 'language'> = {}) {
      const wanted = parseQuery(text)
      return wanted === null || kinds?.length === 0 ? 0 : await total(prepare(wanted, language), kinds)
    },
    update: (kind: string, keys: readonly unknown[]) => updateKeys(one(kind), keys, true),
    async rebuild() {
      const done: Record<string, RebuiltKind> = {}
      for (const each of searched.values()) done[each.kind] = await rebuild(each)
      return done as Readonly<Record<keyof S & string, RebuiltKind>>
    },
  })
}

/** Rows that were found, by model and key; one query a model. */
async function loadRows(
  found: readonly (readonly [kind: string, key: string, ...unknown[]])[],
  one: (kind: string) => Searched,
): Promise<ReadonlyMap<string, ReadonlyMap<string, object>>> {
  const loaded = new Map<string, ReadonlyMap<string, object>>()
  for (const kind of new Set(found.map(([name]) => name))) {
    const keys = found.filter(([name]) => name === kind).map(([, key]) => key)
    const rows = await one(kind).of.rows().filter({ pk__in: keys })
    loaded.set(kind, new Map(rows.map((row) => [String(row.pk), row])))
  }
  return loaded
}

function eventsOf(searched: Searched): readonly RowSubscription[] {
  const model = searched.of.model as ModelClass<KeyedModel>
  return [
    // In a transaction the row is this one's until the commit, and its entry too.
    on(model, 'afterSave', (row, { database }) =>
      updateKeys(searched, [(row as KeyedModel).pk], !use(ormService).database(database).inTransaction, database),
    ),
    on(model, 'afterDelete', (_row, { key }) => removeKeys(searched, [String(key)])),
  ]
}

function matchingFor(name: string, wanted: Wanted, language: string): Matching {
  const { database } = home()
  if (database === 'sqlite') return matchingOnSqlite(wanted)
  if (database === 'postgres') return matchingOnPostgres(wanted, language)
  throw searchErrors.UNSUPPORTED_DATABASE({ name, database })
}

/** The database that the entries are on. */
function home() {
  const orm = use(ormService)
  return orm.writing(infoOf(SearchEntry))
}

const sent = (text: Sql): Sql => text.using(home().name)

function checkName(what: string, name: unknown): void {
  if (typeof name !== 'string' || !namePattern.test(name)) throw searchErrors.BAD_NAME({ what, name: String(name) })
}

function within(name: string, option: string, value: number, least: number, most: number): number {
  if (Number.isInteger(value) && value >= least && value <= most) return value
  const needs = `a whole number from ${least} to ${most} as ${option}`
  throw searchErrors.BAD_ARGUMENT({ where: `find() of the search '${name}'`, needs, given: String(value) })
}
