import type { LookupOperand, LookupTable } from '../../query/index.ts'

const any: readonly [string, LookupOperand][] = [
  ['exact', 'value'],
  ['in', 'list'],
  ['isnull', 'boolean'],
]
const ordered: readonly [string, LookupOperand][] = [
  ['gt', 'value'],
  ['gte', 'value'],
  ['lt', 'value'],
  ['lte', 'value'],
  ['range', 'range'],
]
const textual: readonly [string, LookupOperand][] = [
  ['iexact', 'text'],
  ['contains', 'text'],
  ['icontains', 'text'],
  ['startswith', 'text'],
  ['istartswith', 'text'],
  ['endswith', 'text'],
  ['iendswith', 'text'],
  ['regex', 'text'],
  ['iregex', 'text'],
]

/**
 * What every plain column compares with. The text lookups compare the column's text, also of a number or a date, as in
 * Django; the types offer them for text only.
 */
export const columnLookups: LookupTable = new Map([...any, ...ordered, ...textual])

/** What text is searched with in PostgreSQL: full text, and likeness by groups of three letters. */
const searched: readonly [string, LookupOperand][] = [
  ['search', 'text'],
  ['trigram_similar', 'text'],
  ['trigram_word_similar', 'text'],
  ['trigram_strict_word_similar', 'text'],
]

/** What text compares with. */
export const textLookups: LookupTable = new Map([...any, ...ordered, ...textual, ...searched])

/** What a list compares with: lists of the same kind. */
export const arrayLookups: LookupTable = new Map([
  ...any,
  ...ordered,
  ['contains', 'value'],
  ['contained_by', 'value'],
  ['overlap', 'value'],
] as [string, LookupOperand][])

/** What prepared words compare with. */
export const searchVectorLookups: LookupTable = new Map([...any, ['search', 'text']] as [string, LookupOperand][])

/** What a foreign key compares with. */
export const relationLookups: LookupTable = new Map([...any, ...ordered])

/** What a path that ends in a to-many relation compares with. */
export const manyLookups: LookupTable = new Map(any)

/** JSON compares documents, and asks for keys. */
export const jsonLookups: LookupTable = new Map([
  ...any,
  ...ordered,
  ...textual,
  ['contains', 'value'],
  ['contained_by', 'value'],
  ['has_key', 'text'],
  ['has_keys', 'list'],
  ['has_any_keys', 'list'],
] as [string, LookupOperand][])
