import type { Condition, Expression } from '../query/index.ts'
import { expressionSql } from './expressions.ts'
import { type Fragment, join, sql } from './fragment.ts'
import type { Scope } from './scope.ts'

type Beyond = Extract<Condition, { kind: 'beyond' }>

/**
 * Whether a row comes after given values in an order. As a comparison of tuples where that says it all, so that an index
 * serves it; else term by term: equal in the terms before, and further on in one.
 */
export function beyondSql({ order, values, absent }: Beyond, scope: Scope): Fragment {
  const terms = order.map(({ by, descending, nulls }, i): Term => {
    const last = nulls === null ? scope.dialect.nullsLow === descending : nulls === 'last'
    const of = expressionSql(by!, scope)
    const sure = isSure(by!, scope)
    return { of, value: expressionSql(values[i]!, scope), absent: absent[i]!, descending, last, sure }
  })
  const [first] = terms
  if (terms.every((term) => term.sure && term.descending === first!.descending)) {
    const left = terms.map(({ of }) => of)
    const right = terms.map(({ value }) => value)
    if (terms.length === 1) return sql`${left[0]!} ${sign(first!)} ${right[0]!}`
    return sql`(${join(left, ', ')}) ${sign(first!)} (${join(right, ', ')})`
  }
  const ways = terms.flatMap((term, i) => {
    const further = after(term)
    return further === null ? [] : [join([...terms.slice(0, i).map(equal), further], ' AND ')]
  })
  // Every way has one of the terms further on; the key is the last of them, and never null.
  const either = join(
    ways.map((way) => sql`(${way})`),
    ' OR ',
  )
  const bound = first!.sure ? sql`${first!.of} ${sign(first!)}= ${first!.value} AND ` : []
  return sql`${bound}(${either})`
}

interface Term {
  readonly of: Fragment
  readonly value: Fragment
  readonly absent: boolean
  readonly descending: boolean
  /** Nulls come last. */
  readonly last: boolean
  /** Never null. */
  readonly sure: boolean
}

const sign = ({ descending }: Term) => (descending ? '<' : '>')

const equal = ({ of, value, absent }: Term): Fragment => (absent ? sql`${of} IS NULL` : sql`${of} = ${value}`)

/** Null where no row is further on in this term. */
function after(term: Term): Fragment | null {
  const { of, value, absent, last, sure } = term
  if (absent) return last ? null : sql`${of} IS NOT NULL`
  const further = sql`${of} ${sign(term)} ${value}`
  return last && !sure ? sql`(${further} OR ${of} IS NULL)` : further
}

/** Whether an expression is never null, as far as its columns tell. */
function isSure(expression: Expression, scope: Scope): boolean {
  return expression.kind === 'column' && !expression.column.null && expression.source === scope.root
}
