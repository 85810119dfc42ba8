import { kindOf } from '../arguments.ts'
import { booleanField, floatField, integerField, textField } from '../computed.ts'
import { ormErrors } from '../errors.ts'
import { CallRuntime } from '../expressions/call.ts'
import { operand } from '../expressions/operand.ts'
import { type ExpressionRuntime, ValueExpression } from '../expressions.ts'
import { SearchVectorField } from '../fields/searchVector/search-vector.ts'
import { optionsOf } from './arguments.ts'

/** Full-text search and likeness of words, of PostgreSQL alone. Semantics: django.contrib.postgres.search. */

const vectorField = new SearchVectorField({})
const types = ['plain', 'phrase', 'raw', 'websearch'] as const
const weights = ['A', 'B', 'C', 'D'] as const

export interface SearchVectorOptions {
  /** The language's configuration: 'english'. The database's own where left out. */
  readonly config?: string
  /** How much its words count, 'A' the most. */
  readonly weight?: 'A' | 'B' | 'C' | 'D'
}
export interface SearchQueryOptions {
  readonly config?: string
  /** How the text is read: all words (plain), in this order (phrase), with operators (raw), as search engines do (websearch). */
  readonly type?: 'plain' | 'phrase' | 'raw' | 'websearch'
}
export interface SearchRankOptions {
  /** By cover density: how near the words stand to each other. */
  readonly coverDensity?: boolean
  /** PostgreSQL's bits for how the length of a text counts. */
  readonly normalization?: number
}
export interface SearchHeadlineOptions {
  readonly config?: string
  /** What stands before and after a word that was found; `<b>` and `</b>` unless said. */
  readonly startSel?: string
  readonly stopSel?: string
  readonly maxWords?: number
  readonly minWords?: number
  readonly maxFragments?: number
  readonly highlightAll?: boolean
}

function oneOf<T extends string>(where: string, value: T | undefined, allowed: readonly T[]): T | null {
  if (value === undefined) return null
  if (allowed.includes(value)) return value
  throw ormErrors.BAD_ARGUMENT({ where, needs: `one of ${allowed.join(', ')}`, given: kindOf(value) })
}

/** A text, whatever stands beside it. */
const text = (given: string): ExpressionRuntime => new ValueExpression(given).output(textField)

const configOf = (config: string | undefined) => (config === undefined ? [] : [text(config)])

/** The words of some paths: `annotate({ search: SearchVector('title', 'body', { weight: 'A' }) })`. */
export function SearchVector(...given: unknown[]): ExpressionRuntime {
  const last = given.at(-1)
  const plain = typeof last === 'object' && last !== null && Object.getPrototypeOf(last) === Object.prototype
  const { config, weight } = (plain ? last : {}) as SearchVectorOptions
  const of = (plain ? given.slice(0, -1) : given).map(operand)
  if (of.length === 0) throw ormErrors.BAD_ARGUMENT({ where: 'SearchVector()', needs: 'a path', given: 'nothing' })
  return new CallRuntime('searchVector', [...of, ...configOf(config)], vectorField, {
    weight: oneOf('`weight` of SearchVector()', weight, weights),
    config: config !== undefined,
  })
}

/** What is searched for. */
export function SearchQuery(given: string | ExpressionRuntime, options: SearchQueryOptions = {}): ExpressionRuntime {
  optionsOf('SearchQuery()', options)
  const of = typeof given === 'string' ? text(given) : operand(given)
  return new CallRuntime('searchQuery', [of, ...configOf(options.config)], textField, {
    type: oneOf('`type` of SearchQuery()', options.type, types) ?? 'plain',
    config: options.config !== undefined,
  })
}

const asVector = (of: unknown) => (typeof of === 'string' ? SearchVector(of) : operand(of))
const asQuery = (of: unknown) => (typeof of === 'string' ? SearchQuery(of) : operand(of))

/** How well a text fits what is searched for: to order by. */
export function SearchRank(vector: unknown, query: unknown, options: SearchRankOptions = {}): ExpressionRuntime {
  const { coverDensity = false, normalization } = optionsOf('SearchRank()', options) as SearchRankOptions
  const bits = normalization === undefined ? [] : [new ValueExpression(normalization).output(integerField)]
  return new CallRuntime('searchRank', [asVector(vector), asQuery(query), ...bits], floatField, { coverDensity })
}

/** Whether a text has what is searched for: `filter(SearchMatch(F('search'), SearchQuery('…')))`. */
export function SearchMatch(vector: unknown, query: unknown): ExpressionRuntime {
  return new CallRuntime('searchMatch', [asVector(vector), asQuery(query)], booleanField)
}

/** A piece of a text with what was found marked in it. The text itself is not escaped for HTML. */
export function SearchHeadline(of: unknown, query: unknown, options: SearchHeadlineOptions = {}): ExpressionRuntime {
  const { config, ...rest } = optionsOf('SearchHeadline()', options) as SearchHeadlineOptions
  const said = Object.entries(rest).map(([name, value]) => {
    const key = name.charAt(0).toUpperCase() + name.slice(1)
    return `${key}=${typeof value === 'string' ? `"${value.replaceAll('"', '""')}"` : String(value)}`
  })
  const settings = said.length === 0 ? [] : [text(said.join(', '))]
  return new CallRuntime('searchHeadline', [operand(of), asQuery(query), ...settings, ...configOf(config)], textField, {
    config: config !== undefined,
    settings: said.length > 0,
  })
}

function likeness(name: string): (of: unknown, given: string | ExpressionRuntime) => ExpressionRuntime {
  return (of, given) =>
    new CallRuntime(name, [operand(of), typeof given === 'string' ? text(given) : operand(given)], floatField)
}
/** How alike two texts are, 0 to 1, by groups of three letters. Needs the extension pg_trgm. */
export const TrigramSimilarity = likeness('trigramSimilarity')
/** 1 less the similarity. */
export const TrigramDistance = likeness('trigramDistance')
/** How alike a text is to the word in a path that is most alike. */
export const TrigramWordSimilarity = likeness('trigramWordSimilarity')
/** The same, at the borders of words. */
export const TrigramStrictWordSimilarity = likeness('trigramStrictWordSimilarity')
