import { type Fragment, join, sql } from '../fragment.ts'
import type { CallSql } from './call.ts'

/** The configuration stands last among the arguments, where there is one. */
function split(
  of: readonly Fragment[],
  config: unknown,
): { readonly args: readonly Fragment[]; readonly config: Fragment } {
  if (config !== true) return { args: of, config: [] }
  return { args: of.slice(0, -1), config: sql`(${of.at(-1)!})::regconfig, ` }
}

const parsers: Readonly<Record<string, string>> = {
  plain: 'plainto_tsquery',
  phrase: 'phraseto_tsquery',
  raw: 'to_tsquery',
  websearch: 'websearch_to_tsquery',
}

const two =
  (make: (a: Fragment, b: Fragment) => Fragment): CallSql =>
  (of) =>
    make(of[0]!, of[1]!)

/** PostgreSQL's full-text search and pg_trgm. https://www.postgresql.org/docs/current/textsearch.html */
export const searchFunctions: Readonly<Record<string, CallSql>> = {
  searchVector(of, { options }) {
    const { args, config } = split(of, options.config)
    const texts = args.map((each) => sql`COALESCE((${each})::text, '')`)
    const vector = sql`to_tsvector(${config}${join(texts, " || ' ' || ")})`
    return options.weight == null ? vector : sql`setweight(${vector}, '${String(options.weight)}')`
  },
  searchQuery(of, { options }) {
    const { args, config } = split(of, options.config)
    return sql`${parsers[String(options.type)]!}(${config}${args[0]!})`
  },
  searchRank(of, { options }) {
    const bits = of[2] === undefined ? [] : sql`, (${of[2]})::integer`
    return sql`${options.coverDensity === true ? 'ts_rank_cd' : 'ts_rank'}(${of[0]!}, ${of[1]!}${bits})`
  },
  searchMatch: two((vector, query) => sql`(${vector} @@ ${query})`),
  searchHeadline(of, { options }) {
    const { args, config } = split(of, options.config)
    return sql`ts_headline(${config}${join(args, ', ')})`
  },
  trigramSimilarity: two((path, text) => sql`SIMILARITY(${path}, ${text})`),
  trigramDistance: two((path, text) => sql`(${path} <-> ${text})`),
  trigramWordSimilarity: two((path, text) => sql`WORD_SIMILARITY(${text}, ${path})`),
  trigramStrictWordSimilarity: two((path, text) => sql`STRICT_WORD_SIMILARITY(${text}, ${path})`),
}
