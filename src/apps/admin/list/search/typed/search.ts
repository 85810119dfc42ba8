import { gettext } from '../../../../../web/i18n/index.ts'
import { fill } from '../../../format.ts'
import type { ModelAdmin } from '../../../model-admin.ts'
import type { AdminRequest } from '../../../request.ts'
import { allOf, anyOf, type Condition, nothing } from '../../conditions.ts'
import { limited, wordCondition } from '../words.ts'
import { readCondition } from './condition.ts'
import { FieldNames } from './names.ts'
import { searchTerms, type Term } from './terms.ts'

/** A part of the search, as a chip above the list. */
interface SearchChip {
  readonly label: string
  readonly text: string
  /** The search without it. */
  readonly rest: string
  /** True for words, which have no label of their own. */
  readonly isWords: boolean
}

/** What the search box asks for. */
export interface Search {
  /** Null where it asks nothing. */
  readonly condition: Condition | null
  readonly chips: readonly SearchChip[]
  /** Sentences about what was not understood. A condition that means nothing finds nothing; a word is looked for as it stands. */
  readonly problems: readonly string[]
}

type TypedTerm = Extract<Term, { kind: 'condition' }>

/** More conditions than this are not read. */
const mostTerms = 24

/** Reads what was typed into the search box: words, which are all to be found, and conditions, which are all to hold; `OR` between two such lists. */
export async function readSearch(admin: AdminRequest, model: ModelAdmin, text: string): Promise<Search> {
  const terms = searchTerms(text)
  if (terms.length === 0) return { condition: null, chips: [], problems: [] }
  const names = new FieldNames(model)
  const problems: string[] = []
  const groups: Condition[][] = [[]]
  const typed: TypedTerm[] = []
  const words = limitedWords(terms)
  let asks = false
  for (const term of terms) {
    const group = groups.at(-1)!
    if (term.kind === 'or') {
      if (group.length > 0) groups.push([])
      continue
    }
    if (term.kind === 'condition') {
      const field = names.find(term.name)
      if (field !== undefined) {
        asks = true
        typed.push(term)
        if (typed.length > mostTerms) continue
        const read = await readCondition(admin, model.info, field, term)
        if ('problem' in read) problems.push(read.problem)
        group.push('problem' in read ? nothing() : read.condition)
        continue
      }
      if (!looksLikeAddress(term.source)) problems.push(unknownField(term, names.nearest(term.name)))
    }
    const word = words.next(term)
    if (word === null || model.search.length === 0) continue
    asks = true
    const found = wordCondition(model.info, model.search, word.text)
    group.push(word.denied ? found.not() : found)
  }
  if (typed.length > mostTerms) {
    problems.push(fill(gettext('No more than %(count)d conditions are read.'), { count: mostTerms }))
    groups.push([])
  }
  const filled = groups.map((group) => allOf(group)).filter((each) => each !== null)
  return {
    condition: asks ? (typed.length > mostTerms ? nothing() : anyOf(filled)) : null,
    chips: chips(terms, names, model),
    problems: problems.slice(0, 8),
  }
}

function unknownField({ name, source }: TypedTerm, near: string | null): string {
  const message =
    near === null
      ? gettext('This list has no field “%(name)s”: “%(source)s” is looked for as a word.')
      : gettext('This list has no field “%(name)s”, only “%(near)s”: “%(source)s” is looked for as a word.')
  return fill(message, { name, source, near: near ?? '' })
}

/** 'http://example.org' is no question about a field called 'http'. */
function looksLikeAddress(source: string): boolean {
  return /^[a-z]+:\/\//i.test(source)
}

/** Words one after the other; those beyond the limit are one phrase. */
function limitedWords(terms: readonly Term[]): { next(term: Term): { text: string; denied: boolean } | null } {
  const texts = limited(terms.filter((term) => term.kind === 'word').map((term) => term.text))
  let at = 0
  return {
    next(term) {
      if (term.kind === 'condition') return { text: term.source, denied: false }
      const text = texts[at++]
      return text === undefined || term.kind === 'or' ? null : { text, denied: term.denied }
    },
  }
}

/** Each condition is a chip of its own, all words are one. */
function chips(terms: readonly Term[], names: FieldNames, model: ModelAdmin): SearchChip[] {
  const isTyped = (term: Term): term is TypedTerm => term.kind === 'condition' && names.find(term.name) !== undefined
  const sources = (some: readonly Term[]) => [...new Set(some.map((term) => term.source))].join(' ')
  const simple = !terms.some((term) => term.kind === 'or')
  if (!simple) return [{ label: '', text: sources(terms), rest: '', isWords: true }]
  const words = terms.filter((term) => !isTyped(term))
  return [
    ...(words.length === 0 || model.search.length === 0
      ? []
      : [{ label: '', text: sources(words), rest: sources(terms.filter(isTyped)), isWords: true }]),
    ...terms.filter(isTyped).map((term) => ({
      label: names.find(term.name)!.label,
      text: chipText(term),
      rest: terms
        .filter((each) => each !== term)
        .map((each) => each.source)
        .join(' '),
      isWords: false,
    })),
  ]
}

function chipText({ operator, values, denied }: TypedTerm): string {
  const text = values.join(gettext(', '))
  const said = operator === ':' || operator === '=' ? text : `${signs[operator]} ${text}`
  return denied ? fill(gettext('not %(value)s'), { value: said }) : said
}

const signs = { '!=': '≠', '>': '>', '>=': '≥', '<': '<', '<=': '≤' } as const
