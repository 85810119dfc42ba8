import { tryUse } from '../../base/context/index.ts'
import { stripTags } from '../../base/text/index.ts'
import {
  type AnyModelClass,
  type AnyQuerySet,
  type KeyedModel,
  type ModelClass,
  type QuerySet,
  type Row,
  untyped,
} from '../../data/orm/index.ts'
import { defaultLocaleService } from '../../web/i18n/index.ts'
import { configurationFor } from './configuration.ts'
import { searchErrors } from './errors.ts'
import { fittingWords, folded, joinedText } from './words.ts'

/** Texts of a row by weight, from B, the heaviest beside the title, to D. */
export interface SearchedText {
  readonly B?: string | readonly string[] | null
  readonly C?: string | readonly string[] | null
  readonly D?: string | readonly string[] | null
}

/** How rows of a model are found. */
export interface SearchableOptions<M, R> {
  /**
   * The rows that may be found, with the relations that the texts read: `() => Article.live().selectRelated('author')`. Every row of
   * the model if left out. What it does not give is never shown, even where the index still knows it.
   */
  readonly rows?: () => QuerySet<M, R>
  /** What a result is called; the heaviest words. */
  title(row: R): string | PromiseLike<string>
  /**
   * What else is searched: a text, or texts by weight. Tags of HTML are taken out where `html` says so. Relations to many rows are read with
   * `await row.tags.load()`, which asks once for all rows that are indexed together.
   */
  text?(row: R): string | SearchedText | PromiseLike<string | SearchedText>
  /** Where a result leads. */
  url?(row: R): string
  /** The texts are HTML. Default: false. */
  readonly html?: boolean
  /** The language of the texts, as a code; that of the project if left out. PostgreSQL finds other forms of its words. */
  readonly language?: string | ((row: R) => string)
}

/** A model as `defineSearch` takes it: made by `searchable`. */
export interface Searchable<in R> {
  readonly model: AnyModelClass
  /** The rows that may be found. */
  rows(): AnyQuerySet
  url(row: R): string | null
  /** What is kept of a row. */
  entry(kind: string, row: R): Promise<EntryTexts>
}

export interface EntryTexts {
  readonly configuration: string
  readonly title: string
  readonly text: string
  readonly wordsA: string
  readonly wordsB: string
  readonly wordsC: string
  readonly wordsD: string
}

/** Says how rows of a model are found: `searchable(Article, { title: (article) => article.title, text: (article) => article.body })`. */
export function searchable<M extends KeyedModel, R = Row<M>>(
  model: ModelClass<M>,
  options: SearchableOptions<M, R>,
  // The search that it is given to says nothing of the rows.
): Searchable<NoInfer<R>> {
  const { rows, title, text, url, html = false, language } = options
  const of = model as AnyModelClass
  return Object.freeze({
    model: of,
    rows: () => (rows === undefined ? untyped(of) : (rows() as unknown as AnyQuerySet)),
    url: (row: R) => url?.(row) ?? null,
    async entry(kind: string, row: R): Promise<EntryTexts> {
      const read = (what: string, value: unknown) =>
        textsOf(kind, what, value).map((each) => (html ? textOfMarkup(each) : each))
      const heading = joinedText(textsOf(kind, 'The title', await title(row)))
      const given = (await text?.(row)) ?? {}
      const { B, C, D } = typeof given === 'string' ? { C: given } : (given as SearchedText)
      const [b, c, d] = [read('B', B), read('C', C), read('D', D)]
      const code =
        typeof language === 'function' ? language(row) : (language ?? tryUse(defaultLocaleService)?.code ?? 'en')
      const [wordsA, wordsB, wordsC, wordsD] = fittingWords([
        joinedText([folded(heading)]),
        joinedText(b.map(folded)),
        joinedText(c.map(folded)),
        joinedText(d.map(folded)),
      ])
      return {
        configuration: configurationFor(code),
        title: heading,
        text: joinedText([...b, ...c, ...d]),
        wordsA,
        wordsB,
        wordsC,
        wordsD,
      }
    },
  })
}

/** A text, several, or none. */
function textsOf(kind: string, what: string, value: unknown): readonly string[] {
  if (value === null || value === undefined) return []
  const list: readonly unknown[] = Array.isArray(value) ? value : [value]
  for (const each of list)
    if (typeof each !== 'string')
      throw searchErrors.NOT_A_TEXT({ kind, what, given: each === null ? 'null' : typeof each })
  return list as readonly string[]
}

/** Tags between which a reader sees a gap: what stands before and after them are two words. */
const gaps =
  /<(?=\/?(?:address|article|aside|blockquote|br|dd|div|dl|dt|figcaption|figure|footer|h[1-6]|header|hr|li|main|nav|ol|option|p|pre|section|table|td|th|tr|ul)\b)/gi

function textOfMarkup(markup: string): string {
  return stripTags(markup.replace(gaps, ' <')).replace(/\s+/g, ' ').trim()
}
