import type { Label } from '../../../base/schema/index.ts'
import type { AnyQuerySet } from '../../../data/orm/index.ts'
import type { HttpRequest } from '../../../web/http/index.ts'

/** A column that a function computes from a row. */
export interface ComputedColumn<Row = never, Path extends string = string> {
  /** The head of the column. */
  readonly label: Label
  /** The cell: text, a number, a boolean (drawn as Yes or No), a date, or null. May be a promise. */
  readonly value: (row: Row) => unknown
  /** What a click on the head orders by: a path. Without it the column cannot be ordered by. */
  readonly orderBy?: Path
  /** Relations that `value` reads, loaded with the rows: `['section']`. */
  readonly selectRelated?: readonly Path[]
  /** To-many relations that `value` reads, loaded for all rows of a page at once: `['authors']`. */
  readonly prefetch?: readonly Path[]
  /** Align at the end, as numbers are. */
  readonly numeric?: boolean
}

/** A column by its path, under another name than the field's. */
export interface LabelledColumn<Path extends string = string> {
  readonly path: Path
  readonly label: Label
  readonly value?: never
}

/** One entry of `listDisplay`: a path, `'__str__'` for what the row says of itself, a function of the row, or an object. */
export type ColumnDeclaration = string | ((row: never) => unknown) | ComputedColumn | LabelledColumn

/** A filter by its path, under another name or of another kind than the field would have. */
export interface PathFilter<Path extends string = string> {
  readonly path: Path
  readonly label?: Label
  /** `values` ticks values, `range` asks from and to, `empty` asks whether there is one at all. */
  readonly kind?: 'values' | 'range' | 'empty'
  readonly filter?: never
}

/** A filter that the project writes: values to tick, and what rows each of them leaves. */
export interface CustomFilter<Rows = AnyQuerySet> {
  /** Its name in the address. */
  readonly name: string
  readonly label: Label
  /** The values, in order, with what they are called; asked at each request. */
  readonly choices:
    | Readonly<Record<string, Label>>
    | ((request: HttpRequest) => Readonly<Record<string, Label>> | Promise<Readonly<Record<string, Label>>>)
  /** The rows that one of the chosen values leaves; only values that `choices` has come here. */
  readonly filter: (rows: Rows, chosen: readonly string[], request: HttpRequest) => Rows
  readonly path?: never
}

/** One entry of `listFilter`. */
export type FilterDeclaration = string | PathFilter | CustomFilter

/** What stands below a column, over all rows that match. */
export type Total = 'sum' | 'avg' | 'min' | 'max'

/**
 * How a value that says where a row stands is drawn beside its word: `good` a green disc, `review` a half-filled ring, `draft` a ring, `off` a
 * dash, `bad` a red square, `info` a disc of the accent. Shape and word carry it, so that no one has to tell colours apart.
 */
export type StateMark = 'good' | 'review' | 'draft' | 'off' | 'bad' | 'info'

/** The options of the list of a model. */
export interface ListOptions {
  /** The columns of the list. By default what the row says of itself, and short fields that tell rows apart. */
  readonly listDisplay?: readonly ColumnDeclaration[]
  /** Columns that the column chooser offers and that are not shown until somebody asks. */
  readonly listMore?: readonly ColumnDeclaration[]
  /** The columns that link to the row: the first by default; null for none. */
  readonly listDisplayLinks?: readonly string[] | null
  /** Fields that are edited in the list, with one save; they must be columns. */
  readonly listEditable?: readonly string[]
  /** Relations to load with the rows, where `toString` or a computed column reads them. */
  readonly listSelectRelated?: readonly string[]
  /** Filters beside the list: fields with choices, booleans, relations, dates, numbers; or filters of your own. */
  readonly listFilter?: readonly FilterDeclaration[]
  /** Totals under columns: `{ price: 'avg', stock: 'sum' }`. */
  readonly listTotals?: Readonly<Record<string, Total>>
  /** A date to go through the list by: years, months, days, in a strip above it. */
  readonly dateHierarchy?: string
  /**
   * Where the search box looks: every word has to be found in one of these. `^name` at its start, `=name` as a whole,
   * `name__exact` by another text lookup. By default the short text fields of the model.
   */
  readonly searchFields?: readonly string[]
  /** A sentence under the search box. */
  readonly searchHelp?: Label
  /** The order of the list: paths, `-` for descending. By default the model's own. */
  readonly ordering?: readonly string[]
  /** The columns that may be ordered by: all that can by default. */
  readonly sortableBy?: readonly string[]
  /** Rows on a page: 50. */
  readonly listPerPage?: number
  /**
   * How rows are counted: `exact`, `estimate` (by the database's statistics, and pages by key), or by default exact up to a size and
   * estimated above it.
   */
  readonly listCount?: 'exact' | 'estimate' | 'auto'
  /**
   * Values of fields with choices that say where a row stands, drawn with a mark in lists, on the page for reading and in the quick look:
   * `{ status: { live: 'good', draft: 'draft', review: 'review', gone: 'off' } }`. Values that are not named have no mark.
   */
  readonly states?: Readonly<Record<string, Readonly<Record<string, StateMark>>>>
  /** What an empty cell shows: '—'. */
  readonly emptyValue?: Label
  /** Fields of the quick look: those of the form by default. */
  readonly quickLook?: readonly string[]
}
