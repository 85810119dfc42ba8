import { type Sql, sql } from '../../data/orm/index.ts'
import { configurationFor } from './configuration.ts'
import type { Term, Wanted } from './query-text.ts'
import { folded } from './words.ts'

/** How a database's index is asked: where the entries `e` come from, which of them match, and how well. */
export interface Matching {
  readonly from: Sql
  readonly matches: Sql
  /** The greater, the better. */
  readonly rank: Sql
  /** Other forms of a word are found too. */
  readonly bends: boolean
}

/** Weights of a title or heading, and of what is ever less to the point. */
const weights = { a: 10, b: 4, c: 2, d: 1 }

/** FTS5's own language: https://www.sqlite.org/fts5.html#full_text_query_syntax. Every term is a string in it. */
export function matchingOnSqlite(wanted: Wanted): Matching {
  const term = ({ text, prefix }: Term) => `"${folded(text).replaceAll('"', ' ')}"${prefix ? '*' : ''}`
  const any = (terms: readonly Term[]) => `(${terms.map(term).join(' OR ')})`
  const all = wanted.groups.map(any).join(' AND ')
  const query = wanted.excluded.length === 0 ? all : `(${all}) NOT ${any(wanted.excluded)}`
  return {
    from: sql`nuages_search_words join nuages_search_searchentry e on e.id = nuages_search_words.rowid`,
    matches: sql`nuages_search_words match ${query}`,
    rank: sql`-bm25(nuages_search_words, ${weights.a}, ${weights.b}, ${weights.c}, ${weights.d})`,
    bends: false,
  }
}

/** tsquery: https://www.postgresql.org/docs/current/textsearch-controls.html. Each term is a parameter. */
export function matchingOnPostgres(wanted: Wanted, language: string): Matching {
  const configuration = configurationFor(language)
  const term = ({ text, prefix, exact }: Term): Sql => {
    const words = folded(text)
    if (prefix) {
      const lexemes = words.match(/[\p{L}\p{N}]+/gu)!.map((word) => `'${word}'`)
      return sql`to_tsquery('simple', ${`${lexemes.join(' <-> ')}:*`})`
    }
    if (exact) return sql`phraseto_tsquery('simple', ${words})`
    return sql`(phraseto_tsquery(${configuration}::regconfig, ${words}) || phraseto_tsquery('simple', ${words}))`
  }
  const any = (terms: readonly Term[]) => terms.map(term).reduce((one, other) => sql`${one} || ${other}`)
  let query = wanted.groups.map(any).reduce((one, other) => sql`(${one}) && (${other})`)
  if (wanted.excluded.length > 0) query = sql`(${query}) && !!(${any(wanted.excluded)})`
  return {
    from: sql`nuages_search_words w join nuages_search_searchentry e on e.id = w.entry_id`,
    matches: sql`w.vector @@ (${query})`,
    rank: sql`ts_rank_cd(w.vector, (${query}))`,
    bends: configuration !== 'simple',
  }
}
