import { field, Model, meta } from '../../data/orm/index.ts'
import { gettextLazy } from '../../web/i18n/index.ts'

/**
 * What is known of one row that can be found. The database's own index (FTS5, tsvector) stands beside the table and follows it
 * by triggers, so that entries are written as any rows are.
 */
export class SearchEntry extends Model {
  /** The name of the search. */
  search = field.char({ maxLength: 50 })
  /** The name of the model within the search. */
  kind = field.char({ maxLength: 50 })
  /** The row's key as text. */
  key = field.char({ maxLength: 255 })
  /** The PostgreSQL configuration that knows the language of the words. */
  configuration = field.char({ maxLength: 50 })
  title = field.text()
  /** What pieces are shown from. */
  text = field.text()
  /** Words without accents, from the weightiest to the lightest. */
  wordsA = field.text()
  wordsB = field.text()
  wordsC = field.text()
  wordsD = field.text()

  static meta = meta<SearchEntry>()({
    label: gettextLazy('search entry'),
    labelPlural: gettextLazy('search entries'),
    constraints: [{ kind: 'unique', name: 'nuages_search_one', fields: ['search', 'kind', 'key'] }],
  })

  override toString(): string {
    return `${this.kind} ${this.key}: ${this.title}`
  }
}
